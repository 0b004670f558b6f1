"""A tensor as rows and columns, by one rule everywhere: a vector is a row, axes before the last are stacked."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray, Shape
from graphviz_nn.scene.pictures import holds_pictures, laid_out, sheet_of

MOST_ROWS, MOST_COLUMNS = 24, 32  # that a small picture of a tensor has
MOST_SLICED = 64  # columns of the slices of a tensor with three axes, with what lies between them
SHEET = 72, 46  # cells of pictures, with what lies between them, across and down


def table_shape(shape: Shape) -> tuple[int, int]:
    """Return the rows and columns in which a tensor is shown."""
    return (prod(shape[:-1]), shape[-1]) if shape else (1, 1)


def card_shape(shape: Shape) -> tuple[int, int]:
    """Return the rows and columns in which a tensor lies on a card: with three axes, slices side by side."""
    if not has_slices(shape):
        return table_shape(shape)
    slices, rows, columns = shape
    return rows, slices * (columns + 1) - 1


def has_slices(shape: Shape) -> bool:
    """Whether a tensor is a row of matrices, few enough to lie side by side on a card."""
    return (
        len(shape) == 3
        and shape[0] > 1
        and shape[1] <= MOST_ROWS
        and shape[0] * (shape[2] + 1) <= MOST_SLICED
    )


def as_rows(array: FloatArray) -> FloatArray:
    """Return a tensor as rows and columns, all its numbers in it."""
    return array.reshape(table_shape(array.shape))


def index_of(shape: Shape, row: int, column: int) -> tuple[int, ...]:
    """Return the index of the number in a row and a column of a tensor's table."""
    flat, index = row * table_shape(shape)[1] + column, []
    for size in reversed(shape):
        flat, place = divmod(flat, size)
        index.append(place)
    return tuple(reversed(index))


def cell_of(shape: Shape, index: tuple[int, ...]) -> tuple[int, int]:
    """Return the row and the column of a tensor's number in its table."""
    flat = int(np.ravel_multi_index(index, shape)) if shape else 0
    row, column = divmod(flat, table_shape(shape)[1])
    return row, column


@dataclass(frozen=True, eq=False)
class Table:
    """A tensor as a small table: where it has too many numbers, each cell shows the one of a block that matters most.

    Attributes:
        numbers: of shape (rows, columns), at most MOST_ROWS × MOST_COLUMNS, slices MOST_ROWS × MOST_SLICED.
        flat: the flat index into the tensor of the number that each cell shows.
        shape: of the tensor.
        shares: how many numbers of the tensor a cell stands for, at most.
        ground: the cells between pictures, which show nothing; None where there are none.
        left_out: how many pictures there was no room for.

    """

    numbers: FloatArray
    flat: NDArray[np.intp]
    shape: Shape
    shares: int
    ground: NDArray[np.bool_] | None = None
    left_out: int = 0

    def index_at(self, across: float, down: float) -> tuple[int, ...]:
        """Return the index of the number shown at a place between 0 and 1 from the left and from the top."""
        rows, columns = self.numbers.shape
        row, column = min(int(down * rows), rows - 1), min(int(across * columns), columns - 1)
        return tuple(int(i) for i in np.unravel_index(self.flat[row, column], self.shape))

    def cell_of(self, index: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the row and column of the cell that shows a number; None if none does."""
        if len(index) != len(self.shape) or any(i >= n for i, n in zip(index, self.shape, strict=True)):
            return None
        flat = np.ravel_multi_index(index, self.shape) if index else 0
        found = np.argwhere(self.flat == flat)
        return (int(found[0][0]), int(found[0][1])) if len(found) else None


def table_of(array: FloatArray, *, is_kernel: bool = False) -> Table | None:
    """Return a tensor as a small table; None for one without numbers.

    A tensor with three axes lies there slice by slice. Too many numbers are taken together in blocks, each showing its
    largest in size, or a NaN: a spike stays to be seen.
    Pictures lie side by side, the first ones if there are too many; those of a kernel along its first two axes, others
    along their middle two.
    """
    if array.size == 0:
        return None
    if holds_pictures(array.shape):
        sheet = sheet_of(array.shape, is_kernel, SHEET)
        numbers = np.where(sheet.ground, 0.0, array.reshape(-1)[sheet.places])
        return Table(numbers, sheet.places, array.shape, 1, sheet.ground, sheet.pictures - sheet.shown)
    if has_slices(array.shape):
        sheet = laid_out(np.arange(array.size).reshape(array.shape), array.shape[0], array.shape[0])
        numbers = np.where(sheet.ground, 0.0, array.reshape(-1)[sheet.places])
        return Table(numbers, sheet.places, array.shape, 1, sheet.ground)
    table = as_rows(array)
    flat = np.arange(array.size).reshape(table.shape)
    rows, columns = table.shape
    high, wide = -(-rows // MOST_ROWS), -(-columns // MOST_COLUMNS)
    if high == wide == 1:
        return Table(table, flat, array.shape, 1)
    chosen = _chosen(table, flat, high, wide)
    return Table(array.reshape(-1)[chosen], chosen, array.shape, high * wide)


def _chosen(table: FloatArray, flat: NDArray[np.intp], high: int, wide: int) -> NDArray[np.intp]:
    """Return the flat index of the largest in size of every block of `high` × `wide` numbers."""
    rows, columns = -(-table.shape[0] // high), -(-table.shape[1] // wide)
    sizes = np.full((rows * high, columns * wide), -1.0)
    magnitudes = np.minimum(np.abs(table), np.finfo(np.float64).max)  # an infinity yields to a NaN
    sizes[: table.shape[0], : table.shape[1]] = np.where(np.isnan(table), np.inf, magnitudes)
    order = np.zeros(sizes.shape, dtype=np.intp)
    order[: table.shape[0], : table.shape[1]] = flat
    blocked = sizes.reshape(rows, high, columns, wide).swapaxes(1, 2).reshape(rows, columns, -1)
    blocks = order.reshape(rows, high, columns, wide).swapaxes(1, 2).reshape(rows, columns, -1)
    return np.take_along_axis(blocks, blocked.argmax(axis=-1)[..., None], axis=-1)[..., 0]
