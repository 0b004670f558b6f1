import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.timeline import Timeline
from tests.scene.examples import strip


@pytest.fixture
def timeline(qtbot: QtBot, theme: Theme) -> Timeline:
    timeline = Timeline(theme)
    qtbot.addWidget(timeline)
    timeline.resize(800, 60)
    timeline.show_strip(strip())
    return timeline


def test_a_click_below_travels_to_the_nearest_step(qtbot: QtBot, timeline: Timeline) -> None:
    x = 200
    expected = strip().moment(timeline.span.step(x))
    with qtbot.waitSignal(timeline.travelRequested) as asked:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(x, 40))
    assert asked.args == list(expected)


def test_a_click_above_travels_through_the_whole_run(qtbot: QtBot, timeline: Timeline) -> None:
    with qtbot.waitSignal(timeline.travelRequested) as asked:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(400, 5))
    assert asked.args == [800, 0]


def test_arrow_keys_step(qtbot: QtBot, timeline: Timeline) -> None:
    with qtbot.waitSignal(timeline.travelRequested) as asked:
        QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert asked.args == [19, 10]


@pytest.mark.parametrize("updates", [1, 1600, 5_000_000])
def test_runs_of_any_length_are_painted(timeline: Timeline, updates: int) -> None:
    timeline.resize(1600, 60)
    timeline.show_strip(strip(updates=updates, update=updates // 2))
    image = QImage(1600, 60, QImage.Format.Format_RGB32)
    image.fill(0)
    timeline.render(image)
    assert len({image.pixel(x, 40) for x in range(0, 1600, 3)}) > 2


def test_what_lies_ahead_is_paler(timeline: Timeline, theme: Theme) -> None:
    image = QImage(800, 60, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    with painting(image) as painter:
        timeline.render(painter, QPoint())
    cursor = strip().cursor
    behind, ahead = (image.pixelColor(round(timeline.span.x(at)), 37) for at in (cursor - 1, cursor + 2))
    assert ahead.lightness() > behind.lightness()
