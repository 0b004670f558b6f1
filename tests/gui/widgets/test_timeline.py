import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.strip import WIDEST, Span, Steps, Strip
from graphviz_nn.gui.widgets.timeline import Timeline
from graphviz_nn.session import Session, commands

PHASES = (Phase.FORWARD,) * 6 + (Phase.LOSS,) + (Phase.BACKWARD,) * 8 + (Phase.UPDATE,) * 4
STEPS = Steps(PHASES, tuple(f"node {place}" for place in range(len(PHASES))))


def strip(updates: int = 1600, update: int = 19, position: int = 9) -> Strip:
    return Strip(STEPS, updates, 8, update=update, position=position)


@given(st.integers(0, 1599), st.integers(0, len(PHASES) - 1))
def test_a_moment_and_its_place_on_the_line_are_the_same(update: int, position: int) -> None:
    line = strip(update=update, position=position)
    assert line.moment(line.cursor) == (update, position)


@given(st.floats(-1e9, 1e9))
def test_every_place_is_some_moment_of_the_run(step: float) -> None:
    update, position = strip().moment(step)
    assert 0 <= update < 1600
    assert 0 <= position <= len(PHASES)


def test_the_end_of_the_run_is_the_end_of_its_last_update() -> None:
    assert strip().moment(1e12) == (1599, len(PHASES))


@given(st.floats(0, 30000), st.floats(0.01, WIDEST), st.floats(0.1, 10), st.floats(0, 800))
def test_zooming_keeps_what_is_under_the_pointer(first: float, pitch: float, factor: float, x: float) -> None:
    span = Span(first, pitch)
    assert span.zoomed(factor, x).step(x) == pytest.approx(span.step(x))


@given(st.integers(0, 1599), st.floats(0.1, WIDEST))
def test_following_brings_the_cursor_in_sight_and_leaves_no_empty_room(update: int, pitch: float) -> None:
    line = strip(update=update, position=0)
    span = Span(0.0, pitch).following(line, 800)
    assert -1 <= span.x(line.cursor) <= 801
    assert span.first >= 0
    assert span.x(line.length) >= 799 or span.pitch == WIDEST


def test_a_place_says_where_it_is_and_what_happens() -> None:
    assert strip().describe(19 * 19 + 7) == "Epoch 3 · update 20 · step 7 of 19\nloss: node 6"


def test_the_strip_of_a_state_is_where_the_cursor_is(session: Session) -> None:
    commands.go_to(session, 9, 3)
    line = Strip.of(session.state)
    assert (line.update, line.position, line.updates, line.per_epoch) == (9, 3, 16, 8)
    assert line.steps == 22


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
