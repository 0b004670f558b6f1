"""Every number of a tensor can be found in its table, and none that matters is lost in a small one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SLICED,
    card_shape,
    cell_of,
    has_slices,
    index_of,
    table_of,
    table_shape,
)

tensors = arrays.arrays(
    np.float64,
    arrays.array_shapes(min_dims=0, max_dims=3, max_side=70),
    elements=st.sampled_from([-2.0, 0.0, 1.0, 3.0, float("nan"), float("inf")]),
)


@given(tensors)
def test_cells_show_numbers_of_the_tensor_at_the_places_they_name(tensor: FloatArray) -> None:
    table = table_of(tensor)
    assert table is not None
    assert table.numbers.shape[0] <= MOST_ROWS
    assert table.numbers.shape[1] <= (MOST_SLICED if has_slices(tensor.shape) else MOST_COLUMNS)
    shown = np.ones_like(table.flat, dtype=bool) if table.ground is None else ~table.ground
    np.testing.assert_array_equal(tensor.reshape(-1)[table.flat[shown]], table.numbers[shown])
    assert (table.numbers[~shown] == 0).all()


@given(tensors)
def test_the_largest_number_and_a_nan_stay_to_be_seen(tensor: FloatArray) -> None:
    table = table_of(tensor)
    assert table is not None
    assert np.isnan(tensor).any() == np.isnan(table.numbers).any()
    if not np.isnan(tensor).any():
        assert np.abs(table.numbers).max() == np.abs(tensor).max()


@given(tensors, st.floats(0, 0.999), st.floats(0, 0.999))
def test_a_point_and_its_number_lead_to_the_same_cell(tensor: FloatArray, across: float, down: float) -> None:
    table = table_of(tensor)
    assert table is not None
    index = table.index_at(across, down)
    rows, columns = table.numbers.shape
    row, column = int(down * rows), int(across * columns)
    is_gap = table.ground is not None and table.ground[row, column]  # it leads to a cell beside it
    found = table.cell_of(index)
    assert found is not None
    assert found == (row, column) or (is_gap and abs(found[0] - row) + abs(found[1] - column) == 1)


def test_a_small_tensor_is_shown_number_by_number() -> None:
    table = table_of(np.arange(24.0).reshape(6, 4))
    assert table is not None
    assert table.numbers.shape == (6, 4)
    assert table.shares == 1


def test_a_tensor_with_three_axes_lies_slice_by_slice() -> None:
    tensor = np.arange(24.0).reshape(2, 3, 4)
    table = table_of(tensor)
    assert table is not None
    assert table.ground is not None
    assert table.numbers.shape == table.ground.shape == card_shape(tensor.shape) == (3, 9)
    np.testing.assert_array_equal(table.numbers[:, :4], tensor[0])
    np.testing.assert_array_equal(table.numbers[:, 5:], tensor[1])
    assert table.ground.sum() == 3
    assert table.index_at(0.99, 0.5) == (1, 1, 3)
    assert table.cell_of((1, 2, 0)) == (2, 5)


def test_a_column_stands_and_a_vector_lies() -> None:
    for shape, expected, index in (((4, 1), (4, 1), (2, 0)), ((4,), (1, 4), (2,))):
        table = table_of(np.arange(4.0).reshape(shape))
        assert table is not None
        assert table.numbers.shape == expected
        assert table.index_at(0.6, 0.6) == index


def test_nothing_has_no_cells() -> None:
    assert table_of(np.empty((0, 3))) is None


def test_a_number_that_is_not_there_has_no_cell() -> None:
    table = table_of(np.zeros((2, 2)))
    assert table is not None
    assert table.cell_of((5, 0)) is None
    assert table.cell_of((0,)) is None


@given(arrays.array_shapes(min_dims=0, max_dims=4, max_side=5))
def test_every_index_has_a_cell_of_the_table_and_every_cell_its_index(shape: tuple[int, ...]) -> None:
    rows, columns = table_shape(shape)
    cells = [cell_of(shape, index) for index in np.ndindex(shape)]
    assert cells == [divmod(flat, columns) for flat in range(rows * columns)]
    assert [index_of(shape, *cell) for cell in cells] == list(np.ndindex(shape))
