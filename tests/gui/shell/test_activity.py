from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.shell.activity import LINGER_MS, PATIENCE_MS, ActivityView
from graphviz_nn.session.state import Activity
from tests.gui.settling import settle
from tests.gui.watching import Watch

TRAINING, SURFACE = Activity("runs", "Training", 0.4), Activity("surface", "Measuring the loss surface")


@dataclass
class Clock:
    """Time that passes only when a test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def view(qtbot: QtBot, clock: Clock) -> ActivityView:
    made = ActivityView(Theme.load("light"), clock)
    qtbot.addWidget(made)
    made.show()
    return made


def let_pass(view: ActivityView, clock: Clock, ms: float) -> None:
    clock.seconds += ms / 1000
    view.findChildren(QTimer)[0].timeout.emit()


def test_what_is_over_soon_is_never_shown(view: ActivityView, clock: Clock) -> None:
    for _ in range(4):
        view.show_activities((TRAINING,))
        let_pass(view, clock, PATIENCE_MS / 4)
        view.show_activities(())
    assert view.text == ""
    let_pass(view, clock, PATIENCE_MS)
    assert view.text == ""


def test_what_lasts_is_shown_until_it_ends_and_takes_the_same_room(view: ActivityView, clock: Clock) -> None:
    room = view.sizeHint()
    view.show_activities((TRAINING, SURFACE))
    assert view.text == ""
    let_pass(view, clock, PATIENCE_MS)
    assert view.text == "Training"
    assert view.cancel.isVisible()
    assert view.sizeHint() == room
    view.show_activities((SURFACE,))
    assert view.text == "Measuring the loss surface"
    view.show_activities(())
    assert view.text == "Measuring the loss surface"
    let_pass(view, clock, LINGER_MS)
    assert view.text == ""
    assert not view.cancel.isVisible()
    assert view.sizeHint() == room


def test_what_begins_again_at_once_does_not_flicker(view: ActivityView, clock: Clock) -> None:
    view.show_activities((TRAINING,))
    let_pass(view, clock, PATIENCE_MS)
    view.show_activities(())
    view.show_activities((TRAINING,))
    for _ in range(4):
        assert view.text == "Training"
        let_pass(view, clock, PATIENCE_MS / 4)


def test_it_looks_again_by_itself_when_the_patience_is_over(qtbot: QtBot) -> None:
    view = ActivityView(Theme.load("light"))
    qtbot.addWidget(view)
    view.show_activities((TRAINING,))
    qtbot.waitUntil(lambda: view.text == "Training")
    view.show_activities(())
    qtbot.waitUntil(lambda: view.text == "")


def test_its_button_asks_to_stop_what_is_shown(qtbot: QtBot, view: ActivityView, clock: Clock) -> None:
    view.show_activities((TRAINING,))
    let_pass(view, clock, PATIENCE_MS)
    with qtbot.waitSignal(view.cancelRequested) as asked:
        view.cancel.click()
    assert asked.args == ["runs"]
    assert view.text == ""


def test_what_goes_on_is_written_and_painted_with_whatever_else_waits(
    qtbot: QtBot, view: ActivityView, clock: Clock
) -> None:
    view.show_activities((TRAINING,))
    let_pass(view, clock, PATIENCE_MS)
    settle(view)
    bar = view.findChild(QProgressBar)
    assert bar is not None
    paints = Watch(QEvent.Type.Paint, [bar])
    view.show_activities((replace(TRAINING, fraction=0.7),))
    assert not paints.seen
    qtbot.waitUntil(lambda: paints.widgets == {bar})
    assert bar.value() == round(0.7 * bar.maximum())
