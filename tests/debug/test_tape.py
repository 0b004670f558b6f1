"""The index of a record says at every position what replaying its events up to there brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import expression
from graphviz_nn.ops import FloatArray
from tests.debug.examples import TEXTS, second_moment, small_problem, tensor_graph

Arrays = list[FloatArray | None]
RECORDS = (second_moment(small_problem()).record, *(make_record(tensor_graph(text)) for text in TEXTS))


def replayed(record: Record) -> Iterator[tuple[Arrays, Arrays]]:
    """Yield the values and gradients of all nodes before the first event and after each.

    What nothing has come to when backward is over is 0.
    """
    nodes = record.graph.nodes
    backward = [event for event in record.events if event.phase is Phase.BACKWARD]
    values: Arrays = [record.values[i] if node.is_leaf else None for i, node in enumerate(nodes)]
    gradients: Arrays = [None] * len(nodes)
    yield values, gradients
    for event in record.events:
        at = event.node
        if event.phase is Phase.BACKWARD:
            held, piece = gradients[at], record.contribution(event)
            gradients[at] = piece if held is None else held + piece
            if event is backward[-1]:
                gradients = [
                    np.zeros(node.shape) if g is None and node.needs_gradient else g
                    for node, g in zip(nodes, gradients, strict=True)
                ]
        elif event.phase is Phase.UPDATE:
            values[at] = record.change(nodes[at].name).after
        else:
            values[at] = record.values[at]
        yield values, gradients


@pytest.fixture
def record() -> Record:
    return make_record(expression("x1*x1 + ln(x1) - sin(x2)", x1=2.0, x2=5.0))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: repr(record.graph))
def test_values_and_gradients_are_those_of_the_events_so_far(record: Record) -> None:
    tape = Tape(record)
    for position, (values, gradients) in enumerate(replayed(record)):
        assert all(map(same, tape.values(position), values))
        assert all(map(same, tape.gradients(position), gradients))
        event = record.events[position - 1] if position else None
        assert tape.event(position) is event


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: repr(record.graph))
def test_at_the_end_the_gradients_are_the_whole_ones(record: Record) -> None:
    assert all(map(same, Tape(record).gradients(len(record.events)), record.gradients))


def test_what_has_arrived_and_what_is_awaited_are_all_parts_of_a_gradient(record: Record) -> None:
    tape = Tape(record)
    for node in range(len(record.graph.nodes)):
        parts = [e for e in record.events if e.phase is Phase.BACKWARD and e.node == node]
        for position in range(len(record.events) + 1):
            done = [e for e in record.events[:position] if e in parts]
            assert tape.arrived(node, position) == done
            assert tape.arrived(node, position) + tape.awaited(node, position) == parts
        assert tape.has_gradient(node) == bool(parts)


def test_the_same_array_is_given_each_time_so_that_its_picture_can_be_kept(record: Record) -> None:
    tape, last = Tape(record), len(record.events)
    assert tape.gradient(0, last) is tape.gradient(0, last)


def test_edges_flow_forward_when_their_op_has_run_and_backward_when_their_event_has_come(
    record: Record,
) -> None:
    tape = Tape(record)
    for position, event in enumerate(record.events, start=1):
        if event.edge is not None:
            assert tape.backward_at([event.edge]) == position
        if event.phase is Phase.FORWARD:
            arriving = [edge for edge in record.graph.edges if edge.consumer == event.node]
            assert tape.forward_at(arriving) == position


def test_the_strongest_edge_has_strength_one(record: Record) -> None:
    tape = Tape(record)
    strengths = [tape.strength((edge,)) for edge in record.contributions]
    assert max(strengths) == pytest.approx(1.0)
    assert min(strengths) >= 0.0


def test_the_colours_of_a_gradient_do_not_depend_on_what_is_still_to_come() -> None:
    at = {}
    for x1 in (1.0, -8.5):  # the last contribution to x2's gradient is x1
        record = make_record(expression("x1*x2 - sin(x2)", x1=x1, x2=1.0))
        tape, x2 = Tape(record), record.graph.index["x2"]
        first = next(i for i, e in enumerate(record.events, 1) if e.phase is Phase.BACKWARD and e.node == x2)
        at[x1] = tape.gradient_limit(x2, first)
    assert at[1.0] == at[-8.5] > 0


def test_the_limit_of_a_gradients_colours_only_grows(record: Record) -> None:
    tape = Tape(record)
    for node in range(len(record.graph.nodes)):
        limits = [tape.gradient_limit(node, at) for at in range(len(record.events) + 1)]
        begun = [limit for at, limit in enumerate(limits) if tape.gradient(node, at) is not None]
        assert begun == sorted(begun)
        for at in range(len(limits)):
            gradient = tape.gradient(node, at)
            assert gradient is None or np.abs(gradient).max() <= limits[at]


def test_numbers_that_are_not_finite_have_no_say_in_the_sizes() -> None:
    tape = Tape(make_record(expression("x*y + ln(x)*0", x=0.0, y=2.0)))
    assert max(tape.strength([edge]) for edge in tape.record.contributions) == 1.0


def test_a_weight_that_stays_infinite_has_changed_by_no_number_without_a_warning() -> None:
    moment = second_moment(small_problem())
    name, change = next(iter(moment.record.changes.items()))
    endless = np.full_like(change.before, np.inf)
    record = replace(moment.record, changes={name: replace(change, before=endless, after=endless)})
    moved = Tape(record).change(record.graph.index[name], len(record.events))
    assert moved is not None
    assert np.isnan(moved).all()


def test_a_contribution_that_is_nothing_beside_the_largest_has_no_strength() -> None:
    tape = Tape(make_record(expression("u*p + v*q", u=1.0, p=1e-300, v=1.0, q=1e300)))
    strengths = [tape.strength([edge]) for edge in tape.record.contributions]
    assert (min(strengths), max(strengths)) == (0.0, 1.0)


def same(first: FloatArray | None, second: FloatArray | None) -> bool:
    if first is None or second is None:
        return first is second
    return bool(np.array_equal(first, second))
