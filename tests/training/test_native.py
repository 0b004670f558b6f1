"""The native machine against the reference, and against itself: chunks, threads, replay, divergence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graphviz_nn.engine import native
from graphviz_nn.model import Dense, Stack
from graphviz_nn.optim import (
    Adagrad,
    Adam,
    AdamW,
    CosineDecay,
    ExponentialDecay,
    Nadam,
    Optimiser,
    RmsProp,
    Sgd,
    StepDecay,
)
from graphviz_nn.training.machine import Advance, ReferenceMachine
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec

RULES: tuple[Optimiser, ...] = (
    Sgd(learning_rate=0.5),
    Sgd(learning_rate=0.1, momentum=0.9),
    Sgd(learning_rate=0.1, momentum=0.9, nesterov=True),
    Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="rate outside"),
    Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="rate outside", nesterov=True),
    Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="running mean"),
    Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="running mean", nesterov=True),
    Sgd(learning_rate=0.5, clip_value=0.01),
    Sgd(learning_rate=0.5, clip_norm=0.05, weight_decay=0.01),
    Sgd(learning_rate=0.5, schedule=StepDecay(updates=30, decay=0.5)),
    Sgd(learning_rate=0.5, schedule=ExponentialDecay(updates=50, decay=0.3)),
    Sgd(learning_rate=0.5, momentum=0.5, schedule=CosineDecay(updates=150, floor=0.1)),
    Adagrad(learning_rate=0.1),
    RmsProp(learning_rate=0.01),
    RmsProp(learning_rate=0.01, momentum=0.9, centred=True),
    Adam(learning_rate=0.01),
    Adam(learning_rate=0.01, weight_decay=0.1),
    AdamW(learning_rate=0.01),
    Nadam(learning_rate=0.01),
    Nadam(learning_rate=0.01, beta_1=0.99, beta_2=0.9, weight_decay=0.1),
)


def problem(rule: Any = RULES[1], *, batch: int = 16, rows: int = 50, **training: Any) -> Problem:
    """Return a small classification with an incomplete mini-batch at the end of each epoch."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(rows, 2))
    y = (x[:, :1] * x[:, 1:] > 0).astype(float)
    layers = tuple(Dense(units=units, activation="sigmoid") for units in (4, 4, 1))
    spec = TrainingSpec(optimiser=rule, batch_size=batch, epochs=60, seed=3, **training)
    return Problem(Stack(inputs=2, layers=layers).network, spec, x, y)


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def assert_same_bits(first: Advance, second: Advance) -> None:
    np.testing.assert_array_equal(first.rows, second.rows)
    a, b = first.states[-1], second.states[-1]
    np.testing.assert_array_equal(a.weights, b.weights)
    np.testing.assert_array_equal(a.memory, b.memory)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{type(rule).__name__}")
def test_200_updates_of_each_rule_are_those_of_the_reference(rule: Optimiser) -> None:
    task = problem(rule)
    ours = NativeMachine(task).advance(task.start, 200, every=7, metrics=("mse", "mae", "accuracy"))
    theirs = ReferenceMachine(task).advance(task.start, 200, every=7, metrics=("mse", "mae", "accuracy"))
    assert [s.update for s in ours.states] == [s.update for s in theirs.states]
    np.testing.assert_allclose(ours.rows, theirs.rows, rtol=1e-12, atol=1e-12)
    for a, b in zip(ours.states, theirs.states, strict=True):
        np.testing.assert_allclose(a.weights, b.weights, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(a.memory, b.memory, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("ahead", [0, 990, 5000])
@pytest.mark.parametrize("beta_1", [0.0, 0.9, 0.9999])
def test_nadam_s_momentum_is_the_reference_s_at_any_count_of_updates(beta_1: float, ahead: int) -> None:
    task = replace(problem(Nadam(learning_rate=0.01, beta_1=beta_1)), ahead=ahead)
    ours = NativeMachine(task).advance(task.start, 30)
    theirs = ReferenceMachine(task).advance(task.start, 30)
    np.testing.assert_allclose(ours.states[-1].weights, theirs.states[-1].weights, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("batch", [1, 10, 50, 1000])
@pytest.mark.parametrize("shuffle", [True, False])
def test_any_mini_batch_in_any_order(batch: int, shuffle: bool) -> None:
    task = problem(batch=batch, shuffle=shuffle)
    ours = NativeMachine(task).advance(task.start, 120)
    theirs = ReferenceMachine(task).advance(task.start, 120)
    np.testing.assert_allclose(ours.rows, theirs.rows, rtol=1e-12, atol=1e-12)


def test_the_accuracy_of_several_classes() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(30, 4)), np.eye(3)[rng.integers(0, 3, 30)]
    layers = (Dense(units=8, activation="relu"), Dense(units=3, activation="softmax"))
    model = Stack(inputs=4, layers=layers, loss="categorical_crossentropy")
    task = Problem(model.network, TrainingSpec(batch_size=7, epochs=9), x, y)
    ours = NativeMachine(task).advance(task.start, 40, metrics=("accuracy",))
    theirs = ReferenceMachine(task).advance(task.start, 40, metrics=("accuracy",))
    np.testing.assert_allclose(ours.rows, theirs.rows, rtol=1e-12, atol=1e-12)


def test_chunks_do_not_change_a_bit() -> None:
    task = problem()
    machine = NativeMachine(task)
    whole = machine.advance(task.start, 100, metrics=("mse",))
    state, rows = task.start, []
    for updates in (1, 2, 0, 30, 67):
        part = machine.advance(state, updates, metrics=("mse",))
        state = part.states[-1]
        rows.append(part.rows)
    assert_same_bits(whole, Advance((state,), np.concatenate(rows), None))


def test_every_kept_state_replays_to_the_same_end() -> None:
    task = problem(Adam(learning_rate=0.05))
    machine = NativeMachine(task)
    whole = machine.advance(task.start, 90, every=10)
    for state in whole.states:
        again = machine.advance(state, 90 - state.update)
        np.testing.assert_array_equal(again.states[-1].weights, whole.states[-1].weights)


def test_many_runs_at_once_are_the_same_bits_as_one_after_the_other() -> None:
    tasks = [problem(seeded) for seeded in RULES for _ in range(3)]
    alone = [NativeMachine(task).advance(task.start, 150) for task in tasks]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda task: NativeMachine(task).advance(task.start, 150), tasks))
    for first, second in zip(alone, together, strict=True):
        assert_same_bits(first, second)


def test_losses_and_gradients_of_many_points_are_the_references_and_do_not_depend_on_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = problem()
    machine, reference = NativeMachine(task), ReferenceMachine(task)
    points = np.random.default_rng(2).normal(size=(1300, 37)) * 3
    losses, gradients = machine.losses(points), machine.gradients(points)
    np.testing.assert_allclose(losses[:50], reference.losses(points[:50]), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(gradients[:50], reference.gradients(points[:50]), rtol=1e-12, atol=1e-14)
    for count in (1, 3):
        monkeypatch.setattr("graphviz_nn.engine.pool.cores", lambda count=count: count)
        np.testing.assert_array_equal(machine.losses(points), losses)
        np.testing.assert_array_equal(machine.gradients(points), gradients)


@pytest.mark.parametrize("every", [0, 3])
def test_a_divergence_stops_before_the_same_update_for_the_same_reason(every: int) -> None:
    layers = (Dense(units=4, activation="relu"), Dense(units=1))
    calm = problem(Sgd(learning_rate=30.0))
    task = Problem(Stack(inputs=2, layers=layers).network, calm.training, calm.x, calm.y)
    ours = NativeMachine(task).advance(task.start, 200, every=every)
    theirs = ReferenceMachine(task).advance(task.start, 200, every=every)
    assert ours.divergence is not None
    assert theirs.divergence is not None
    assert str(ours.divergence) == str(theirs.divergence)
    assert len(ours.rows) == len(theirs.rows)
    assert [s.update for s in ours.states] == [s.update for s in theirs.states]


def test_arrays_of_any_layout_are_taken() -> None:
    task = problem()
    x, y = np.asfortranarray(task.x), task.y.copy()
    x.flags.writeable = y.flags.writeable = False
    other = Problem(task.network, task.training, x, y)
    assert_same_bits(
        NativeMachine(other).advance(other.start, 30), NativeMachine(task).advance(task.start, 30)
    )


def test_the_native_machine_is_chosen_when_it_is_ready() -> None:
    assert isinstance(make_machine(problem()), NativeMachine)


@pytest.mark.parametrize("ahead", [-5, 40])
@pytest.mark.parametrize("rule", [RULES[9], RULES[11], RULES[15]], ids=str)
def test_an_optimiser_s_count_that_is_ahead_means_the_same_to_both_machines(
    rule: Optimiser, ahead: int
) -> None:
    task = replace(problem(rule), ahead=ahead)
    later = replace(task.start, update=6)
    ours, theirs = (make(task).advance(later, 60) for make in (NativeMachine, ReferenceMachine))
    np.testing.assert_allclose(ours.rows, theirs.rows, rtol=1e-12)
    np.testing.assert_allclose(ours.states[-1].weights, theirs.states[-1].weights, rtol=1e-11)
    level = NativeMachine(problem(rule)).advance(later, 60)
    assert not np.allclose(level.states[-1].weights, ours.states[-1].weights, rtol=1e-11)
