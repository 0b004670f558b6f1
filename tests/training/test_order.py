"""Orders: a chunk that was sent as plain values and arrays comes to the same bits as the chunk itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from graphviz_nn.engine import native
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.formula import Formula
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.optim import Adam, Sgd
from graphviz_nn.training.crew import Chunk
from graphviz_nn.training.group import Group
from graphviz_nn.training.order import chunk_of, ground_of, made_of, order_of, sent_of
from graphviz_nn.training.part import Found, Part, Starts
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows

X, Y = some_rows(20)
PLAIN = Stack(inputs=2, layers=(Dense(units=3, activation="tanh"), Dense(units=1)))
NOISY = Stack(
    inputs=2, layers=(Dense(units=4), BatchNormalization(), Dropout(rate=0.3), Dense(units=1)), loss="mae"
)
SPEC = TrainingSpec(optimiser=Adam(learning_rate=0.05), batch_size=8, epochs=6)
WEIGHTS = np.linspace(0.5, 2, 20)


@pytest.fixture(autouse=True, scope="module")
def _kernels() -> None:
    native.load()


def problem(stack: Stack = PLAIN, **changes: Any) -> Problem:
    return replace(Problem(stack.network, SPEC, X, Y), **changes)


def seeds(task: Problem, count: int) -> tuple[Problem, ...]:
    return tuple(
        replace(task, training=msgspec.structs.replace(task.training, seed=seed)) for seed in range(count)
    )


def sent(chunk: Chunk[Any]) -> Any:
    """What comes of a chunk that is done by somebody who is given bytes and arrays alone."""
    order, ground = order_of(chunk), ground_of(chunk)
    there = chunk_of(bytes(order), tuple(None if each is None else each.copy() for each in ground))
    return made_of(chunk, sent_of(finish(there.work(), quiet)))


def assert_same(run: Run, other: Run) -> None:
    assert run.problem is other.problem
    assert type(run.machine) is type(other.machine)
    assert run.path_updates == other.path_updates
    for here, there in zip(run.checkpoints, other.checkpoints, strict=True):
        np.testing.assert_array_equal(here.weights, there.weights)
        np.testing.assert_array_equal(np.array(here.memory), np.array(there.memory))
        np.testing.assert_array_equal(here.states, there.states)
    np.testing.assert_array_equal(run.losses, other.losses)
    np.testing.assert_array_equal(run.batch_losses, other.batch_losses)
    assert str(run.divergence) == str(other.divergence)
    assert run.is_over == other.is_over


@pytest.mark.parametrize("is_native", [True, False], ids=["native", "reference"])
@pytest.mark.parametrize("stack", [PLAIN, NOISY], ids=["plain", "noisy"])
def test_runs_come_back_with_their_checkpoints_to_the_bit(stack: Stack, is_native: bool) -> None:
    tasks = seeds(problem(stack), 2)
    chunk = Group(tasks, 5, 2, is_native)
    for run, other in zip(finish(chunk.work(), quiet), sent(chunk), strict=True):
        assert_same(run, other)


def test_so_do_those_in_the_lanes_of_a_vector_wherever_they_begin() -> None:
    elsewhere = PLAIN.network.initial(99), PLAIN.network.first_states
    drawn, given = seeds(problem(), 3), seeds(problem(first=elsewhere, ahead=0), 2)
    chunk = Group((*drawn, *given), 5, 5, True)
    made = finish(chunk.work(), quiet)
    np.testing.assert_array_equal(made[3].checkpoints[0].weights, elsewhere[0])
    for run, other in zip(made, sent(chunk), strict=True):
        assert_same(run, other)


def test_weights_of_examples_and_a_count_that_is_ahead_go_with_them() -> None:
    weighted = Problem(PLAIN.weighted_network, SPEC, X, Y, sample_weight=WEIGHTS, ahead=7)
    chunk = Group((weighted,), 5, 1, True)
    (run,), (other,) = finish(chunk.work(), quiet), sent(chunk)
    assert_same(run, other)
    assert not np.array_equal(run.losses, finish(Group((problem(),), 5, 1, True).work(), quiet)[0].losses)


def test_a_divergence_comes_back_with_its_reason() -> None:
    spec = TrainingSpec(optimiser=Sgd(learning_rate=1e200), batch_size=8, epochs=6)
    chunk = Group((problem(training=spec),), 5, 1, True)
    (run,), (other,) = finish(chunk.work(), quiet), sent(chunk)
    assert run.divergence is not None
    assert other.divergence.update == run.divergence.update
    assert_same(run, other)


@pytest.mark.parametrize(("runs", "is_native"), [(1, True), (2, False), (8, True)])
def test_the_parts_of_a_map_come_back_to_the_bit(runs: int, is_native: bool) -> None:
    rates = np.geomspace(0.01, 1e200, runs)
    settings = tuple(
        msgspec.structs.replace(SPEC, optimiser=Sgd(learning_rate=float(rate))) for rate in rates
    )
    chunk = Part(problem(), settings, 17, is_native, Starts(problem()))
    here, there = finish(chunk.work(), quiet), sent(chunk)
    assert isinstance(there, Found)
    np.testing.assert_array_equal(here.losses, there.losses)
    np.testing.assert_array_equal(here.epochs, there.epochs)
    assert here.epochs.shape == (runs, 5)


def test_what_is_replayed_from_a_run_that_came_back_is_what_was_trained() -> None:
    (run,) = sent(Group((problem(),), 3, 1, True))
    np.testing.assert_array_equal(run.state_before(run.updates).weights, run.end.weights)
    np.testing.assert_array_equal(
        run.state_before(4).weights, run.machine.advance(run.problem.start, 4)[0][-1].weights
    )


def test_chunks_of_the_same_rows_need_the_same_arrays() -> None:
    one, other = (Group((task,), 5, 2, True) for task in seeds(problem(), 2))
    assert list(map(id, ground_of(one))) == list(map(id, ground_of(other)))


def test_a_network_of_which_nobody_kept_what_made_it_can_t_be_sent() -> None:
    network = Formula(text="(a - 1)^2", leaves={"a": 3.0}).network
    with pytest.raises(TypeError, match="was not made from a stack"):
        order_of(Group((Problem(network, SPEC),), 5, 1, True))
