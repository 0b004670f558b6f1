"""Work that a crash left is offered by the next window, which keeps its own; nobody is asked in front of a class."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from graphviz_nn.errors import FileError
from graphviz_nn.files import kept
from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.shell.keeping import Keeping
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import Session, commands
from graphviz_nn.session.keeping import kept_of
from tests.gui.conftest import forget

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def crashed(home: Path) -> list[Session]:
    """Sessions of processes that were killed in the middle of an expression, a lesson and a network, in this order."""
    formula, lesson, network = Session(), Session(), Session()
    commands.open_expression(formula, "x * y")
    commands.open_lesson(lesson, "momentum")
    commands.go_to_page(lesson, 1)
    commands.new(network)
    for session in (formula, lesson, network):
        commands.set_training(session, seed=5)
        commands.step(session)
        place = kept.new()
        place.write(kept_of(session.state))
        place.let_go()
    return [formula, lesson, network]


@pytest.fixture
def keeping(window: MainWindow, qtbot: QtBot) -> Iterator[Keeping]:
    keeping = Keeping(window)
    qtbot.waitUntil(lambda: keeping.has_looked)
    yield keeping
    keeping.finish()


def offered(window: MainWindow) -> list[str]:
    """What is offered, by the names of the buttons that bring it back."""
    buttons = window.bars.offers.findChildren(QPushButton)
    return [b.accessibleName() for b in buttons if b.isVisible() and b.text() == "Bring back"]


def press(window: MainWindow, text: str, number: int = 0) -> None:
    buttons = window.bars.offers.findChildren(QPushButton)
    [b for b in buttons if b.isVisible() and b.text() == text][number].click()


def test_without_a_crash_nothing_is_offered(window: MainWindow, keeping: Keeping) -> None:
    assert not window.bars.offers.isVisible()


def test_each_work_that_was_left_is_offered_until_one_has_chosen(
    crashed: list[Session], window: MainWindow, keeping: Keeping
) -> None:
    formula, lesson, _ = crashed
    first, second = offered(window)
    assert "“Untitled”, just now" in first
    assert "“Momentum · " in second
    press(window, "Discard")
    assert len(offered(window)) == 2, "the third takes its place"
    press(window, "Bring back")
    assert window.session.state.document == lesson.state.document
    assert window.session.state.page == 1
    forget(window)
    press(window, "Bring back")
    assert window.session.state.document == formula.state.document
    assert not window.bars.offers.isVisible()


def test_what_was_brought_back_is_kept_again_by_this_window(
    crashed: list[Session], window: MainWindow, keeping: Keeping
) -> None:
    press(window, "Bring back", 1)
    document = window.session.state.document
    keeping.finish()  # as when it is killed
    left = kept.abandoned()
    assert [place.read().document == document for place in left] == [True, False, False]
    for place in left:
        place.let_go()


def test_unsaved_work_of_this_window_is_asked_about_first(
    crashed: list[Session], window: MainWindow, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "question", lambda *_: asking.Button.Cancel)
    commands.set_training(window.session, seed=77)
    press(window, "Bring back")
    assert window.session.state.work.training.seed == 77
    assert len(offered(window)) == 2


def test_what_can_not_be_brought_back_is_offered_still(
    crashed: list[Session], window: MainWindow, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its data are gone, say."""

    def fail(*_: object) -> None:
        raise FileError("The table is gone.")

    monkeypatch.setattr(commands, "bring_back", fail)
    press(window, "Bring back")
    assert window.bars.messages.text == "The table is gone."
    assert len(offered(window)) == 2


def test_work_that_can_not_be_read_is_named_and_can_be_discarded(
    home: Path, window: MainWindow, qtbot: QtBot
) -> None:
    place = kept.new()
    (place.folder / "work.json").write_text('{"<b>":')
    place.let_go()
    keeping = Keeping(window)
    qtbot.waitUntil(window.bars.offers.isVisible)
    assert "can't be read" in offered(window)[0]
    press(window, "Bring back")
    assert "is no kept work" in window.bars.messages.text
    press(window, "Discard")
    assert kept.abandoned() == ()
    keeping.finish()


def test_nobody_is_asked_in_front_of_a_class(
    crashed: list[Session], window: MainWindow, keeping: Keeping
) -> None:
    window.present()
    assert not window.bars.offers.isVisible()
    window.present()
    assert window.bars.offers.isVisible()


def test_a_window_that_is_closed_leaves_nothing(window: MainWindow, keeping: Keeping) -> None:
    commands.set_training(window.session, seed=77)
    forget(window)
    assert window.close()
    assert kept.abandoned() == ()


def test_where_nothing_can_be_kept_it_is_said_and_the_window_works(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, "/dev/null")
    keeping = Keeping(window)
    qtbot.waitUntil(lambda: "can't be kept" in window.bars.messages.text)
    commands.step(window.session)
    keeping.finish()
