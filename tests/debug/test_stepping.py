from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.debug.stepping import Verb, backwards, forwards, phase_at
from graphviz_nn.training.problem import Problem
from tests.debug.examples import (
    TEXTS,
    lecture_record,
    networks,
    second_moment,
    small_problem,
    tensor_graph,
)

RECORDS = (
    lecture_record(),
    second_moment(small_problem()).record,
    *(make_record(tensor_graph(text)) for text in TEXTS[:4]),
)


def stops(record: Record, verb: Verb) -> list[int]:
    """Return where a verb stops on its way from the start to the end."""
    at, found = 0, list[int]()
    while (following := forwards(record, at, verb)) is not None:
        found.append(at := following)
    return found


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: repr(record.graph))
@pytest.mark.parametrize("verb", Verb)
def test_every_verb_goes_ahead_until_the_record_ends_and_back_until_it_begins(
    record: Record, verb: Verb
) -> None:
    for position in range(len(record.events) + 1):
        ahead, behind = forwards(record, position, verb), backwards(record, position, verb)
        assert ahead is None or position < ahead <= len(record.events)
        assert behind is None if position == 0 else behind is not None and 0 <= behind < position


@settings(max_examples=25)
@given(networks(), st.data())
def test_back_undoes_a_step(task: Problem, data: st.DataObject) -> None:
    record = second_moment(task).record
    position = data.draw(st.integers(0, len(record.events) - 1))
    stepped = forwards(record, position, Verb.STEP)
    assert stepped == position + 1
    assert backwards(record, stepped, Verb.STEP) == position


@settings(max_examples=25)
@given(networks())
def test_back_passes_the_same_stops_as_ahead(task: Problem) -> None:
    record = second_moment(task).record
    for verb in Verb:
        ahead, behind, at = [0, *stops(record, verb)], list[int](), len(record.events)
        while (previous := backwards(record, at, verb)) is not None:
            behind.append(at := previous)
        assert behind[::-1] == [at for at in ahead if at < len(record.events)]


def test_a_step_over_ends_where_a_layer_ends() -> None:
    record = second_moment(small_problem()).record
    nodes = record.graph.nodes
    for at in stops(record, Verb.OVER)[:-1]:
        left, entered = record.events[at - 1], record.events[at]
        sides = [(nodes[e.node].layer or nodes[e.node].name, e.phase) for e in (left, entered)]
        assert sides[0] != sides[1]
    inside = set(range(1, len(record.events))) - set(stops(record, Verb.OVER))
    for at in inside:
        assert nodes[record.events[at - 1].node].layer == nodes[record.events[at].node].layer != ""


def test_finishing_forward_and_backward_stops_at_the_ends_of_their_phases() -> None:
    record = second_moment(small_problem()).record
    (forward,) = stops(record, Verb.FINISH_FORWARD)
    (backward,) = stops(record, Verb.FINISH_BACKWARD)
    assert phase_at(record, forward) is Phase.LOSS
    assert phase_at(record, forward + 1) is Phase.BACKWARD
    assert phase_at(record, backward) is Phase.BACKWARD
    assert phase_at(record, backward + 1) is Phase.UPDATE
    assert stops(record, Verb.UPDATE) == [len(record.events)]


def test_the_start_belongs_to_forward() -> None:
    assert phase_at(lecture_record(), 0) is Phase.FORWARD
