"""The line of steps of a run: moments and places on it, and what of it is seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.scene.strip import WIDEST, Span
from tests.scene.examples import PHASES, strip


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


@given(st.integers(0, 1599), st.integers(0, len(PHASES)))
def test_a_brief_place_counts_what_is_played_and_names_the_op_where_time_stands(
    update: int, position: int
) -> None:
    line = strip(update=update, position=position)
    assert line.brief("op", runs=False) == f"step {position} of {len(PHASES)}"
    for unit, count in (("update", update), ("epoch", update // line.per_epoch)):
        assert line.brief(unit, runs=True) == f"{unit} {count + 1:,}"
        assert line.brief(unit, runs=False) == f"{unit} {count + 1:,} · step {position}"
