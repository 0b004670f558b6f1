"""Runs: kept so that any moment of them can be had again, to the bit."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.metrics import accuracy, mean_absolute_error, mean_squared_error
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, reach, train
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows

NETWORK = Stack(inputs=2, layers=(Dense(units=3, activation="tanh"), Dense(units=1))).network


def problem(rows: int = 20, **training: object) -> Problem:
    settings_ = msgspec.convert({"batch_size": 8, "epochs": 5, **training}, TrainingSpec)
    return Problem(NETWORK, settings_, *some_rows(rows))


def whole_run(task: Problem, test: Machine | None = None) -> Run:
    return finish(train(task, make_machine(task), metrics=("mse",), test=test), quiet)


@given(rows=st.integers(1, 30), batch=st.integers(1, 40), epoch=st.integers(0, 3), shuffle=st.booleans())
@settings(max_examples=40)
def test_an_epoch_takes_every_row_once(rows: int, batch: int, epoch: int, shuffle: bool) -> None:
    task = problem(rows, batch_size=batch, shuffle=shuffle)
    first = epoch * task.updates_per_epoch
    batches = [task.batch_rows(update) for update in range(first, first + task.updates_per_epoch)]
    assert sorted(np.concatenate(batches)) == list(range(rows))
    assert all(len(one) == task.batch_size for one in batches[:-1])
    assert 1 <= len(batches[-1]) <= task.batch_size


@pytest.mark.parametrize("make", [ReferenceMachine, NativeMachine])
@pytest.mark.parametrize("batch", [1, 8, 20])
def test_the_loss_at_the_start_is_that_of_all_rows_whatever_the_mini_batch(
    make: Callable[[Problem], Machine], batch: int
) -> None:
    whole = problem(batch_size=20)
    first = finish(train(whole, make(whole)), quiet).losses[0]
    task = problem(batch_size=batch)
    run = finish(train(task, make(task), measure_start=True), quiet)
    assert run.start_loss == pytest.approx(first, rel=1e-12)
    assert np.isnan(finish(train(task, make(task)), quiet).start_loss)  # where nobody asks


@given(rows=st.integers(1, 30), batch=st.integers(1, 40))
@settings(max_examples=20)
def test_the_mean_over_the_mini_batches_of_an_epoch_is_its_loss(rows: int, batch: int) -> None:
    task = problem(rows, batch_size=batch)
    run = whole_run(task)
    assert len(run.batch_losses) == run.updates
    sizes = [task.size_of(update) for update in range(task.updates_per_epoch)]
    by_epoch = run.batch_losses.reshape(-1, task.updates_per_epoch)
    np.testing.assert_allclose(np.average(by_epoch, axis=1, weights=sizes), run.losses, rtol=1e-12)


def test_the_epochs_differ_and_the_same_epoch_does_not() -> None:
    task = problem()
    assert not np.array_equal(task.order(0), task.order(1))
    assert np.array_equal(task.order(1), problem().order(1))
    assert np.array_equal(problem(shuffle=False).order(3), np.arange(20))


@given(update=st.integers(0, 15))
@settings(max_examples=16)
def test_any_update_can_be_replayed_to_the_bit(update: int) -> None:
    task = problem()
    run = whole_run(task)
    straight = run.machine.advance(task.start, update).states[-1]
    replayed = run.state_before(update)
    assert replayed.update == update
    assert np.array_equal(replayed.weights, straight.weights)
    assert all(np.array_equal(a, b) for a, b in zip(replayed.memory, straight.memory, strict=True))


@pytest.mark.parametrize("make", [make_machine, ReferenceMachine])
def test_what_is_trained_on_to_an_update_in_pieces_is_there_as_in_one_go(
    make: Callable[[Problem], Machine],
) -> None:
    task = problem(epochs=40)
    straight = make(task).advance(task.start, task.updates - 1).states[-1]
    way = reach(make(task), task.start, task.updates - 1, progress=1e-6)
    told: list[int] = []
    got = finish(way, lambda state: told.append(state.update))
    assert told == list(range(1, task.updates))  # nothing is quick enough for two
    assert np.array_equal(got.weights, straight.weights)
    assert finish(reach(make(task), got, got.update), quiet) is got


def test_what_is_trained_on_beyond_a_divergence_is_the_last_state_before_it() -> None:
    task = problem(epochs=200, optimiser={"rule": "sgd", "learning_rate": 1e5})
    got = finish(reach(make_machine(task), task.start, task.updates), quiet)
    assert np.array_equal(got.weights, whole_run(task).end.weights)


def test_a_run_that_is_told_piece_by_piece_ends_as_one_that_is_not() -> None:
    task = problem(epochs=40)
    pieces = list(train(task, make_machine(task)))
    assert [piece.updates for piece in pieces] == sorted(piece.updates for piece in pieces)
    straight = make_machine(task).advance(task.start, task.updates)
    assert np.array_equal(pieces[-1].end.weights, straight.states[-1].weights)
    assert len(pieces[-1].losses) == 40


def test_a_path_begins_at_the_start_ends_at_the_end_and_never_goes_back() -> None:
    run = whole_run(problem())
    assert run.path_updates == tuple(range(16))
    assert np.array_equal(run.path[0], run.problem.start.weights)
    assert np.array_equal(run.path[-1], run.end.weights)


@pytest.mark.parametrize("make", [ReferenceMachine, NativeMachine])
@pytest.mark.parametrize("checkpoints", [2, 7, 2048])
def test_the_held_out_loss_is_measured_at_the_start_and_once_an_epoch_however_many_states_are_kept(
    make: Callable[[Problem], Machine], checkpoints: int
) -> None:
    task = problem()
    test = ReferenceMachine(Problem(NETWORK, task.training, *some_rows(9, seed=3)))
    machine = make(task)
    run = finish(train(task, machine, test=test, checkpoints=checkpoints), quiet)
    ends = [machine.advance(task.start, epoch * task.updates_per_epoch).states[-1] for epoch in range(6)]
    assert np.array_equal(run.test_losses, test.losses(np.array([state.weights for state in ends])))
    assert len(run.checkpoints) <= checkpoints + 2


def test_the_held_out_loss_ends_with_the_last_whole_epoch_before_a_divergence() -> None:
    task = problem(epochs=200, optimiser={"rule": "sgd", "learning_rate": 3.0})
    run = whole_run(task, ReferenceMachine(Problem(NETWORK, task.training, *some_rows(9, seed=3))))
    assert run.divergence is not None
    assert len(run.test_losses) == 1 + run.updates // task.updates_per_epoch == 1 + len(run.losses)


def test_metrics_are_means_over_the_rows_of_an_epoch() -> None:
    run = whole_run(problem())
    np.testing.assert_allclose(run.metrics["mse"], run.losses, rtol=1e-14)


def test_a_gradient_over_all_rows_is_that_of_a_mini_batch_with_all_of_them() -> None:
    task = problem(batch_size=20, shuffle=False, optimiser={"rule": "sgd", "learning_rate": 1.0})
    machine = ReferenceMachine(task)
    after = machine.advance(task.start, 1).states[-1].weights
    slope = machine.gradients(task.start.weights[np.newaxis])[0]
    np.testing.assert_allclose(after, task.start.weights - slope, rtol=0, atol=1e-15)


def test_a_divergence_stops_before_the_update_that_it_names() -> None:
    task = problem(epochs=200, optimiser={"rule": "sgd", "learning_rate": 1e5})
    run = whole_run(task)
    assert run.divergence is not None
    assert run.divergence.update == run.updates + 1
    assert np.isfinite(run.end.weights).all()
    assert str(run.divergence.update) in str(run.divergence)
    assert run.divergence.node in str(run.divergence)


def test_data_that_do_not_fit_the_model_are_refused_with_both_numbers() -> None:
    x, y = some_rows(5, inputs=3)
    with pytest.raises(DataError, match="3 features an example, the model has 2 inputs"):
        Problem(NETWORK, TrainingSpec(), x, y)
    with pytest.raises(DataError, match="5 examples and 4 targets"):
        Problem(NETWORK, TrainingSpec(), x[:, :2], y[:4])


@pytest.mark.parametrize("field", ["batch_size", "epochs", "seed"])
def test_settings_out_of_range_are_refused(field: str) -> None:
    with pytest.raises(SettingError, match="-1"):
        msgspec.structs.replace(TrainingSpec(), **{field: -1})


def test_the_metrics_are_what_their_names_say() -> None:
    p, t = np.array([[0.2], [0.9], [0.6]]), np.array([[0.0], [1.0], [0.0]])
    assert mean_squared_error(p, t) == pytest.approx((0.04 + 0.01 + 0.36) / 3)
    assert mean_absolute_error(p, t) == pytest.approx(0.9 / 3)
    assert accuracy(p, t) == pytest.approx(2 / 3)
