"""Level lines and levels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphviz_nn.scene.contours import enlarged, level_lines, on_grid, scale_of

SIDE = np.linspace(-1, 1, 41)
BOWL = SIDE[:, None] ** 2 + SIDE[None, :] ** 2


def test_a_bowl_has_circles() -> None:
    points = level_lines(BOWL, np.array([0.25])).reshape(-1, 2) / 20 - 1
    assert np.hypot(*points.T) == pytest.approx(0.5, abs=0.01)


def test_a_level_line_is_closed_inside_the_grid() -> None:
    ends = level_lines(BOWL, np.array([0.25])).reshape(-1, 2).round(9)
    _, counts = np.unique(ends, axis=0, return_counts=True)
    assert (counts % 2 == 0).all()


def test_a_saddle_has_two_lines_in_a_cell() -> None:
    assert len(level_lines(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.5]))) == 2


def test_cells_that_are_not_finite_have_no_lines() -> None:
    grid = BOWL.copy()
    grid[:, :20] = np.nan
    assert level_lines(grid, np.array([0.25]))[:, :, 0].min() >= 20


def test_levels_go_by_factors_where_the_range_is_wide() -> None:
    assert scale_of(np.array([1e-4, 1.0])).log
    assert not scale_of(np.array([0.5, 1.0])).log
    assert not scale_of(np.array([-1.0, 100.0])).log


@pytest.mark.parametrize(
    "losses",
    [
        [np.nan],
        [1.7e308, 1.7e308],
        [-1.7e308, 1.7e308],
        [2.0, 2.0],
        [0.0, 0.0],
        [0.0, 1.0],
        [np.inf, 1.0, 3.0],
        [-1e300, 1e300],
    ],
)
def test_shares_lie_between_0_and_1_whatever_the_losses(losses: list[float]) -> None:
    scale = scale_of(np.array(losses))
    shares = scale.shares(np.array(losses))
    assert (np.diff(scale.levels) > 0).all()
    assert ((shares >= 0) & (shares <= 1) | np.isnan(shares)).all()


@given(st.lists(st.floats(width=64), min_size=1, max_size=6))
@example([5e-324])
@example([0.0, 5e-324])
@example([1.0, float(np.nextafter(1.0, 2.0))])
@example([-1e-305, 1e-305])
def test_any_numbers_have_a_scale(losses: list[float]) -> None:
    scale = scale_of(np.array(losses))
    shares = scale.shares(np.array(losses))
    assert (np.diff(scale.levels) > 0).all()
    assert ((shares >= 0) & (shares <= 1) | np.isnan(shares)).all()


def test_an_enlarged_grid_keeps_its_corners_and_is_straight_between() -> None:
    grid = np.array([[0.0, 2.0], [4.0, 6.0]])
    assert enlarged(grid, 3, 5).tolist()[1] == [2.0, 2.5, 3.0, 3.5, 4.0]


def test_a_window_of_an_enlarged_grid_is_that_part_of_the_whole() -> None:
    whole = enlarged(BOWL, 101, 201)
    part = enlarged(BOWL, 51, 51, (0.25, 0.5, 0.5, 1.0))
    assert part == pytest.approx(whole[50:, 50:101])


def test_level_lines_are_brought_to_the_grids_coordinates() -> None:
    lines = level_lines(BOWL, np.array([0.25]))
    points = on_grid(lines, 10 + 3 * SIDE, 5 * SIDE).reshape(-1, 2)
    assert np.hypot((points[:, 0] - 10) / 3, points[:, 1] / 5) == pytest.approx(0.5, abs=0.01)
