"""Time that runs: where it is follows from the seconds alone, whatever the unit, the pace and the frames."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import SettingError
from graphviz_nn.session import Session, clock, commands, queries
from graphviz_nn.session.state import Unit
from tests.session.documents import opened, small
from tests.session.late import LateRunner

UNITS = tuple(clock.PACES)
EVERY_PACE = [(unit, pace) for unit, paces in clock.PACES.items() for pace in paces]
FRAMES = st.lists(st.integers(1, 400).map(lambda frames: frames / 256), min_size=1, max_size=12)


def place(session: Session) -> tuple[int, int]:
    return session.state.view.update, queries.position(session.state)


def at(session: Session) -> float:
    """Where time is, counted in what it is played by."""
    state = session.state
    return clock.course(state).at(state.view.update, state.view.position, state.ahead)


def way(session: Session) -> int:
    return session.state.playing.direction


def playing(unit: Unit, pace: str, direction: int = 1, session: Session | None = None) -> Session:
    session = session or SHARED
    commands.pause(session)
    commands.to_start(session) if direction == 1 else commands.to_end(session)
    commands.set_unit(session, unit)
    commands.set_pace(session, pace)
    commands.play(session, 1 if direction == 1 else -1)
    return session


SHARED = opened(small(epochs=20))


@pytest.mark.parametrize("direction", [1, -1])
@settings(max_examples=30)
@given(chosen=st.sampled_from(EVERY_PACE), frames=FRAMES)
def test_time_is_where_the_seconds_say_and_never_turns_back(
    direction: int, chosen: tuple[Unit, clock.Pace], frames: list[float]
) -> None:
    unit, pace = chosen
    session = playing(unit, pace.name, direction)
    course, passed = clock.course(session.state), 0.0
    seen = [(place(session), session.state.done)]
    for seconds in frames:
        commands.advance(session, seconds)
        passed += seconds
        walked = min(passed * pace.rate(course.length), course.length)
        assert at(session) == pytest.approx(walked if direction == 1 else course.length - walked, abs=1e-6)
        seen.append((place(session), session.state.done))
    for (earlier, done), (later, then) in pairwise(seen):
        assert (earlier <= later) if direction == 1 else (earlier >= later)
        assert (then - done) * direction >= -1e-9


@settings(max_examples=30)
@given(chosen=st.sampled_from(EVERY_PACE), first=st.integers(0, 5000), second=st.integers(0, 5000))
def test_two_frames_of_any_lateness_are_one(chosen: tuple[Unit, clock.Pace], first: int, second: int) -> None:
    unit, pace = chosen
    session = playing(unit, pace.name)
    commands.advance(session, first / 256)
    commands.advance(session, second / 256)
    apart = at(session)
    playing(unit, pace.name)
    commands.advance(session, (first + second) / 256)
    assert at(session) == pytest.approx(apart, abs=1e-6)


@settings(max_examples=30)
@given(chosen=st.sampled_from(EVERY_PACE), frames=FRAMES)
def test_playing_by_a_unit_visits_only_places_of_that_unit(
    chosen: tuple[Unit, clock.Pace], frames: list[float]
) -> None:
    unit, pace = chosen
    session = playing(unit, pace.name)
    arrived, steps = queries.arrived(session.state), clock.course(session.state).steps
    last = queries.total_updates(session.state) - 1
    for seconds in frames:
        commands.advance(session, seconds)
        update, position = place(session)
        if unit == "op" or (update, position) in {(0, 0), (last, steps)}:
            continue
        assert position == arrived
        assert unit == "update" or update % queries.updates_per_epoch(session.state) == 0


@pytest.mark.parametrize(("unit", "pace"), EVERY_PACE, ids=lambda value: getattr(value, "name", value))
def test_a_pace_is_said_in_words_and_goes_through_the_run_as_fast_as_they_say(
    unit: Unit, pace: clock.Pace
) -> None:
    session = playing(unit, pace.name)
    length = clock.course(session.state).length
    seconds = length / pace.rate(length)
    assert "whole run in" in pace.text or f"{unit if unit != 'op' else 'step'}" in pace.text
    assert pace.seconds in {0, seconds}
    commands.advance(session, seconds - 0.001 * seconds)
    assert way(session) == 1
    commands.advance(session, 0.002 * seconds)
    assert way(session) == 0
    assert clock.is_at_end(session.state)


@pytest.mark.parametrize("unit", UNITS)
def test_a_press_of_play_at_the_end_starts_again_from_the_beginning(unit: Unit) -> None:
    session = playing(unit, clock.PACES[unit][-1].name)
    commands.advance(session, 1e6)
    assert clock.is_at_end(session.state)
    commands.toggle_play(session)
    assert way(session) == 1
    assert session.state.view.update == 0
    commands.toggle_play(session, -1)
    commands.advance(session, 1e6)
    assert way(session) == 0
    assert session.state.view.update == 0
    commands.toggle_play(session, -1)
    assert clock.is_at_end(session.state)


def test_the_point_rolls_between_two_updates_and_stands_at_one_when_time_does() -> None:
    session = playing("update", "0.5")
    commands.advance(session, 7.0)
    assert session.state.done == pytest.approx(3.5)
    assert session.state.view.update == 3
    commands.pause(session)
    assert session.state.done == 3


def test_within_an_epoch_the_point_rolls_on_and_time_stands_at_the_update_that_it_has_reached() -> None:
    session = playing("epoch", "0.2")
    commands.advance(session, 8.0)
    assert session.state.view.update == 3
    assert session.state.done == pytest.approx(4.8)
    commands.pause(session)
    assert place(session) == (4, queries.arrived(session.state))
    commands.toggle_play(session)
    commands.advance(session, 0.1)
    assert session.state.view.update == 4, "time does not go back to the start of the epoch"


def test_who_travels_while_time_runs_goes_on_from_there() -> None:
    session = playing("update", "2")
    commands.advance(session, 1.2)
    commands.visit(session, 30)
    commands.advance(session, 1.0)
    assert session.state.done == pytest.approx(32)


def test_time_waits_for_a_training_that_is_not_that_far_and_then_goes_on() -> None:
    session = playing("update", "20", session=opened(small(epochs=20)))
    assert queries.total_updates(session.state) == 60
    runner = LateRunner()
    session.jobs._runner = runner
    commands.set_training(session, epochs=400)
    commands.advance(session, 2.0)
    assert session.state.view.update == 40, "the runs of before stay until there are newer ones"
    commands.advance(session, 2.0)
    assert way(session) == 1
    assert session.state.view.update == 59
    runner.finish_all()
    commands.advance(session, 1.0)
    assert session.state.view.update == 79


def test_the_same_key_stops_what_it_started_and_another_one_changes_the_unit() -> None:
    session = playing("update", "2")
    commands.play_by(session, "epoch")
    assert (way(session), clock.unit(session.state)) == (1, "epoch")
    commands.play_by(session, "epoch")
    assert way(session) == 0


def test_each_unit_keeps_its_pace() -> None:
    session = playing("update", "5")
    commands.set_unit(session, "op")
    commands.set_pace(session, "10")
    commands.set_unit(session, "update")
    assert clock.pace(session.state.playing, "update").text == "5 updates a second"
    commands.change_pace(session, 1)
    assert session.state.playing.paces["update"] == "20"
    commands.change_pace(session, 100)
    assert session.state.playing.paces["update"] == clock.PACES["update"][-1].name
    with pytest.raises(SettingError, match="pace of 'warp'"):
        commands.set_pace(session, "warp")


@pytest.mark.parametrize(("text", "units"), [("a * b", ("op", "update")), ("2 + 3", ("op",))])
def test_time_is_played_by_what_there_is(text: str, units: tuple[Unit, ...]) -> None:
    session = Session()
    commands.open_expression(session, text)
    assert clock.units(session.state) == units
    commands.play_by(session, "epoch")
    assert clock.unit(session.state) == units[-1]
    commands.advance(session, 1e6)
    assert clock.is_at_end(session.state)


def test_before_anything_is_chosen_play_shows_what_there_is_to_be_seen() -> None:
    session = opened(small(epochs=20))
    assert clock.unit(session.state) == "epoch"
    assert clock.pace(session.state.playing, "epoch").text == "whole run in 20 s"
    commands.set_stage(session, "graph", "why")
    assert clock.unit(session.state) == "op", "each number can be asked for its reason as it comes"
    commands.open_expression(session, "a * b")
    assert clock.unit(session.state) == "op", "a graph of a formula is gone through op by op"
    commands.swap_stage(session, "surface")
    assert clock.unit(session.state) == "update", "and its descent update by update"
    commands.set_unit(session, "op")
    assert clock.unit(session.state) == "op", "what was chosen stays"
