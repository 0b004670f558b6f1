"""What mini-batches and single examples say of the slope: the laws of estimates, and one by hand."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.landscape import estimates as module
from graphviz_nn.landscape.estimates import Estimates, Gradients, estimates, gradient_of
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Adam, Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import finished, small_problem
from tests.model.layers.everywhere import Sample, at_every_sample, problem_of, stack_around

PLAIN = Sgd(learning_rate=0.1)


def estimated(task: Problem, update: int = 0) -> Estimates:
    """Return what is said before an update of a run."""
    run = finished(task)
    return finish(estimates(task, run.state_before(update), run.state_before(update + 1)), quiet)


def assert_same(found: FloatArray, wanted: FloatArray | float) -> None:
    """Hold two arrays to be the same, but for rounding."""
    scale = float(np.abs(np.asarray(wanted)).max())
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12 * max(scale, 1e-3))


@at_every_sample
def test_examples_average_to_their_mini_batch_and_mini_batches_to_all_rows(sample: Sample) -> None:
    task = problem_of(stack_around(sample))
    seen = estimated(task, update=4)  # of the second epoch
    assert len(seen.examples) == len(task.x) == seen.in_all
    for rows, vector, loss in zip(seen.batches.rows, seen.batches.vectors, seen.batches.losses, strict=True):
        assert_same(seen.examples.vectors[rows].mean(axis=0), vector)
        assert_same(seen.examples.losses[rows].mean(keepdims=True), loss)
    sizes = [len(rows) for rows in seen.batches.rows]
    assert_same(np.average(seen.batches.vectors, axis=0, weights=sizes), seen.full)
    assert_same(np.average(seen.batches.losses, weights=sizes, keepdims=True), seen.loss)


def test_so_do_examples_that_count_differently() -> None:
    chance = np.random.default_rng(4)
    stack = Stack(inputs=2, layers=(Dense(units=3, activation="tanh"), Dense(units=1)), loss="mse")
    task = replace(
        small_problem(PLAIN), network=stack.weighted_network, sample_weight=chance.uniform(0, 2, size=10)
    )
    seen = estimated(task)
    for rows, vector in zip(seen.batches.rows, seen.batches.vectors, strict=True):
        assert_same(seen.examples.vectors[rows].mean(axis=0), vector)
    assert_same(seen.examples.vectors.mean(axis=0), seen.full)


@given(st.integers(0, 19))
def test_the_mini_batches_are_those_of_the_epoch_in_their_order(update: int) -> None:
    task = small_problem(PLAIN, epochs=7)  # of 4, 4 and 2 rows
    seen = finish(estimates(task, replace(task.start, update=update), task.start), quiet)
    assert seen.first == update - update % 3
    assert (len(seen.batches), seen.in_epoch) == (3, 3)
    for place, rows in enumerate(seen.batches.rows):
        np.testing.assert_array_equal(rows, task.batch_rows(seen.first + place))
    assert seen.first + seen.this == update


def test_an_example_s_gradient_is_the_one_by_finite_differences() -> None:
    task, h = small_problem(), 1e-6
    weights, rows = task.start.weights, np.array([3])
    found, loss = gradient_of(task, rows, task.start)
    machine = make_machine(replace(task, x=task.x[3:4], y=task.y[3:4]))
    there = machine.losses(np.concatenate([weights + h * np.eye(13), weights - h * np.eye(13)]))
    np.testing.assert_allclose(found, (there[:13] - there[13:]) / (2 * h), atol=1e-9)
    assert loss == machine.losses(weights[None])[0]


def test_by_hand_an_example_may_point_uphill() -> None:
    # Loss of a row: (w − y)², so its gradient is 2 (w − y); over the rows 0, 0 and 4 at w = 1: 2, 2 and −6.
    stack = Stack(inputs=1, layers=(Dense(units=1, use_bias=False),), loss="mse")
    x, y = np.ones((3, 1)), np.array([[0.0], [0.0], [4.0]])
    training = TrainingSpec(optimiser=PLAIN, batch_size=1, epochs=1, shuffle=False)
    task = Problem(stack.network, training, x, y, first=(np.ones(1), np.empty(0)))
    seen = estimated(task)
    assert seen.full.tolist() == pytest.approx([-2 / 3])
    assert seen.batches.vectors.ravel().tolist() == pytest.approx([2, 2, -6])
    assert seen.batches.losses.tolist() == pytest.approx([1, 1, 9])
    assert seen.batches.angles.tolist() == pytest.approx([180, 180, 0])
    assert seen.batches.downhill.tolist() == [False, False, True]
    # A step of 0.1: w is 0.8, 0.8 and 1.6; the loss over all was 11/3.
    over_all = [float(((w - y) ** 2).mean()) for w in (0.8, 0.8, 1.6)]
    assert seen.ends.tolist() == pytest.approx(over_all)
    assert seen.ends[0] > seen.loss > seen.ends[2]


@given(st.integers(1, 5), st.integers(0, 1000))
def test_angles_are_those_between_the_vectors_whatever_their_lengths(count: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    full, turned = chance.normal(size=count), chance.normal(size=(4, count))
    lengths = 10.0 ** chance.integers(-6, 6, 4)
    found = Gradients(4 * (np.arange(1),), turned * lengths[:, None], np.zeros(4), full)
    np.testing.assert_allclose(
        np.cos(np.radians(found.angles)) * np.linalg.norm(turned, axis=1) * np.linalg.norm(full),
        turned @ full,
        atol=1e-9,
    )
    np.testing.assert_array_equal(found.downhill, turned @ full > 0)


def test_a_gradient_of_nothing_has_no_angle_and_does_not_point_downhill() -> None:
    found = Gradients(
        2 * (np.arange(1),), np.array([[0.0, 0.0], [1.0, 0.0]]), np.zeros(2), np.array([2.0, 0.0])
    )
    assert np.isnan(found.angles[0])
    assert found.downhill.tolist() == [False, True]


def test_where_weights_are_not_finite_nothing_is_said_and_nothing_fails() -> None:
    task = small_problem(PLAIN)
    lost = TrainingState(np.full(13, np.nan), task.start.memory, 1)
    seen = finish(estimates(task, lost, lost), quiet)
    assert np.isnan(seen.batches.cosines).all()
    assert not seen.batches.downhill.any()


def test_a_step_goes_as_far_as_the_rate_says_or_as_the_rule_went() -> None:
    assert estimated(small_problem(PLAIN)).pace == 0.1
    run = finished(small_problem(Adam(learning_rate=0.01)))
    before, after = run.state_before(2), run.state_before(3)
    seen = finish(estimates(run.problem, before, after), quiet)
    step = seen.pace * seen.batches.vectors[seen.this]
    assert np.linalg.norm(step) == pytest.approx(np.linalg.norm(after.weights - before.weights))


def test_of_very_many_a_share_is_measured_around_the_update_and_evenly_spread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_BATCHES", 3)
    monkeypatch.setattr(module, "MOST_EXAMPLES", 4)
    monkeypatch.setattr(module, "MOST_STEPS", 0)
    task = small_problem(PLAIN)
    task = replace(task, training=msgspec.structs.replace(task.training, batch_size=1))
    for update, first in ((0, 0), (5, 4), (9, 7), (10, 10)):
        seen = finish(estimates(task, replace(task.start, update=update), task.start), quiet)
        assert (seen.first, len(seen.batches), seen.in_epoch) == (first, 3, 10)
        assert seen.batches.rows[seen.this] == task.batch_rows(update)
        assert [int(rows[0]) for rows in seen.examples.rows] == [0, 3, 6, 9]
        assert np.isnan(seen.ends).all()


def test_no_more_numbers_are_held_than_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NUMBERS", 26)  # two gradients of 13 weights
    seen = estimated(small_problem(PLAIN))
    assert (len(seen.batches), len(seen.examples)) == (2, 2)


def test_it_can_be_stopped_now_and_then_and_says_how_far_it_is() -> None:
    task = small_problem(PLAIN)
    parts = [*estimates(task, task.start, task.start)]
    assert parts == sorted(parts)
    assert 0 <= parts[0] <= parts[-1] <= 1
    assert len(parts) > 2
