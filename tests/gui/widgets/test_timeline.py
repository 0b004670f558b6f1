from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
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


def test_a_click_above_visits_an_update_of_the_whole_run(qtbot: QtBot, timeline: Timeline) -> None:
    with qtbot.waitSignal(timeline.travelRequested) as asked:
        QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(400, 5))
    assert abs(asked.args[0] - 800) <= 1
    assert asked.args[1] == strip().update_steps.arrived


@pytest.mark.parametrize("slim", [False, True])
@pytest.mark.parametrize("updates", [1, 8, 100, 1600, 5_000_000])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    way=st.lists(st.integers(1, 798), min_size=2, max_size=6), below=st.booleans(), turn=st.integers(-9, 4)
)
def test_the_cursor_stays_under_the_mouse_while_it_drags_and_afterwards(
    timeline: Timeline, updates: int, slim: bool, way: list[int], below: bool, turn: int
) -> None:
    timeline.set_slim(slim)
    timeline.show_strip(strip(updates=updates, update=updates // 3))
    y = 40 if below else 5
    for _ in range(abs(turn)):
        wheel(timeline, 120 if turn > 0 else -120)

    def shown() -> float:
        line = timeline.strip
        if slim or not below:
            return 800 * line.cursor / line.length
        return timeline.span.x(line.cursor)

    def within(x: int) -> float:
        """Return the place on the line: of few wide steps it ends before the widget does."""
        return min(x, timeline.span.x(timeline.strip.length)) if below and not slim else x

    with travelling(timeline):
        QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(way[0], y))
        for x in way:
            QTest.mouseMove(timeline, QPoint(x, y))
            nearest = max(timeline.span.pitch if below and not slim else 800 / timeline.strip.length, 4.0)
            assert abs(shown() - within(x)) <= nearest / 2 + 1
        QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(way[-1], y))
    assert abs(shown() - within(way[-1])) <= nearest / 2 + 1


def test_slim_it_is_the_whole_run_as_one_low_line(timeline: Timeline, theme: Theme) -> None:
    timeline.set_slim(True)
    assert timeline.sizeHint().height() < 30
    image = QImage(800, 22, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    timeline.resize(800, 22)
    timeline.show_strip(strip(updates=100, update=50))
    with painting(image) as painter:
        timeline.render(painter, QPoint())
    assert image.pixelColor(200, 11) == theme.color("text")
    assert image.pixelColor(600, 11).lightness() > 180


@contextmanager
def travelling(timeline: Timeline) -> Iterator[None]:
    """Let a timeline be shown where it asks to travel to, as the session would."""

    def go(update: int, position: int) -> None:
        timeline.show_strip(replace(timeline.strip, update=update, position=position))

    connection = timeline.travelRequested.connect(go)
    yield
    timeline.travelRequested.disconnect(connection)


def wheel(timeline: Timeline, turn: int) -> None:
    at = QPointF(400, 40)
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, timeline.mapToGlobal(at), QPoint(), QPoint(0, turn), *none, False)
    QApplication.sendEvent(timeline, event)


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
