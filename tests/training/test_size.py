"""What a run may take of the memory."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from graphviz_nn.errors import SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.training import problem, run
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet


def task(rows: int = 8, epochs: int = 40) -> Problem:
    network = Stack(inputs=2, layers=(Dense(units=3), Dense(units=1))).network
    training = TrainingSpec(batch_size=4, epochs=epochs)
    return Problem(network, training, np.ones((rows, 2)), np.zeros((rows, 1)))


def test_more_updates_than_the_memory_holds_are_refused_before_they_begin() -> None:
    with pytest.raises(SettingError, match="1000000000000 epochs of 2 mini-batches"):
        task(epochs=10**12)


def test_more_numbers_than_the_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "MOST_NUMBERS", 100)
    assert len(task(8).x) == 8
    with pytest.raises(SettingError, match="9 rows through this model are 108 numbers, and the most is 100"):
        task(9)


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
