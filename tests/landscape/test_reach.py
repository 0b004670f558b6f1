"""How far a picture of paths reaches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from graphviz_nn.landscape.reach import flies_off, near, shown_parts
from graphviz_nn.ops import FloatArray

ANY = st.floats(-1e307, 1e307)
PATHS = st.integers(1, 3).flatmap(
    lambda count: nps.arrays(np.float64, st.tuples(st.integers(1, 8), st.just(count)), elements=ANY)
)


@given(st.lists(PATHS, min_size=1, max_size=3))
def test_any_paths_have_parts_to_be_shown_which_begin_where_they_do(paths: list[FloatArray]) -> None:
    for path, part in zip(paths, shown_parts(paths), strict=True):
        np.testing.assert_array_equal(part, path[: len(part)])
        assert len(near(path)) >= len(part) or len(part) == len(path)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_whether_a_path_flies_off_does_not_depend_on_the_unit(scale: float) -> None:
    out = scale * np.column_stack([1.5 ** np.arange(30.0), np.zeros(30)])
    to_rest = scale * np.column_stack([1 - 0.5 ** np.arange(30.0), np.zeros(30)])
    assert flies_off(out)
    assert not flies_off(to_rest)
