"""Level lines and level bands of a function over a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import LARGEST

COUNT = 18
Window: TypeAlias = tuple[float, float, float, float]  # left, right, low, high, as shares of a grid
WHOLE: Window = (0.0, 1.0, 0.0, 1.0)
TOLD_APART = 1e-12  # of the larger of two numbers: between nearer ones there is no room for levels
LEAST = 1e-300  # smaller numbers have no digits to be told apart by
WIDE = 20.0  # from this ratio of the largest to the smallest number on, levels are spaced by factors

# Marching squares. A corner above the level counts 1, 2, 4, 8, from the lower left counter-clockwise; sides are
# numbered 0 bottom, 1 right, 2 top, 3 left; each case joins up to two pairs of sides.
_NONE = (-1, -1)
_CASES = np.array(
    [
        (_NONE, _NONE),
        ((3, 0), _NONE),
        ((0, 1), _NONE),
        ((3, 1), _NONE),
        ((1, 2), _NONE),
        ((3, 0), (1, 2)),
        ((0, 2), _NONE),
        ((3, 2), _NONE),
        ((2, 3), _NONE),
        ((0, 2), _NONE),
        ((0, 1), (2, 3)),
        ((1, 2), _NONE),
        ((1, 3), _NONE),
        ((0, 1), _NONE),
        ((3, 0), _NONE),
        (_NONE, _NONE),
    ]
)


@dataclass(frozen=True, eq=False)
class Scale:
    """The levels of a picture, rising; numbers become shares from 0 to 1, by factors if `log`."""

    levels: FloatArray
    log: bool

    def value(self, share: float) -> float:
        """Return the number at so large a share of the way from the lowest level to the highest."""
        low, high = float(self.levels[0]), float(self.levels[-1])
        return low * (high / low) ** share if self.log else low + share * (high - low)

    def shares(self, losses: FloatArray) -> FloatArray:
        """Return how high each number lies between the lowest and the highest level; NaN stays NaN."""
        low, high = self.levels[0], self.levels[-1]
        clipped = np.clip(losses, low, high)
        if self.log:
            return np.asarray(np.log(clipped / low) / np.log(high / low))
        return np.asarray((clipped - low) / (high - low))


def scale_of(losses: FloatArray, count: int = COUNT) -> Scale:
    """Return levels that show the low ground as well as the heights; numbers that are not finite do not count."""
    finite = losses[np.isfinite(losses)]
    ends = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    low, high = (min(max(end, -LARGEST), LARGEST) for end in ends)
    if high - low <= TOLD_APART * max(abs(low), abs(high), LEAST):
        reach = abs(low) if abs(low) > LEAST else 1.0
        return Scale(np.linspace(low, low + reach, count), log=False)
    if low >= 0 and high > WIDE * max(low, LEAST):
        floor = max(low, high * 1e-8)
        return Scale(np.geomspace(floor, high, count), log=True)
    return Scale(np.linspace(low, high, count), log=False)


def enlarged(grid: FloatArray, rows: int, columns: int, window: Window = WHOLE) -> FloatArray:
    """Return a window of a grid with so many rows and columns, straight between the given numbers, the corners kept."""
    left, right, low, high = window
    return _stretched(_stretched(grid, rows, low, high).T, columns, left, right).T


def level_lines(grid: FloatArray, levels: FloatArray) -> FloatArray:
    """Return the lines on which the grid has one of the levels, as segments of shape (n, 2, 2).

    The points are (column, row), fractions of the grid's steps; cells with a number that is not finite have none.
    """
    return levelled_lines(grid, levels)[0]


def levelled_lines(grid: FloatArray, levels: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return the same lines on which the grid has one of the levels, which rise, and the place of each line's level."""
    corners = np.stack([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]])
    # How many levels lie below each place tells which of them cross a cell: few do, so only those are looked at.
    below = np.searchsorted(levels, grid)
    each = np.stack([below[:-1, :-1], below[:-1, 1:], below[1:, 1:], below[1:, :-1]])
    first, last = each.min(axis=0), each.max(axis=0)
    crossings = np.where(np.isfinite(corners).all(axis=0), last - first, 0)
    row, column = np.nonzero(crossings)
    count = crossings[row, column]
    start = np.cumsum(count) - count
    row, column = np.repeat(row, count), np.repeat(column, count)
    level = np.arange(len(row)) - np.repeat(start, count) + first[row, column]
    cases = (each[:, row, column] > level).T @ np.array([1, 2, 4, 8])
    pairs = _CASES[cases]
    cell, which = np.nonzero(pairs[:, :, 0] >= 0)
    sides = pairs[cell, which]
    here = corners[:, row[cell], column[cell]]
    points = [_crossing(here, levels[level[cell]], sides[:, end]) for end in (0, 1)]
    corner = np.column_stack([column[cell], row[cell]])
    return np.stack([point + corner for point in points], axis=1), level[cell]


def on_grid(segments: FloatArray, across: FloatArray, up: FloatArray) -> FloatArray:
    """Return where (column, row) of a grid with these even coordinates lie, of the same shape (…, 2)."""
    ends = np.array([(across[0], up[0]), (across[-1], up[-1])])
    return np.asarray(ends[0] + segments * (ends[1] - ends[0]) / (len(across) - 1, len(up) - 1))


def _crossing(corners: FloatArray, level: FloatArray, side: FloatArray) -> FloatArray:
    """Return where on a side of the unit cell the level is met; `corners` is of shape (4, n)."""
    ends = np.array([(0, 1), (1, 2), (3, 2), (0, 3)])[side]
    each = np.arange(len(side))
    start, stop = corners[ends[:, 0], each], corners[ends[:, 1], each]
    share = (level - start) / (stop - start)
    fixed = np.array([0.0, 1.0, 1.0, 0.0])[side]
    flat = side % 2 == 0
    return np.column_stack([np.where(flat, share, fixed), np.where(flat, fixed, share)])


def _stretched(grid: FloatArray, rows: int, first: float, last: float) -> FloatArray:
    """Put so many rows evenly between two places, given as shares of the way from the first row to the last."""
    places = np.linspace(first, last, rows) * (len(grid) - 1.0)
    low = np.clip(places.astype(np.intp), 0, max(len(grid) - 2, 0))
    share = (places - low)[:, None]
    return np.asarray(grid[low] * (1 - share) + grid[np.minimum(low + 1, len(grid) - 1)] * share)
