from __future__ import annotations

import gc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from graphviz_nn.debug.record import Phase, Record, make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Graph, expression
from graphviz_nn.training.machines import make_machine
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


@pytest.mark.parametrize("graph", [tensor_graph(text) for text in TEXTS], ids=TEXTS)
def test_the_events_replayed_one_by_one_add_up_to_the_graph_s_adjoints(graph: Graph) -> None:
    record = make_record(graph)
    sums: dict[int, np.ndarray] = {}
    for event in record.events:
        if event.phase is Phase.BACKWARD:
            sums[event.node] = sums.get(event.node, 0) + record.contribution(event)
    for place, adjoint in enumerate(graph.adjoints):
        if adjoint is not None:
            np.testing.assert_allclose(
                sums.get(place, np.zeros_like(adjoint)), adjoint, rtol=1e-13, atol=1e-15
            )


def test_a_collection_of_garbage_goes_through_no_event() -> None:
    record = lecture_record()
    assert not any(gc.is_tracked(part) for event in record.events for part in (event, event.edge))


@settings(max_examples=25)
@given(networks())
def test_a_record_s_gradients_are_its_graph_s_adjoints_to_the_bit(task: Problem) -> None:
    record = second_moment(task).record
    for mine, theirs in zip(record.gradients, record.graph.adjoints, strict=True):
        assert (mine is None) == (theirs is None)
        if mine is not None and theirs is not None:
            np.testing.assert_array_equal(mine, theirs)


@settings(max_examples=25)
@given(networks())
def test_a_node_sends_only_once_all_of_its_own_gradient_is_there(task: Problem) -> None:
    record = second_moment(task).record
    backward = [event for event in record.events if event.phase is Phase.BACKWARD]
    last_arrival = {event.node: i for i, event in enumerate(backward)}
    for i, event in enumerate(backward):
        if event.edge is not None:
            assert last_arrival[event.edge.consumer] < i


def test_the_phases_follow_each_other_once() -> None:
    phases = [event.phase for event in second_moment(small_problem()).record.events]
    assert list(dict.fromkeys(phases)) == list(Phase)
    assert phases == sorted(phases, key=list(Phase).index)


def test_at_the_start_only_the_leaves_have_values_and_nothing_has_a_gradient() -> None:
    record = lecture_record()
    values = taped(record).values(0)
    there = {n.name for n, v in zip(record.graph.nodes, values, strict=True) if v is not None}
    assert there == {"x1", "x2"}
    assert set(taped(record).gradients(0)) == {None}


def test_at_the_end_everything_is_there() -> None:
    record = lecture_record()
    end = len(record.events)
    assert all(value is not None for value in taped(record).values(end))
    assert taped(record).gradient(record.graph.index["x1"], end) == 5.5


def test_each_forward_event_brings_one_value_and_each_backward_event_one_contribution() -> None:
    record = second_moment(small_problem()).record
    for position, event in enumerate(record.events, 1):
        before, after = (taped(record).values(at) for at in (position - 1, position))
        changed = {i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a is not b}
        assert changed == (set() if event.phase is Phase.BACKWARD else {event.node})


def test_after_its_update_a_parameter_holds_its_new_value() -> None:
    record = second_moment(small_problem()).record
    place = record.graph.index["dense/kernel"]
    old, new = (taped(record).value(place, at) for at in (0, len(record.events)))
    change = record.changes["dense/kernel"]
    np.testing.assert_array_equal(old, change.before)
    np.testing.assert_array_equal(new, change.after)
    np.testing.assert_allclose(change.after, change.before + change.memory_after["velocity"], rtol=1e-15)


def test_the_record_of_an_update_takes_the_training_where_the_machine_takes_it() -> None:
    task = small_problem()
    moment = second_moment(task)
    state = make_machine(task).advance(task.start, 2).states[-1]
    np.testing.assert_allclose(moment.after.weights, state.weights, rtol=1e-12)
    assert moment.record.rows == tuple(task.batch_rows(1))


def test_a_lone_leaf_has_a_record_of_one_event() -> None:
    record = make_record(expression("x", x=3.0))
    assert [event.phase for event in record.events] == [Phase.BACKWARD]
    assert record.gradients[0] == 1.0


def test_numbers_out_of_range_are_recorded_without_a_warning() -> None:
    record: Record = make_record(expression("ln(x) + exp(y)", x=-1.0, y=1e6))
    assert np.isnan(record.values[-1])


def test_gradients_whose_sum_is_out_of_range_add_up_without_a_warning() -> None:
    record = make_record(expression("a * x + a * x", a=1e308, x=1.0))
    index, end = record.graph.index["x"], len(record.events)
    assert record.gradients[index] == np.inf
    assert Tape(record).gradient(index, end) == np.inf


def test_a_gradient_too_long_for_a_float_is_infinite_without_a_warning() -> None:
    record = second_moment(small_problem()).record
    change = next(iter(record.changes.values()))
    huge = replace(record, changes={"w": replace(change, gradient=np.full_like(change.gradient, 1e200))})
    assert huge.gradient_length == np.inf
