"""Ops without a kernel: the program runs natively from one to the next, with the results of the reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import compile_program
from graphviz_nn.engine.execution import run_program
from graphviz_nn.graph import graph_of
from graphviz_nn.model import AnyLayer, Dense, Stack
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.ops import (
    L2,
    OPS,
    Case,
    CategoricalCrossentropy,
    Convolve,
    Exp,
    MatMul,
    Max,
    Multiply,
    Op,
    Softmax,
    Sum,
    Tanh,
    Transpose,
)
from graphviz_nn.optim import Sgd
from graphviz_nn.training import native as training_native
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.engine.compare import graph_of as graph_of_op
from tests.engine.compare import take_out

# But for products with a leaf, which are a layer.
CASES = [case for op in OPS.values() for case in op.cases() if not isinstance(case.op, MatMul | Convolve)]


@pytest.fixture(name="without")
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Lets a test take ops out of the table; programs of models are not remembered from before, nor for later."""
    for name in ("_program", "batch_programs"):
        monkeypatch.setattr(training_native, name, getattr(training_native, name).__wrapped__)
    return monkeypatch


@pytest.mark.parametrize("case", CASES[::3], ids=repr)
def test_each_op_can_be_called(case: Case, without: pytest.MonkeyPatch) -> None:
    take_out(without, type(case.op))
    graph = graph_of_op(case.op, case.inputs)
    program = compile_program(graph)
    assert program.called == (case.op.name,)
    value, gradients = run_program(program, graph.leaves)
    np.testing.assert_array_equal(value, graph.value)
    for name, gradient in graph.gradients().items():
        np.testing.assert_array_equal(gradients[name], gradient)


TEXT = "sum(exp(tanh(a @ transpose(a)) * b) * a[0, 0]) + sum(a * a) + max(b)"


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from([Exp, Tanh, MatMul, Max, Multiply, Sum, Transpose])))
def test_calls_and_kernels_mix_in_any_way(called: set[type[Op]]) -> None:
    graph = graph_of(TEXT, {"a": [[0.3, -1.2], [0.7, 2.0]], "b": [0.5, -0.4]})
    with pytest.MonkeyPatch.context() as table:
        take_out(table, *called)
        program = compile_program(graph)
    assert program.called == tuple(sorted(op.name for op in called))
    value, gradients = run_program(program, graph.leaves)
    np.testing.assert_allclose(value, graph.value, rtol=1e-13)
    for name, gradient in graph.gradients().items():
        np.testing.assert_allclose(gradients[name], gradient, rtol=1e-12)


HIDDEN: tuple[AnyLayer, ...] = (Dense(units=4, activation="elu", l2=0.01),)


def problem(rows: int, hidden: tuple[AnyLayer, ...] = HIDDEN) -> Problem:
    """A task of three classes, its last mini-batch incomplete."""
    layers = (*hidden, Dense(units=3, activation="softmax"))
    stack = Stack(inputs=2, layers=layers, loss="categorical_crossentropy")
    rng = np.random.default_rng(3)
    y = np.eye(3)[rng.integers(0, 3, rows)]
    training = TrainingSpec(optimiser=Sgd(learning_rate=0.1, momentum=0.9), batch_size=4, epochs=3)
    return Problem(stack.network, training, rng.normal(size=(rows, 2)), y)


CALLED = [(Softmax,), (CategoricalCrossentropy,), (L2,), (Softmax, CategoricalCrossentropy, L2)]


@pytest.mark.parametrize("ops", CALLED, ids=repr)
def test_a_training_with_calls_is_the_reference_s(
    ops: tuple[type[Op], ...], without: pytest.MonkeyPatch
) -> None:
    take_out(without, *ops)
    task = problem(rows=10)
    mine = NativeMachine(task).advance(task.start, 9, every=2, metrics=("mse", "accuracy"))
    theirs = ReferenceMachine(task).advance(task.start, 9, every=2, metrics=("mse", "accuracy"))
    assert (
        [state.update for state in mine.states]
        == [state.update for state in theirs.states]
        == [2, 4, 6, 8, 9]
    )
    np.testing.assert_allclose(mine.rows, theirs.rows, rtol=1e-12)
    for state, expected in zip(mine.states, theirs.states, strict=True):
        np.testing.assert_allclose(state.weights, expected.weights, rtol=1e-12)
        np.testing.assert_allclose(state.memory, expected.memory, rtol=1e-10, atol=1e-15)


def test_noise_is_drawn_once_an_update_and_averages_go_on_across_calls(without: pytest.MonkeyPatch) -> None:
    take_out(without, Softmax, Multiply)
    task = problem(10, (BatchNormalization(), Dense(units=4), Dropout(rate=0.5)))
    mine, theirs = (machine(task).advance(task.start, 9) for machine in (NativeMachine, ReferenceMachine))
    np.testing.assert_allclose(mine.rows, theirs.rows, rtol=1e-12)
    np.testing.assert_allclose(mine.states[-1].weights, theirs.states[-1].weights, rtol=1e-12)
    np.testing.assert_allclose(mine.states[-1].states, theirs.states[-1].states, rtol=1e-12)


def test_a_training_with_calls_replays_from_any_state_to_the_bit(without: pytest.MonkeyPatch) -> None:
    take_out(without, Softmax)
    task = problem(rows=10)
    machine = NativeMachine(task)
    whole = machine.advance(task.start, 7, every=1)
    again = machine.advance(whole.states[2], 4)
    np.testing.assert_array_equal(again.states[-1].weights, whole.states[-1].weights)


def test_a_training_with_calls_stops_before_what_is_not_finite(without: pytest.MonkeyPatch) -> None:
    take_out(without, Softmax)
    task = problem(rows=10)
    broken = Problem(task.network, task.training, np.where(np.arange(10) == 5, np.nan, task.x.T).T, task.y)
    mine, theirs = (machine(broken).advance(broken.start, 9) for machine in (NativeMachine, ReferenceMachine))
    assert mine.divergence is not None
    assert theirs.divergence is not None
    assert mine.divergence.update == theirs.divergence.update
    np.testing.assert_allclose(mine.states[-1].weights, theirs.states[-1].weights, rtol=1e-12)


def test_losses_and_gradients_at_many_points_are_measured_with_calls_too(without: pytest.MonkeyPatch) -> None:
    take_out(without, Softmax)
    task = problem(rows=6)
    points = np.random.default_rng(1).normal(size=(5, task.start.weights.size))
    mine, theirs = NativeMachine(task), ReferenceMachine(task)
    np.testing.assert_allclose(mine.losses(points), theirs.losses(points), rtol=1e-12)
    np.testing.assert_allclose(mine.gradients(points), theirs.gradients(points), rtol=1e-10, atol=1e-14)
