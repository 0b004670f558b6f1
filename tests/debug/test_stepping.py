"""Where the verbs stop, in one update and from update to update."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.debug.stepping import Verb, begins, reaches, stop_back_of, stop_of
from graphviz_nn.debug.tape import Tape
from graphviz_nn.debug.walk import Place, Stop, Tapes, backwards, first, onwards
from graphviz_nn.training.problem import Problem
from tests.debug.examples import (
    TEXTS,
    lecture_record,
    networks,
    second_moment,
    small_problem,
    taped,
    tensor_graph,
)

RECORDS = (
    lecture_record(),
    second_moment(small_problem()).record,
    *(make_record(tensor_graph(text)) for text in TEXTS[:4]),
)
SMALL = second_moment(small_problem()).record
UPDATES = 3


def alone(update: int) -> Tape | None:
    """Return no tape: there is no other update."""
    return None


def some_updates(task: Problem) -> Tapes:
    """The tapes of the first three updates of a training."""
    moments = [make_moment(task, task.start)]
    while len(moments) < UPDATES:
        moments.append(make_moment(task, moments[-1].after))
    return lambda update: moments[update].tape if 0 <= update < UPDATES else None


def ahead(record: Record, position: int, stop: Stop) -> int | None:
    """Return the position at which to stop within an update."""
    found = first(onwards(Place(taped(record), 0, position), alone), stop)
    return found.position if found else None


def behind(record: Record, position: int, verb: Verb) -> int | None:
    found = first(backwards(Place(taped(record), 0, position), alone), stop_back_of(verb))
    return found.position if found else None


def stops(record: Record, verb: Verb) -> list[int]:
    """Return where a verb stops on its way from the start to the end."""
    at, found = 0, list[int]()
    while (following := ahead(record, at, stop_of(verb))) is not None:
        found.append(at := following)
    return found


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: repr(record.graph))
@pytest.mark.parametrize("verb", Verb)
def test_every_verb_goes_ahead_until_the_record_ends_and_back_until_it_begins(
    record: Record, verb: Verb
) -> None:
    for position in range(len(record.events) + 1):
        following, previous = ahead(record, position, stop_of(verb)), behind(record, position, verb)
        assert following is None or position < following <= len(record.events)
        assert previous is None if position == 0 else previous is not None and 0 <= previous < position


@settings(max_examples=25)
@given(networks(), st.data())
def test_back_undoes_a_step(task: Problem, data: st.DataObject) -> None:
    record = second_moment(task).record
    position = data.draw(st.integers(0, len(record.events) - 1))
    stepped = ahead(record, position, stop_of(Verb.STEP))
    assert stepped == position + 1
    assert behind(record, stepped, Verb.STEP) == position


@settings(max_examples=25)
@given(networks())
def test_back_passes_the_same_stops_as_ahead(task: Problem) -> None:
    record = second_moment(task).record
    for verb in Verb:
        passed, back, at = [0, *stops(record, verb)], list[int](), len(record.events)
        while (previous := behind(record, at, verb)) is not None:
            back.append(at := previous)
        assert back[::-1] == [at for at in passed if at < len(record.events)]


def test_a_step_over_ends_where_a_layer_ends() -> None:
    nodes = SMALL.graph.nodes
    for at in stops(SMALL, Verb.OVER)[:-1]:
        left, entered = SMALL.events[at - 1], SMALL.events[at]
        sides = [(nodes[e.node].layer or nodes[e.node].name, e.phase) for e in (left, entered)]
        assert sides[0] != sides[1]
    inside = set(range(1, len(SMALL.events))) - set(stops(SMALL, Verb.OVER))
    for at in inside:
        assert nodes[SMALL.events[at - 1].node].layer == nodes[SMALL.events[at].node].layer != ""


def test_finishing_forward_and_backward_stops_at_the_ends_of_their_phases() -> None:
    (forward,) = stops(SMALL, Verb.FINISH_FORWARD)
    (backward,) = stops(SMALL, Verb.FINISH_BACKWARD)
    start = Place(taped(SMALL), 0, 0)
    assert start.at(forward).phase is Phase.LOSS
    assert start.at(forward + 1).phase is Phase.BACKWARD
    assert start.at(backward).phase is Phase.BACKWARD
    assert start.at(backward + 1).phase is Phase.UPDATE
    assert stops(SMALL, Verb.UPDATE) == [len(SMALL.events)]


@pytest.mark.parametrize("phase", Phase)
def test_a_phase_begins_once(phase: Phase) -> None:
    phases = [event.phase for event in SMALL.events]
    found = ahead(SMALL, 0, begins(phase))
    assert found == phases.index(phase) + 1
    assert ahead(SMALL, found, begins(phase)) is None


def test_a_node_is_reached_whenever_something_has_happened_to_it() -> None:
    kernel = SMALL.graph.index["dense/kernel"]
    at, found = 0, list[int]()
    while (following := ahead(SMALL, at, reaches("dense/kernel"))) is not None:
        found.append(at := following)
    assert found == [place for place, event in enumerate(SMALL.events, 1) if event.node == kernel]


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_goes_on_into_the_next_update_and_back_into_the_one_before(verb: Verb) -> None:
    tapes = some_updates(small_problem())
    start = tapes(0)
    assert start is not None
    here, passed = Place(start, 0, 0), list[tuple[int, int]]()
    while (following := first(onwards(here, tapes), stop_of(verb))) is not None:
        here = following
        passed.append((here.update, here.position))
    assert all(a < b for a, b in pairwise(passed))
    assert {update for update, _ in passed} == set(range(UPDATES))
    back = list[tuple[int, int]]()
    while (previous := first(backwards(here, tapes), stop_back_of(verb))) is not None:
        here = previous
        back.append((here.update, here.position))
    starts = {(update, 0) for update in range(UPDATES)}
    assert back[::-1] == sorted({*passed[:-1], *starts})
