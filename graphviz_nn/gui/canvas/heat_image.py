"""Heat maps of small tables, to the pixel: gaps between the cells, and a minus on the negative ones."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from graphviz_nn.gui.look.colour_map import ColourMap, limit_of
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.table import Table

GAP_FROM, WIDE_GAP_FROM = 5, 28  # pixels: smaller cells have no gap between them, larger ones a double one
MINUS_FROM = (8, 6)  # pixels across and down: smaller cells have no room for a minus


def image(
    table: Table,
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
    wide, high = width / (columns * ratio), height / (rows * ratio)
    has_minuses = minuses and wide >= MINUS_FROM[0] and high >= MINUS_FROM[1]
    if rows == columns == 1 and table.ground is None and not (has_minuses and table.numbers[0, 0] < 0):
        return _plain(width, height, colours.shade(float(table.numbers[0, 0]), limit))
    small = _words(colours.image(table.numbers, limit))
    if table.ground is not None:
        small[table.ground] = (between or ground).rgb()
    across, down = _cuts(columns, width), _cuts(rows, height)
    pixels = small[np.ix_(_owners(rows, height), _owners(columns, width))]
    _cut_gaps(pixels, across, down, ground.rgb(), ratio)
    if has_minuses:
        _strike_minuses(pixels, table.numbers, limit, colours, (across, down), ratio)
    data = np.ascontiguousarray(pixels)
    return QImage(data.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _plain(width: int, height: int, color: QColor) -> QImage:
    """Return the picture of one number: a large graph has hundreds of them, and arrays take long for one."""
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(color)
    return picture


def limits(*arrays: FloatArray | None) -> float:
    """Return the common limit of arrays, those that are not there left out."""
    return limit_of(*(array for array in arrays if array is not None))


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
