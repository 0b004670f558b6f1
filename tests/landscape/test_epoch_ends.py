"""The loss at the ends of epochs, beside the mean over an epoch's mini-batches."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape import epoch_ends as module
from graphviz_nn.landscape.epoch_ends import epoch_ends, is_worth_it
from graphviz_nn.model import AnyLayer, Dense, Stack
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.training.rows import some_rows


def run_of(*layers: AnyLayer, batch_size: int = 8, epochs: int = 20, rate: float = 0.5) -> Run:
    training = TrainingSpec(batch_size=batch_size, epochs=epochs, optimiser=Sgd(learning_rate=rate))
    network = Stack(inputs=2, layers=(*layers, Dense(units=1, activation="sigmoid"))).network
    problem = Problem(network, training, *some_rows(30))
    return finish(train(problem, make_machine(problem)), quiet)


@pytest.mark.parametrize(
    "layers",
    [(Dense(units=3, activation="tanh"),), (Dense(units=3, activation="tanh"), BatchNormalization())],
    ids=["plain", "with states"],
)
def test_each_is_the_loss_over_all_rows_after_so_many_epochs(layers: tuple[AnyLayer, ...]) -> None:
    run = run_of(*layers)
    found = finish(epoch_ends(run), quiet)
    assert found.epochs.tolist() == list(range(21))
    for epoch in (0, 1, 7, 20):
        state = run.state_before(epoch * run.problem.updates_per_epoch)
        states = state.states if state.states.size else None
        (wanted,) = run.machine.losses(state.weights[None], states)
        assert found.losses[epoch] == pytest.approx(wanted, rel=1e-12)


def test_where_all_rows_are_one_mini_batch_the_two_are_the_same_loss_an_epoch_apart() -> None:
    run = run_of(Dense(units=3, activation="tanh"), batch_size=30)
    found = finish(epoch_ends(run), quiet)
    np.testing.assert_allclose(found.losses[:-1], run.losses, rtol=1e-12)
    assert not is_worth_it(run.problem)


def test_while_it_learns_the_mean_of_an_epoch_lies_between_the_losses_at_its_ends() -> None:
    run = run_of(Dense(units=3, activation="tanh"), batch_size=2, rate=0.02)
    found = finish(epoch_ends(run), quiet)
    falls = np.diff(found.losses) < 0
    assert falls.mean() > 0.8
    means = run.losses[falls]
    assert (means > found.losses[1:][falls] - 1e-3).mean() > 0.9


def test_of_many_epochs_some_are_measured_the_first_and_the_last_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "POINTS", 15)
    found = finish(epoch_ends(run_of(Dense(units=2, activation="tanh"), epochs=100)), quiet)
    assert len(found.epochs) == 15
    assert (found.epochs[0], found.epochs[-1]) == (0, 100)


def test_a_run_that_diverged_is_measured_until_then() -> None:
    run = run_of(Dense(units=3, activation="relu"), rate=1e12)
    found = finish(epoch_ends(run), quiet)
    assert found.epochs[-1] <= run.updates / run.problem.updates_per_epoch


def test_a_network_that_takes_too_long_is_not_asked() -> None:
    run = run_of(Dense(units=3, activation="tanh"))
    assert is_worth_it(run.problem)
    wide = Dense(units=1200, activation="tanh")
    huge = Stack(inputs=2, layers=(wide, wide, Dense(units=1, activation="sigmoid"))).network
    x, y = some_rows(30)
    assert not is_worth_it(Problem(huge, run.problem.training, np.tile(x, (500, 1)), np.tile(y, (500, 1))))
