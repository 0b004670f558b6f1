"""What pictures are made of."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.gui.plots.shapes import SYMBOLS, symbol
from graphviz_nn.gui.plots.thinning import apart, outlined, thinned
from graphviz_nn.scene.spans import Span

UNIT = (Span(0.0, 1.0), Span(0.0, 1.0))


def test_a_thinned_path_keeps_its_ends_and_leaves_out_what_nobody_can_tell_apart() -> None:
    path = np.linspace(0.2, 0.3, 100_001)[:, None] * np.ones(2)
    thin = thinned(path, UNIT)
    assert 90 < len(thin) < 110
    assert thin[[0, -1]].tolist() == path[[0, -1]].tolist()


def test_a_path_that_comes_back_keeps_its_turns() -> None:
    path = np.array([[0.1, 0.1], [0.9, 0.1], [0.1, 0.1], [0.9, 0.1]])
    assert thinned(path, UNIT).tolist() == path.tolist()


def test_a_path_out_of_all_range_keeps_what_flies_off() -> None:
    path = np.array([[0.1, 0.1], [0.1, 0.1], [1e305, -1e307], [1.7e308, -1.7e308]])
    assert thinned(path, UNIT).tolist() == path[[0, 2, 3]].tolist()


def test_points_that_are_not_finite_do_not_stop_it() -> None:
    assert apart(np.array([[0.0, 0.0], [np.nan, 0.0], [np.inf, 5.0], [1.0, 1.0]])).sum() >= 2


def test_a_gap_in_a_path_is_kept_where_it_is_thinned() -> None:
    gap = np.full((1, 2), np.nan)
    path = np.concatenate([np.zeros((1, 2)), gap, np.full((1, 2), 5.0), gap, gap, np.zeros((1, 2))])
    assert np.isnan(path[apart(path)]).any(axis=1).tolist()[:4] == [False, True, False, True]


def test_each_variant_has_a_mark_of_its_own_until_they_run_out() -> None:
    assert len({symbol(place) for place in range(len(SYMBOLS))}) == 6
    assert symbol(6) == symbol(0)


@given(count=st.integers(0, 3000), most=st.integers(8, 400))
def test_the_outline_of_a_curve_keeps_its_ends_and_its_extremes(count: int, most: int) -> None:
    x, y = np.arange(0.5, count), np.random.default_rng(count).normal(size=count)
    points = outlined(x, y, most)
    assert len(points) <= most + -(-2 * count // most) + 2
    assert (np.diff(points[:, 0]) >= 0).all()
    if count:
        assert points[:, 1].min() == y.min()
        assert points[:, 1].max() == y.max()
        assert points[0].tolist() == [x[0], y[0]]
        assert points[-1, 0] >= x[-1] - -(-2 * count // most)


def test_a_curve_of_few_points_is_drawn_as_it_is() -> None:
    x, y = np.arange(5.0), np.array([3.0, np.nan, 1.0, 2.0, np.inf])
    np.testing.assert_array_equal(outlined(x, y, 100), np.column_stack([x, y]))
