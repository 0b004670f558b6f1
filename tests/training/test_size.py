"""What a run may take of the memory."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.model import LOSSES, Dense, Stack, predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.training import problem, run
from graphviz_nn.training.machine import Machine, ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet


def task(rows: int = 8, epochs: int = 40) -> Problem:
    network = Stack(inputs=2, layers=(Dense(units=3), Dense(units=1))).network
    training = TrainingSpec(batch_size=4, epochs=epochs)
    return Problem(network, training, np.ones((rows, 2)), np.zeros((rows, 1)))


def varied(loss: str = "mse", *, is_weighted: bool = False) -> Problem:
    """23 rows with a penalty on the weights, and weights of their own where that is asked for."""
    rng = np.random.default_rng(1)
    stack = Stack(inputs=2, layers=(Dense(units=3, l2=0.1), Dense(units=2, activation="sigmoid")), loss=loss)
    network = stack.weighted_network if is_weighted else stack.network
    counting = rng.uniform(0, 2, size=23) if is_weighted else None
    x, y = rng.normal(size=(23, 2)), np.eye(2)[rng.integers(0, 2, size=23)]
    return Problem(network, TrainingSpec(batch_size=4), x, y, sample_weight=counting)


def test_more_updates_than_the_memory_holds_are_refused_before_they_begin() -> None:
    with pytest.raises(SettingError, match="1000000000000 epochs of 2 mini-batches"):
        task(epochs=10**12)


def test_more_numbers_than_the_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "MOST_NUMBERS", 48)
    assert len(task(1_000).x) == 1_000
    monkeypatch.setattr(problem, "MOST_NUMBERS", 40)
    with pytest.raises(
        SettingError, match="mini-batch of 4 rows through this model is 48 numbers, and the most is 40"
    ):
        task()


def test_rows_go_through_a_model_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is trained in mini-batches may have any number of rows, and its loss is the one over all of them."""
    whole, parted = varied(), varied()
    assert [len(part.x) for part in whole.parts] == [23]
    monkeypatch.setattr(predict, "MOST_NUMBERS", 100)
    assert len(parted.parts) > 1
    assert max(len(part.x) * part.network.numbers_of_example for part in parted.parts) <= 100
    assert np.array_equal(np.concatenate([part.x for part in parted.parts]), whole.x)


@pytest.mark.parametrize("make", [ReferenceMachine, NativeMachine])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("is_weighted", [False, True])
def test_a_loss_is_that_over_all_rows_however_few_are_measured_at_a_time(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[Problem], Machine], loss: str, is_weighted: bool
) -> None:
    points = np.random.default_rng(0).normal(size=(3, 17))
    frame, places = points, np.array([[0.5, -0.25], [0.0, 1.0]])

    def measured() -> tuple[FloatArray, ...]:
        machine = make(varied(loss, is_weighted=is_weighted))
        return machine.losses(points), machine.gradients(points), machine.losses_in(frame, places)

    whole = measured()
    monkeypatch.setattr(predict, "MOST_NUMBERS", 100)
    for some, all_ in zip(measured(), whole, strict=True):
        np.testing.assert_allclose(some, all_, rtol=1e-9, atol=1e-12)


def test_what_is_kept_of_all_runs_together_has_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start and an end of 13 weights and as many velocities, and three losses of each of 40 epochs."""
    monkeypatch.setattr(run, "MOST_TOGETHER", 3 * (2 * 26 + 3 * 40))
    run.check_together([task()] * 3)
    with pytest.raises(SettingError, match="4 runs of this network would keep 688 numbers at the least"):
        run.check_together([task()] * 4)


def test_runs_that_are_kept_together_share_their_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "KEPT_NUMBERS", 40 * 26)
    alone, beside = (finish(run.train(task(), ReferenceMachine(task()), runs=runs), quiet) for runs in (1, 4))
    assert (len(alone.checkpoints), len(beside.checkpoints)) == (41, 11)
    assert np.array_equal(alone.end.weights, beside.end.weights)


def test_a_state_that_is_kept_does_not_hold_those_that_were_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A machine makes the states of a stretch in one piece; held-out rows are measured at each epoch's."""
    monkeypatch.setattr(run, "KEPT_NUMBERS", 4 * 26)
    trained = finish(run.train(task(), NativeMachine(task()), test=ReferenceMachine(task())), quiet)
    owners = [
        state.weights if state.weights.base is None else state.weights.base for state in trained.checkpoints
    ]
    assert sum(owner.size for owner in owners) <= len(owners) * 13
    assert len(trained.test_losses) == 41


def test_a_large_model_keeps_fewer_checkpoints_and_ends_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = finish(run.train(task(), ReferenceMachine(task())), quiet)
    monkeypatch.setattr(
        run, "KEPT_NUMBERS", 10 * 2 * 13
    )  # ten checkpoints of 13 weights and as many velocities
    thin = finish(run.train(task(), ReferenceMachine(task())), quiet)
    assert len(whole.checkpoints) == 81
    assert len(thin.checkpoints) == 11
    assert np.array_equal(whole.end.weights, thin.end.weights)
    assert np.array_equal(whole.state_before(33).weights, thin.state_before(33).weights)


def test_a_seed_fits_into_64_bits() -> None:
    assert TrainingSpec(seed=2**63 - 1).seed
    with pytest.raises(SettingError, match=r"from 0 to 2\*\*63 - 1"):
        msgspec.structs.replace(TrainingSpec(), seed=2**63)
