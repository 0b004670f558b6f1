"""Why a network does not learn: each fault is found where it was put, and nothing else is."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from graphviz_nn.data import DataSpec, load
from graphviz_nn.debug.diagnosis import diagnose
from graphviz_nn.debug.faults import most_equal_columns
from graphviz_nn.debug.finding import Finding
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.debug.record import Record, make_record
from graphviz_nn.graph import graph_of
from graphviz_nn.model import Dense, Formula, Stack
from graphviz_nn.ops import Sigmoid
from graphviz_nn.optim import Sgd
from graphviz_nn.scene.tensors import statistics
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.benchmarks.graphs import text_of
from tests.debug.examples import problem, second_moment

TANH, RELU, SIGMOID = (Dense(units=8, activation=name) for name in ("tanh", "relu", "sigmoid"))
OUT = Dense(units=1, activation="sigmoid")


def recorded(*layers: Dense, rate: float = 0.1, **weights: ArrayLike) -> Record:
    """An update of a network on two blobs, with some of its weights set by name (`_` for `/`)."""
    data = load(DataSpec(source="two blobs", rows=32, seed=1))
    network = Stack(inputs=2, layers=layers).network
    task = Problem(network, TrainingSpec(batch_size=32, optimiser=Sgd(learning_rate=rate)), data.x, data.y)
    start = network.unpack(task.start.weights)
    for name, value in weights.items():
        start[name.replace("__", "/")] = np.broadcast_to(
            np.asarray(value, dtype=float), start[name.replace("__", "/")].shape
        )
    return make_moment(task, replace(task.start, weights=network.pack(start))).record


def found(record: Record) -> dict[str, Finding]:
    return {finding.kind: finding for finding in diagnose(record)}


@pytest.mark.parametrize("layer", [TANH, RELU, SIGMOID])
def test_a_healthy_start_gives_no_finding(layer: Dense) -> None:
    record = recorded(layer, OUT)
    assert [f for f in diagnose(record) if f.kind != "dead"] == []


def test_saturated_units_are_counted() -> None:
    rng = np.random.default_rng(1)
    finding = found(recorded(SIGMOID, OUT, dense__kernel=1000 * rng.normal(size=(2, 8))))["saturated"]
    assert finding.node == "dense/sigmoid"
    assert "% of its cells" in finding.text
    assert "smaller weights" in finding.text


def test_the_share_that_is_saturated_is_the_one_that_the_inspector_tells() -> None:
    rng = np.random.default_rng(1)
    record = recorded(SIGMOID, OUT, dense__kernel=30 * rng.normal(size=(2, 8)))
    told = statistics(record.values[record.graph.index["dense/sigmoid"]], Sigmoid())
    (share,) = re.findall(r"saturated (\d+) %", told)
    assert f" {share}% of its cells" in found(record)["saturated"].text


def test_an_answer_that_is_sure_and_right_is_not_called_saturated_and_one_that_is_wrong_is() -> None:
    linear = Dense(units=1, activation="sigmoid")
    sure = np.array([[50.0], [50.0]])
    kinds = [found(recorded(linear, dense__kernel=sign * sure)) for sign in (1, -1)]
    assert sorted("saturated" in kind for kind in kinds) == [False, True]


def test_dead_units_are_counted() -> None:
    bias = np.array([-1000.0, -1000.0, -1000.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    finding = found(recorded(RELU, OUT, dense__kernel=np.ones((2, 8)), dense__bias=bias))["dead"]
    assert finding.node == "dense/relu"
    assert " of 8 units at 0 for the whole mini-batch" in finding.text


def test_a_gradient_that_vanishes_on_the_way_back_is_named_with_its_share() -> None:
    record = recorded(
        TANH, TANH, OUT, dense_1__kernel=1e-8 * np.arange(64.0).reshape(8, 8), dense_1__bias=0.3
    )
    finding = found(record)["vanishing"]
    assert finding.node == "dense/kernel"
    assert "fades from dense_2/kernel to dense/kernel by a factor of " in finding.text
    assert finding.text.endswith(
        "most in matmul, whose weights are small: start from larger weights, or take fewer layers"
    )


def test_weights_that_hardly_move_ask_for_a_larger_rate() -> None:
    assert "the learning rate is too small" in found(recorded(TANH, OUT, rate=1e-9))["at rest"].text


def test_a_gradient_that_grows_on_the_way_back_is_named() -> None:
    record = recorded(RELU, Dense(units=8), OUT, dense_1__kernel=0.0, dense_2__kernel=1.0)
    assert "exploding" not in found(record)
    grown = recorded(
        Dense(units=8, activation="linear"),
        Dense(units=1, activation="linear"),
        dense_1__kernel=np.arange(1.0, 9.0)[:, None] * 1e5,
        dense__kernel=1e-6 * np.arange(1.0, 17.0).reshape(2, 8),
    )
    assert found(grown)["exploding"].node == "dense/kernel"


def test_equal_units_are_symmetric() -> None:
    finding = found(recorded(TANH, OUT, dense__kernel=1.0, dense_1__kernel=1.0))["symmetric"]
    assert finding.text.startswith("dense/kernel has 8 equal columns with equal gradients")


@given(st.integers(2, 6), st.integers(1, 5), st.data())
def test_the_largest_group_of_equal_columns_is_counted(units: int, rows: int, data: st.DataObject) -> None:
    cells = st.sampled_from([0.0, -0.0, 1.0, -1.0])
    column = st.lists(cells, min_size=rows, max_size=rows).map(tuple)
    columns = data.draw(st.lists(column, min_size=units, max_size=units))
    assert most_equal_columns(np.array(columns).T) == max(map(columns.count, columns))


@pytest.mark.parametrize("start", ["glorot_uniform", "zeros"])
def test_a_wide_layer_is_looked_at_in_no_time_by_units_and_by_inputs(start: str) -> None:
    wide = Dense(units=100_000, activation="tanh", kernel_initializer=start)
    record = second_moment(problem(wide, Dense(units=3, kernel_initializer=start), batch=8)).record
    began = time.thread_time()
    kinds = found(record)
    assert time.thread_time() - began < 0.5
    assert ("symmetric" in kinds) == (start == "zeros")


def test_all_zero_weights_can_not_move() -> None:
    kinds = found(recorded(TANH, OUT, dense__kernel=0.0, dense_1__kernel=0.0))
    assert "exactly 0" in kinds["vanishing"].text
    assert "symmetric" in kinds


def test_what_is_not_finite_is_the_only_finding_forward_before_backward() -> None:
    (finding,) = diagnose(recorded(TANH, OUT, dense__bias=np.nan))
    assert (finding.kind, finding.node) == ("not finite", "dense/bias")
    (finding,) = diagnose(make_record(graph_of("tanh(ln(x))", {"x": -1.0})))
    assert finding.text.startswith("ln is not finite, the first on the way forward")
    (finding,) = diagnose(make_record(graph_of("sqrt(x * 2)", {"x": 0.0})))
    assert finding.text.startswith("multiply is not finite, the first on the way backward")


def test_an_expression_has_nothing_else_to_find() -> None:
    assert diagnose(make_record(graph_of("tanh(x)", {"x": 100.0}))) == ()


def test_every_sentence_begins_with_its_node() -> None:
    record = recorded(TANH, OUT, dense__kernel=0.0, dense_1__kernel=0.0)
    assert all(finding.text.startswith(f"{finding.node} ") for finding in diagnose(record))


def test_a_graph_of_ten_thousand_nodes_is_gone_through_once() -> None:
    """Its processor time counts: for each node a walk through all of them took two seconds."""
    network = Formula(text=text_of(10_000), leaves={"a": 0.1, "b": 2.0}).network
    task = Problem(network, TrainingSpec(optimiser=Sgd()))
    record = make_moment(task, task.start).record
    began = time.thread_time()
    diagnose(record)
    assert time.thread_time() - began < 0.5
