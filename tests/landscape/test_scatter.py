"""How far mini-batches scatter: as 1/√size, less what drawing without replacement takes off."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.landscape.estimates import estimates
from graphviz_nn.landscape.scatter import expected, scatter, spread
from graphviz_nn.optim import Sgd
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.work import finish, quiet
from tests.debug.examples import small_problem

SEEDS = 50
NETWORK, FIRST = small_problem().network, small_problem().start.weights


def many_rows(batch_size: int, seed: int) -> Problem:
    """Return the small problem on 60 rows, whose epochs are drawn by a seed."""
    chance = np.random.default_rng(3)
    x, y = chance.normal(size=(60, 2)), chance.integers(0, 2, (60, 1)).astype(float)
    training = TrainingSpec(optimiser=Sgd(), batch_size=batch_size, epochs=1, seed=seed)
    return Problem(NETWORK, training, x, y, first=(FIRST, np.empty(0)))


@pytest.mark.parametrize("size", [2, 5, 10, 30])
def test_over_many_seeds_mini_batches_lie_as_far_off_as_theory_says(size: int) -> None:
    squares, theory = [], 0.0
    for seed in range(SEEDS):
        task = many_rows(size, seed)
        seen = finish(estimates(task, task.start, task.start), quiet)
        squares.append(seen.batches.spread**2)
        theory = expected(seen.examples.vectors, size, len(task.x))
    error = np.std(squares) / np.sqrt(SEEDS)
    assert np.mean(squares) == pytest.approx(theory**2, abs=4 * error)


def test_so_a_hundredth_of_the_size_scatters_ten_times_as_far_but_for_what_all_rows_take_off() -> None:
    chance = np.random.default_rng(1)
    examples = chance.normal(size=(10_000, 3))
    one, hundred = (expected(examples, size, len(examples)) for size in (1, 100))
    assert one / hundred == pytest.approx(10, rel=0.01)
    assert expected(examples, len(examples), len(examples)) == 0


@given(st.integers(2, 12), st.integers(1, 6), st.integers(0, 100))
def test_of_all_mini_batches_that_there_are_the_theory_is_exact(count: int, size: int, seed: int) -> None:
    size = min(size, count)
    examples = np.random.default_rng(seed).normal(size=(count, 2))
    means = np.array([examples[list(rows)].mean(axis=0) for rows in combinations(range(count), size)])
    found = spread(means, examples.mean(axis=0))
    assert found == pytest.approx(expected(examples, size, count), abs=1e-12)


def test_sizes_that_fit_twice_are_drawn_and_lie_near_the_theory() -> None:
    examples = np.random.default_rng(2).normal(size=(100, 4))
    found = scatter(examples, 100)
    assert [each.size for each in found] == [1, 2, 5, 10, 20, 50]
    for each in found:
        assert each.measured == pytest.approx(each.expected, rel=0.25)
    assert found == scatter(examples, 100)
    assert found[0].measured == pytest.approx(found[0].expected)


def test_one_example_alone_does_not_tell_how_far_examples_scatter() -> None:
    assert np.isnan(expected(np.ones((1, 3)), 1, 1))
    assert scatter(np.ones((1, 3)), 1) == ()
