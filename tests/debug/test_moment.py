"""An update of an expression, looked into: every variable has its gradient, also one that nothing flows back to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.debug.tape import Tape
from graphviz_nn.engine import native
from graphviz_nn.graph import Builder
from graphviz_nn.graph.expression import graph_of, names
from graphviz_nn.model.formula import network_of
from graphviz_nn.ops import Sum, Where
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.debug.examples import MOMENTUM, TENSORS, TEXTS

MACHINES = pytest.mark.parametrize("machine", [ReferenceMachine, NativeMachine])
# Each with the variables that its value depends on by jumps alone.
JUMPS: dict[str, set[str]] = {
    "where(s, 1, 2)": {"s"},
    "sum(where(a, b, 0) + c)": {"a"},
    "sum(where(a, b, c) + c) + s*s": {"a"},
    "sum(where(exp(a) - 1, b, 0) + where(c @ [[1, 2, 3]], 1, 2))": {"a", "c"},
    "sum(where(a - where(b, s, 1), 2, 3))": {"a", "b", "s"},
}
SUMS = (*(f"sum({text})" for text in TEXTS), *JUMPS)


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def problem(text: str) -> Problem:
    graph = graph_of(text, {name: TENSORS[name] for name in names(text)})
    return Problem(network_of(graph), TrainingSpec(optimiser=MOMENTUM))


def first(task: Problem) -> Moment:
    return make_moment(task, task.start)


@pytest.mark.parametrize("text", SUMS)
def test_every_variable_moves_by_the_gradient_that_the_expression_has(text: str) -> None:
    record = first(problem(text)).record
    gradients = record.graph.gradients()
    assert record.changes.keys() == gradients.keys() == set(names(text))
    for name, change in record.changes.items():
        np.testing.assert_array_equal(change.gradient, gradients[name], err_msg=name)


@pytest.mark.parametrize("text", SUMS)
def test_at_the_end_of_backward_every_gradient_is_there_that_is_asked_for(text: str) -> None:
    record = first(problem(text)).record
    gradients = Tape(record).gradients(len(record.events))
    for node, shown, whole, adjoint in zip(
        record.graph.nodes, gradients, record.gradients, record.graph.adjoints, strict=True
    ):
        assert (shown is None) == (whole is None) == (adjoint is None), node
        if shown is not None and whole is not None and adjoint is not None:
            np.testing.assert_array_equal(shown, whole)
            np.testing.assert_array_equal(shown, adjoint)


@MACHINES
@pytest.mark.parametrize(("text", "unmoved"), JUMPS.items())
def test_what_the_value_depends_on_by_jumps_alone_stays_where_it_is(
    machine: Callable[[Problem], Machine], text: str, unmoved: set[str]
) -> None:
    task = problem(text)
    states = task.start, machine(task).advance(task.start, 5).states[-1]
    before, after = (task.network.unpack(state.weights) for state in states)
    assert {name for name in before if np.array_equal(before[name], after[name])} == unmoved


def test_a_parameter_of_a_layer_that_chooses_alone_gets_a_gradient_of_0() -> None:
    builder = Builder()
    x = builder.constant([[1.0, -2.0]])
    with builder.inside("gate"):
        kernel = builder.parameter("kernel", [[1.0], [0.5]])
        chosen = builder.apply(Where(), x @ kernel, x, -x)
    task = Problem(network_of(builder.graph(builder.apply(Sum(), chosen))), TrainingSpec(optimiser=Sgd()))
    change = first(task).record.changes["gate/kernel"]
    np.testing.assert_array_equal(change.gradient, np.zeros((2, 1)))
    np.testing.assert_array_equal(change.after, change.before)
