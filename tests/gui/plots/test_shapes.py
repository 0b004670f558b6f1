"""What pictures are made of."""

from __future__ import annotations

import numpy as np

from graphviz_nn.gui.plots.shapes import SYMBOLS, apart, symbol, thinned
from graphviz_nn.gui.plots.spans import Span

UNIT = (Span(0.0, 1.0), Span(0.0, 1.0))


def test_a_thinned_path_keeps_its_ends_and_leaves_out_what_nobody_can_tell_apart() -> None:
    path = np.linspace(0.2, 0.3, 100_001)[:, None] * np.ones(2)
    thin = thinned(path, UNIT)
    assert 90 < len(thin) < 110
    assert thin[[0, -1]].tolist() == path[[0, -1]].tolist()


def test_a_path_that_comes_back_keeps_its_turns() -> None:
    path = np.array([[0.1, 0.1], [0.9, 0.1], [0.1, 0.1], [0.9, 0.1]])
    assert thinned(path, UNIT).tolist() == path.tolist()


def test_points_that_are_not_finite_do_not_stop_it() -> None:
    assert apart(np.array([[0.0, 0.0], [np.nan, 0.0], [np.inf, 5.0], [1.0, 1.0]])).sum() >= 2


def test_each_variant_has_a_mark_of_its_own_until_they_run_out() -> None:
    assert len({symbol(place) for place in range(len(SYMBOLS))}) == 6
    assert symbol(6) == symbol(0)
