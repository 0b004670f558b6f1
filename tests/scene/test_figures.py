"""Numbers on cells: one form, as many digits as can be read, and none that cannot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from graphviz_nn.scene.figures import ADVANCE, LEAST, LEAST_AFAR, NOTHING, figures
from graphviz_nn.scene.layout import Box

AREA = Box(0.0, 0.0, 94.0, 40.0)


def test_small_tensors_are_written_number_by_number() -> None:
    written = figures(np.array([[0.5, -0.25], [1.0, 0.0]]), AREA, 1.0, 1.0)
    assert written is not None
    assert written.texts == ("0.50", "−0.25", "1.00", "0")
    assert figures(np.ones((16, 4)), AREA, 1.0, 1.0) is None


@pytest.mark.parametrize("count", [1, 4, 5, 9, 12])
def test_so_many_zeros_are_so_many_cells(count: int) -> None:
    written = figures(np.zeros(count), Box(0.0, 0.0, 47.0 * count, 20.0), 1.0, 1.0)
    assert written is not None
    assert written.texts == ("0",) * count
    large = figures(np.zeros((16, 4)), AREA, 1.0, 1.0)
    assert large is not None
    assert large.texts == (NOTHING,)


@given(
    arrays.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 3)), elements=st.floats(-1e9, 1e9)),
    st.floats(20, 300),
    st.floats(0.3, 3),
    st.sampled_from([1.0, 1.6, 2.0]),
)
def test_figures_fit_into_their_cells_and_are_never_too_small_to_read(
    array: np.ndarray, wide: float, zoom: float, scale: float
) -> None:
    area = Box(0.0, 0.0, wide, 25.0 * scale * len(array))
    written = figures(array, area, zoom, scale)
    if written is None:
        return
    assert len(written.texts) == array.size
    assert max(map(len, written.texts)) * ADVANCE * written.size <= wide / written.columns
    assert written.size * zoom >= (LEAST_AFAR if scale > 1.5 else LEAST)


def test_slices_are_written_side_by_side_each_but_the_first_with_its_index() -> None:
    written = figures(
        np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]), Box(0.0, 0.0, 200.0, 40.0), 1.0, 1.0
    )
    assert written is not None
    assert written.texts == ("1", "2", "1:", "5", "6", "3", "4", "", "7", "8")
