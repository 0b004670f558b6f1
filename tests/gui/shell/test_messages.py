import sys
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.shell.message_bar import MessageBar
from graphviz_nn.gui.shell.messages import Reporter
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


def test_an_exception_of_any_thread_is_shown_on_this_one(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[tuple[int, str]] = []
    reporter = Reporter(lambda text: shown.append((threading.get_ident(), text)))
    error = raised("the matrix is ill")
    thread = threading.Thread(target=reporter.hook, args=(ValueError, error, error.__traceback__))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0][0] == threading.get_ident()
    assert "the matrix is ill" in shown[0][1]
    assert "Traceback" in capsys.readouterr().err


def test_a_fault_that_comes_every_frame_is_told_once(qtbot: QtBot) -> None:
    shown: list[str] = []
    reporter = Reporter(shown.append)
    for _ in range(10):
        error = raised("again")
        reporter.hook(ValueError, error, None)
    reporter.hook(ValueError, raised("another"), None)
    qtbot.waitUntil(lambda: any("another" in text for text in shown))
    assert len(shown) == 2


def test_the_hooks_are_given_back(qtbot: QtBot) -> None:
    before = sys.excepthook
    reporter = Reporter(print)
    reporter.install()
    assert sys.excepthook != before
    reporter.uninstall()
    assert sys.excepthook is sys.__excepthook__
    sys.excepthook = before


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
