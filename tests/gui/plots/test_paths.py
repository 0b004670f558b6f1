"""Many points as one path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.gui.plots.paths import decimated, line_path, segments_path


def test_a_line_goes_through_its_points() -> None:
    path = line_path(np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]))
    elements = [path.elementAt(i) for i in range(path.elementCount())]
    assert [(e.x, e.y) for e in elements] == [(0.0, 1.0), (2.0, 3.0), (4.0, 5.0)]
    assert [e.isMoveTo() for e in elements] == [True, False, False]


def test_a_line_breaks_where_a_point_is_not_finite() -> None:
    path = line_path(np.array([[0.0, 0.0], [1.0, np.nan], [2.0, 0.0], [3.0, 0.0]]))
    assert [path.elementAt(i).isMoveTo() for i in range(path.elementCount())] == [True, True, False]


@pytest.mark.parametrize("points", [np.empty((0, 2)), np.full((3, 2), np.nan)])
def test_no_points_make_an_empty_path(points: np.ndarray) -> None:
    assert line_path(points).isEmpty()


def test_segments_are_not_joined() -> None:
    path = segments_path(np.arange(8.0).reshape(2, 2, 2))
    assert [path.elementAt(i).isMoveTo() for i in range(4)] == [True, False, True, False]


@given(st.integers(0, 2**32), st.integers(1, 50))
@settings(max_examples=25, deadline=None)
def test_a_thinned_line_keeps_its_ends_and_its_extremes(seed: int, columns: int) -> None:
    y = np.random.default_rng(seed).normal(size=5000)
    points = np.column_stack([np.arange(5000.0), y])
    thin = decimated(points, columns)
    assert len(thin) <= 4 * columns
    assert thin[0].tolist() == points[0].tolist()
    assert thin[-1].tolist() == points[-1].tolist()
    assert (thin[:, 1].min(), thin[:, 1].max()) == (y.min(), y.max())
    assert (np.diff(thin[:, 0]) > 0).all()


def test_a_short_line_is_left_as_it_is() -> None:
    points = np.zeros((10, 2))
    assert decimated(points, 100) is points
