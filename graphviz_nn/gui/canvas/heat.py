"""Heat maps: from a tensor to rows and columns of cells, from cells to pixels, and from a point back to a number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from graphviz_nn.gui.look.colour_map import ColourMap, limit_of
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.pictures import holds_pictures, sheet_of

MOST_COLUMNS, MOST_ROWS = 32, 24
SHEET = 72, 46  # cells of pictures, with what lies between them, across and down
GAP_FROM, WIDE_GAP_FROM = 5, 28  # pixels: smaller cells have no gap between them, larger ones a double one
MINUS_FROM = (8, 6)  # pixels across and down: smaller cells have no room for a minus


@dataclass(frozen=True, eq=False)
class Cells:
    """A tensor as a table.

    Attributes:
        numbers: of shape (rows, columns), at most MOST_ROWS × MOST_COLUMNS.
        places: the flat index into the tensor of the number that each cell shows.
        shape: of the tensor.
        shares: how many numbers of the tensor a cell stands for, at most.
        ground: the cells between pictures, which show nothing; None where there are none.
        left_out: how many pictures there was no room for.

    """

    numbers: FloatArray
    places: NDArray[np.intp]
    shape: tuple[int, ...]
    shares: int
    ground: NDArray[np.bool_] | None = None
    left_out: int = 0

    def index_at(self, across: float, down: float) -> tuple[int, ...]:
        """Return the index of the number shown at a place between 0 and 1 from the left and from the top."""
        rows, columns = self.numbers.shape
        row, column = min(int(down * rows), rows - 1), min(int(across * columns), columns - 1)
        return tuple(int(i) for i in np.unravel_index(self.places[row, column], self.shape))

    def cell_of(self, index: tuple[int, ...]) -> tuple[int, int] | None:
        """Return the row and column of the cell that shows a number; None if none does."""
        if len(index) != len(self.shape) or any(i >= n for i, n in zip(index, self.shape, strict=True)):
            return None
        found = np.argwhere(
            self.places == np.ravel_multi_index(index, self.shape) if index else self.places == 0
        )
        return (int(found[0][0]), int(found[0][1])) if len(found) else None


def cells(array: FloatArray, *, is_kernel: bool = False) -> Cells | None:
    """Return a tensor as a table; None for one without numbers.

    Dimensions before the last are rows; a column of n × 1 lies down as a row. Too many numbers are taken together in
    blocks, each showing its largest in size, or a NaN: a spike stays to be seen. Pictures lie side by side, the first
    ones if there are too many; those of a kernel along its first two axes, others along their middle two.
    """
    if array.size == 0:
        return None
    if holds_pictures(array.shape):
        sheet = sheet_of(array.shape, is_kernel, SHEET)
        numbers = np.where(sheet.ground, 0.0, array.reshape(-1)[sheet.places])
        return Cells(numbers, sheet.places, array.shape, 1, sheet.ground, sheet.pictures - sheet.shown)
    table = array.reshape(1, -1) if array.ndim < 2 else array.reshape(-1, array.shape[-1])
    if table.shape[1] == 1:
        table = table.T
    places = np.arange(array.size).reshape(table.shape)
    rows, columns = table.shape
    high, wide = -(-rows // MOST_ROWS), -(-columns // MOST_COLUMNS)
    if high == wide == 1:
        return Cells(table, places, array.shape, 1)
    return _blocks(table, places, high, wide, array.shape)


def image(
    table: Cells,
    colours: ColourMap,
    limit: float,
    size: tuple[int, int],
    ground: QColor,
    ratio: float = 1.0,
    minuses: bool = True,
    between: QColor | None = None,
) -> QImage:
    """Return the picture of a table in exactly so many pixels, with gaps and minus signs where they fit.

    `ratio` is how many of these pixels a logical one has; without `minuses` the cells are bare, for numbers on them.
    What lies between pictures has the colour `between`, or that of the ground.
    """
    width, height = max(size[0], 1), max(size[1], 1)
    rows, columns = table.numbers.shape
    small = _words(colours.image(table.numbers, limit))
    if table.ground is not None:
        small[table.ground] = (between or ground).rgb()
    across, down = _cuts(columns, width), _cuts(rows, height)
    pixels = small[np.ix_(_owners(rows, height), _owners(columns, width))]
    _cut_gaps(pixels, across, down, ground.rgb(), ratio)
    wide, high = width / (columns * ratio), height / (rows * ratio)
    if minuses and wide >= MINUS_FROM[0] and high >= MINUS_FROM[1]:
        _strike_minuses(pixels, table.numbers, limit, colours, (across, down), ratio)
    data = np.ascontiguousarray(pixels)
    return QImage(data.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def limits(*arrays: FloatArray | None) -> float:
    """Return the common limit of arrays, those that are not there left out."""
    return limit_of(*(array for array in arrays if array is not None))


def _blocks(
    table: FloatArray, places: NDArray[np.intp], high: int, wide: int, shape: tuple[int, ...]
) -> Cells:
    """Return the largest in size of every block of `high` × `wide` numbers."""
    rows, columns = -(-table.shape[0] // high), -(-table.shape[1] // wide)
    sizes = np.full((rows * high, columns * wide), -1.0)
    magnitudes = np.minimum(np.abs(table), np.finfo(np.float64).max)  # an infinity yields to a NaN
    sizes[: table.shape[0], : table.shape[1]] = np.where(np.isnan(table), np.inf, magnitudes)
    order = np.zeros(sizes.shape, dtype=np.intp)
    order[: table.shape[0], : table.shape[1]] = places
    blocked = sizes.reshape(rows, high, columns, wide).swapaxes(1, 2).reshape(rows, columns, -1)
    flat = order.reshape(rows, high, columns, wide).swapaxes(1, 2).reshape(rows, columns, -1)
    chosen = np.take_along_axis(flat, blocked.argmax(axis=-1)[..., None], axis=-1)[..., 0]
    # Both table and tensor are in reading order, so that a flat place means the same in both.
    return Cells(table.reshape(-1)[chosen], chosen, shape, high * wide)


def _words(picture: QImage) -> NDArray[np.uint32]:
    rows, columns = picture.height(), picture.width()
    data = np.frombuffer(picture.constBits(), dtype=np.uint32).reshape(rows, picture.bytesPerLine() // 4)
    return data[:, :columns].copy()


@lru_cache(maxsize=512)
def _cuts(count: int, length: int) -> NDArray[np.intp]:
    """Return where each of `count` cells begins along `length` pixels, and where the last one ends."""
    return np.rint(np.linspace(0, length, count + 1)).astype(np.intp)


@lru_cache(maxsize=512)
def _owners(count: int, length: int) -> NDArray[np.intp]:
    """Return which cell each pixel belongs to."""
    return np.minimum(((np.arange(length) + 0.5) * count / length).astype(np.intp), count - 1)


def _cut_gaps(
    pixels: NDArray[np.uint32], across: NDArray[np.intp], down: NDArray[np.intp], ground: int, ratio: float
) -> None:
    """Draw lines between the cells, where these are large enough, thicker between large ones."""
    for cuts, lines in ((across, pixels.T), (down, pixels)):
        pitch = len(lines) / (max(len(cuts) - 1, 1) * ratio)
        for thickness in range(round(ratio * ((pitch >= GAP_FROM) + (pitch >= WIDE_GAP_FROM)))):
            lines[cuts[1:-1] - thickness] = ground


def _strike_minuses(
    pixels: NDArray[np.uint32],
    numbers: FloatArray,
    limit: float,
    colours: ColourMap,
    cuts: tuple[NDArray[np.intp], NDArray[np.intp]],
    ratio: float,
) -> None:
    """Draw a short line in the middle of every negative cell, dark or light as can be seen on it."""
    across, down = cuts
    for row, column in np.argwhere(numbers < 0):
        left, right = int(across[column]), int(across[column + 1])
        top, bottom = int(down[row]), int(down[row + 1])
        half = max(2, min((right - left) // 5, (bottom - top) // 4))
        middle, line = (left + right) // 2, (top + bottom) // 2
        thick = max(round(ratio), 1) + (bottom - top) // 24
        share = float(max(numbers[row, column] / limit, -1.0)) if np.isfinite(limit) and limit else -1.0
        pixels[line : line + thick, middle - half : middle + half] = colours.ink(share).rgb()
