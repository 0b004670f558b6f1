"""Basins: starts that end at one place belong together, wherever on the grid they lie."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.ops import FloatArray
from graphviz_nn.training.basins import LEAST_SHARE, MOST, NOWHERE, OTHER, SAME, basins_of

SIDE = 12


def ends_of(labels: FloatArray, at: FloatArray) -> FloatArray:
    """Return a grid of ends: each start with a label ends at the place of that label."""
    return np.asarray(at[labels.astype(int)])


def test_two_ends_are_two_basins_and_the_lower_one_is_the_first() -> None:
    labels = np.zeros((SIDE, SIDE))
    labels[:, 5:] = 1
    ends = ends_of(labels, np.array([[1.0, 0.0], [-1.0, 0.0]]))
    found = basins_of(ends, np.where(labels == 0, 0.5, 0.25), spread=4.0)
    assert found.losses == (0.25, 0.5)
    np.testing.assert_array_equal(found.places, 1 - labels)


def test_a_basin_of_several_patches_is_one() -> None:
    labels = np.indices((SIDE, SIDE)).sum(axis=0) % 2
    found = basins_of(ends_of(labels, np.array([[3.0], [9.0]])), labels, spread=1.0)
    np.testing.assert_array_equal(found.places, labels)


def test_the_floor_of_a_valley_is_one_end_though_its_ends_are_far_apart() -> None:
    """Each step along it is a quarter of the tolerance; all of it is three times as long."""
    ends = np.broadcast_to(np.arange(SIDE)[:, None, None] * 0.25 * SAME, (SIDE, SIDE, 1))
    found = basins_of(ends, np.zeros((SIDE, SIDE)), spread=1.0)
    assert (found.places == 0).all()


def test_what_diverged_ends_nowhere_and_parts_what_it_lies_between() -> None:
    losses = np.zeros((SIDE, SIDE))
    losses[:, 4] = np.nan
    ends = np.zeros((SIDE, SIDE, 2))
    ends[:, 4] = np.nan
    found = basins_of(ends, losses, spread=1.0)
    assert (found.places[:, 4] == NOWHERE).all()
    assert (np.delete(found.places, 4, axis=1) == 0).all()
    nothing = basins_of(np.full((3, 3, 1), np.nan), np.full((3, 3), np.nan), spread=1.0)
    assert nothing.losses == ()
    assert (nothing.places == NOWHERE).all()


def test_ends_farther_apart_than_can_be_said_are_two_without_a_warning() -> None:
    labels = np.indices((SIDE, SIDE))[1] // (SIDE // 2)
    for far in (1e200, 1.7e308):
        found = basins_of(ends_of(labels, np.array([[-far], [far]])), labels.astype(float), spread=1.0)
        np.testing.assert_array_equal(found.places, labels)


def test_a_few_that_end_elsewhere_are_no_basin() -> None:
    labels = np.zeros((20, 20))
    labels[3, 3] = 1  # one of 400
    assert LEAST_SHARE * labels.size > 1
    found = basins_of(ends_of(labels, np.array([[0.0], [5.0]])), labels, spread=1.0)
    assert found.places[3, 3] == OTHER
    assert found.losses == (0.0,)


@given(st.lists(st.integers(0, 9), min_size=36, max_size=36), st.permutations(range(10)))
def test_every_start_that_ends_is_with_all_that_end_there(labels: list[int], heights: list[int]) -> None:
    grid = np.array(labels).reshape(6, 6)
    losses = np.array(heights, dtype=float)[grid]
    found = basins_of(ends_of(grid, 10.0 * np.arange(10.0)[:, None]), losses, spread=1.0)
    assert list(found.losses) == sorted(found.losses)
    assert len(found.losses) <= MOST
    for place, loss in enumerate(found.losses):
        np.testing.assert_array_equal(found.places == place, losses == loss)
    rest = ~np.isin(losses, found.losses)
    assert (found.places[rest] == OTHER).all()
