import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.report import Fault
from graphviz_nn.gui.shell import messages
from graphviz_nn.gui.shell.message_bar import MessageBar
from graphviz_nn.gui.shell.messages import Reporter
from graphviz_nn.gui.widgets.broken import COPY
from graphviz_nn.session.state import Message


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    return host


@pytest.fixture
def bar(host: QWidget, theme: Theme) -> MessageBar:
    bar = MessageBar(theme)
    bar.setParent(host)
    return bar


def raised(text: str) -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


@pytest.fixture
def shown(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, Fault]]]:
    """The faults that are told, with the thread that they are told on; the log is not asked."""
    monkeypatch.setattr(messages.log, "disabled", True)
    told: list[tuple[int, Fault]] = []
    reporter = Reporter(lambda fault, culprit, is_new: told.append((threading.get_ident(), fault)))
    reporter.install()
    yield told
    reporter.uninstall()


def tell(error: Exception) -> None:
    """Let nobody catch an exception."""
    sys.excepthook(type(error), error, error.__traceback__)


def test_an_exception_of_any_thread_is_shown_on_this_one(
    qtbot: QtBot, shown: list[tuple[int, Fault]], capsys: pytest.CaptureFixture[str]
) -> None:
    thread = threading.Thread(target=tell, args=(raised("the matrix is ill"),))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown))
    ((where, fault),) = shown
    assert where == threading.get_ident()
    assert fault.words == "ValueError: the matrix is ill"
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_that_comes_every_frame_is_told_once_whatever_numbers_are_in_its_words(
    qtbot: QtBot, shown: list[tuple[int, Fault]], capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(10):
        tell(raised(f"frame {number}"))
    tell(LookupError("another"))
    qtbot.waitUntil(lambda: any("another" in fault.words for _, fault in shown))
    assert len(shown) == 2
    assert capsys.readouterr().err.count("frame") == 1


def test_the_hooks_are_given_back(qtbot: QtBot) -> None:
    before = sys.excepthook, threading.excepthook
    reporter = Reporter(print)
    reporter.install()
    assert sys.excepthook != before[0]
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_report_can_be_copied_and_stays_until_it_is_put_away(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_message(Message("The last run ended unexpectedly.", "warning", 1, "how it ended"))
    assert not any(timer.isActive() for timer in bar.findChildren(QTimer))
    bar.put_away()
    assert bar.isVisible()
    (button,) = [each for each in bar.findChildren(QToolButton) if each.text() == COPY]
    button.click()
    assert QGuiApplication.clipboard().text() == "how it ended"
    bar.show_message(Message("Saved.", "info", 2))
    assert button.isHidden()


def test_an_error_stays_and_a_word_goes(
    qtbot: QtBot, bar: MessageBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphviz_nn.gui.shell.message_bar.STAY_MS", 10)
    bar.show_message(Message("Saved.", "info", 1))
    assert bar.isVisible()
    qtbot.waitUntil(bar.isHidden)
    bar.show_message(Message("It can't be read.", "error", 2))
    assert not any(timer.isActive() for timer in bar.findChildren(QTimer))
    assert bar.isVisible()
    assert bar.text == "It can't be read."


def test_the_same_message_is_told_once_and_told_again_when_it_comes_again(bar: MessageBar) -> None:
    bar.show_message(Message("No.", "error", 1))
    bar.hide()
    bar.show_message(Message("No.", "error", 1))
    assert bar.isHidden()
    bar.show_message(Message("No.", "error", 2))
    assert bar.isVisible()


def test_a_message_covers_no_more_than_its_lines(host: QWidget, theme: Theme) -> None:
    host.resize(700, 300)
    bar = MessageBar(theme)
    bar.lie_on(host)
    heights: list[int] = []
    for text in (
        "Saved.",
        "SGD: training diverged at update 5, where the numbers of ln left the finite range. " * 2,
    ):
        bar.show_message(Message(text, "warning", len(heights) + 1))
        heights.append(bar.height())
    line = bar.fontMetrics().lineSpacing()
    assert line < heights[0] < 2 * line + 12
    assert heights[1] - heights[0] <= 2 * line
    assert bar.geometry().bottom() == host.rect().bottom()
