"""Every number of a tensor can be found on its heat map, and none that matters is lost in a large one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PySide6.QtGui import QColor

from graphviz_nn.gui.canvas import heat
from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.ops import FloatArray

WHITE, BLUE, BROWN, RED = QColor("#FFFFFF"), QColor("#0B62A8"), QColor("#8C6D1F"), QColor("#B3142B")
COLOURS = ColourMap(BROWN, WHITE, BLUE, RED)

tensors = arrays.arrays(
    np.float64,
    arrays.array_shapes(min_dims=0, max_dims=3, max_side=70),
    elements=st.sampled_from([-2.0, 0.0, 1.0, 3.0, float("nan"), float("inf")]),
)


@given(tensors)
def test_cells_show_numbers_of_the_tensor_at_the_places_they_name(tensor: FloatArray) -> None:
    table = heat.cells(tensor)
    assert table is not None
    assert table.numbers.shape[0] <= heat.MOST_ROWS
    assert table.numbers.shape[1] <= heat.MOST_COLUMNS
    np.testing.assert_array_equal(tensor.reshape(-1)[table.places], table.numbers)


@given(tensors)
def test_the_largest_number_and_a_nan_stay_to_be_seen(tensor: FloatArray) -> None:
    table = heat.cells(tensor)
    assert table is not None
    assert np.isnan(tensor).any() == np.isnan(table.numbers).any()
    if not np.isnan(tensor).any():
        assert np.abs(table.numbers).max() == np.abs(tensor).max()


@given(tensors, st.floats(0, 0.999), st.floats(0, 0.999))
def test_a_point_and_its_number_lead_to_the_same_cell(tensor: FloatArray, across: float, down: float) -> None:
    table = heat.cells(tensor)
    assert table is not None
    index = table.index_at(across, down)
    rows, columns = table.numbers.shape
    assert table.cell_of(index) == (int(down * rows), int(across * columns))


def test_a_small_tensor_is_shown_number_by_number() -> None:
    table = heat.cells(np.arange(24.0).reshape(2, 3, 4))
    assert table is not None
    assert table.numbers.shape == (6, 4)
    assert table.shares == 1


def test_a_column_lies_down() -> None:
    table = heat.cells(np.arange(4.0).reshape(4, 1))
    assert table is not None
    assert table.numbers.shape == (1, 4)
    assert table.index_at(0.6, 0.5) == (2, 0)


def test_nothing_has_no_cells() -> None:
    assert heat.cells(np.empty((0, 3))) is None


def test_a_number_that_is_not_there_has_no_cell() -> None:
    table = heat.cells(np.zeros((2, 2)))
    assert table is not None
    assert table.cell_of((5, 0)) is None
    assert table.cell_of((0,)) is None


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (40, 20), (200, 100)])
def test_a_picture_has_exactly_the_pixels_asked_for(size: tuple[int, int]) -> None:
    table = heat.cells(np.linspace(-1, 1, 96).reshape(8, 12))
    assert table is not None
    picture = heat.image(table, COLOURS, 1.0, size, WHITE)
    assert (picture.width(), picture.height()) == size


def test_colours_say_the_sign_and_a_minus_says_it_again() -> None:
    table = heat.cells(np.array([[1.0, -1.0]]))
    assert table is not None
    picture = heat.image(table, COLOURS, 1.0, (40, 20), WHITE)
    assert picture.pixelColor(10, 10) == BLUE
    assert picture.pixelColor(30, 4) == BROWN
    assert picture.pixelColor(30, 10) == COLOURS.ink(-1.0)
