import pytest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.activity import LINGER_MS, PATIENCE_MS, ActivityView
from graphviz_nn.session.state import Activity

TRAINING, SURFACE = Activity("train", "Training", 0.4), Activity("surface", "Measuring the loss surface")


@pytest.fixture
def view(qtbot: QtBot) -> ActivityView:
    made = ActivityView(Theme.load("light"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_over_soon_is_never_shown(qtbot: QtBot, view: ActivityView) -> None:
    for _ in range(4):
        view.show_activities((TRAINING,))
        qtbot.wait(PATIENCE_MS // 4)
        view.show_activities(())
    assert view.text == ""
    qtbot.wait(PATIENCE_MS + 50)
    assert view.text == ""


def test_what_lasts_is_shown_until_it_ends_and_takes_the_same_room(qtbot: QtBot, view: ActivityView) -> None:
    room = view.sizeHint()
    view.show_activities((TRAINING, SURFACE))
    assert view.text == ""
    qtbot.waitUntil(lambda: view.text == "Training")
    assert view.cancel.isVisible()
    assert view.sizeHint() == room
    view.show_activities((SURFACE,))
    qtbot.waitUntil(lambda: view.text == "Measuring the loss surface")
    view.show_activities(())
    qtbot.waitUntil(lambda: view.text == "", timeout=LINGER_MS * 5)
    assert not view.cancel.isVisible()
    assert view.sizeHint() == room


def test_what_begins_again_at_once_does_not_flicker(qtbot: QtBot, view: ActivityView) -> None:
    view.show_activities((TRAINING,))
    qtbot.waitUntil(lambda: view.text == "Training")
    view.show_activities(())
    view.show_activities((TRAINING,))
    assert view.text == "Training"


def test_its_button_asks_to_stop_what_is_shown(qtbot: QtBot, view: ActivityView) -> None:
    view.show_activities((TRAINING,))
    qtbot.waitUntil(lambda: view.text == "Training")
    with qtbot.waitSignal(view.cancelRequested) as asked:
        view.cancel.click()
    assert asked.args == ["train"]
    assert view.text == ""
