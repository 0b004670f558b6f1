"""Windows that slide over pictures: where they lie, what they see, and how what they send back is put together."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, Shape, shape_text

Pair = tuple[int, int]
Part = tuple[slice, slice]
PADDINGS = ("valid", "same")
MOST_SEEN = 1 << 26  # numbers that all windows on one picture see together: 512 MB


class Along(NamedTuple):
    """How windows lie along one axis: how many there are, and how many cells of padding come before and after."""

    places: int
    before: int
    after: int


@dataclass(frozen=True)
class Windows:
    """A window, and how it slides over pictures of shape (batch, height, width, channels).

    With the padding `valid` each window lies inside its picture; cells at the right and at the bottom may stay unseen.
    With `same` there is a window for each cell, or for every n-th with strides of n: the picture is padded at its
    edges, at the right and at the bottom once more where the number of cells is odd, as in Keras.

    Attributes:
        size: the height and the width of the window.
        strides: how far it moves down and to the right from one place to the next.
        padding: `valid` or `same`.

    """

    size: Pair
    strides: Pair = (1, 1)
    padding: str = "valid"

    def along(self, x: Shape) -> tuple[Along, Along]:
        """Return how the windows lie down and across pictures of this shape."""
        down, across = (self._along(x[axis], axis - 1) for axis in (1, 2))
        return down, across

    def places(self, x: Shape) -> Pair:
        """Return how many windows lie below each other, and how many side by side."""
        down, across = self.along(x)
        return down.places, across.places

    def check(self, name: str, x: Shape) -> None:
        """Raise ShapeError, in the name of an op, where the windows cannot lie on pictures of this shape."""
        if min(*self.size, *self.strides) < 1 or self.padding not in PADDINGS:
            raise ShapeError(
                f"{name}: a window of {shape_text(self.size)}, the strides {self.strides} and the padding "
                f"{self.padding!r} do not fit. Sizes and strides are at least 1, the padding is valid or same."
            )
        if min(self.places(x)) < 1:
            raise ShapeError(
                f"{name}: a window of {shape_text(self.size)} does not fit into pictures of "
                f"{shape_text(x[1:3])}, in {shape_text(x)}. Take a smaller window, or the padding 'same'."
            )
        seen = prod(self.places(x)) * prod(self.size) * x[3]
        if seen > MOST_SEEN:
            raise ShapeError(
                f"{name}: windows of {shape_text(self.size)} see {seen:,} numbers of each picture of "
                f"{shape_text(x[1:])}, and the most is {MOST_SEEN:,}. Take a smaller window, or larger strides."
            )

    def seen_at(self, x: Shape, place: Pair) -> tuple[Part, Part]:
        """Return which cells of a picture the window at a place sees, and which part of the window sees them."""
        pairs = [self._seen_at(x[axis + 1], axis, place[axis]) for axis in (0, 1)]
        (rows, high), (columns, wide) = pairs
        return (rows, columns), (high, wide)

    def over(self, x: Shape, cell: Pair) -> list[tuple[Pair, Pair]]:
        """Return the places of the windows that see a cell of a picture, each with where in the window it is seen."""
        down, across = (self._over(x[axis + 1], axis, cell[axis]) for axis in (0, 1))
        return [((i, j), (high, wide)) for i, high in down for j, wide in across]

    def seen(self, x: Array, fill: float = 0.0) -> Array:
        """Return what each window sees, of shape (batch, down, across, height, width, channels): a view.

        Padding cells hold `fill`.
        """
        down, across = self.along(x.shape)
        if self.padding == "same":
            widths = ((0, 0), down[1:], across[1:], (0, 0))
            x = np.pad(x, widths, constant_values=fill)
        windows = np.lib.stride_tricks.sliding_window_view(x, self.size, (1, 2))
        every = windows[:, :: self.strides[0], :: self.strides[1]]
        return np.asarray(np.moveaxis(every, 3, -1))

    def put_back(self, pieces: Array, x: Shape) -> Array:
        """Add up what the windows send back, shaped as `seen`, in each cell of pictures of this shape."""
        (rows, top, bottom), (columns, left, right) = self.along(x)
        batch, height, width, channels = x
        whole = np.zeros((batch, height + top + bottom, width + left + right, channels), pieces.dtype)
        (down, across), (high, wide) = self.strides, self.size
        for i in range(high):
            for j in range(wide):
                seen = whole[:, i : i + down * rows : down, j : j + across * columns : across]
                seen += pieces[:, :, :, i, j]
        return whole[:, top : top + height, left : left + width]

    def _along(self, cells: int, axis: int) -> Along:
        size, stride = self.size[axis], self.strides[axis]
        if self.padding == "valid":
            return Along((cells - size) // stride + 1, 0, 0)
        count = -(-cells // stride)
        padding = max((count - 1) * stride + size - cells, 0)
        return Along(count, padding // 2, padding - padding // 2)

    def _seen_at(self, cells: int, axis: int, place: int) -> tuple[slice, slice]:
        first = place * self.strides[axis] - self._along(cells, axis).before
        start, stop = max(first, 0), min(first + self.size[axis], cells)
        return slice(start, stop), slice(start - first, stop - first)

    def _over(self, cells: int, axis: int, cell: int) -> list[tuple[int, int]]:
        along, stride = self._along(cells, axis), self.strides[axis]
        inside = ((place, cell + along.before - place * stride) for place in range(along.places))
        return [(place, at) for place, at in inside if 0 <= at < self.size[axis]]


# What the formulas are written with: the same, in matrices.


def patches(x: Array, kernel: Array, strides: Pair, padding: str) -> Array:
    """Return what a kernel sees at each place as a row, of shape (batch, down, across, numbers of a patch)."""
    seen = Windows(np.shape(kernel)[:2], strides, padding).seen(x)
    return seen.reshape(*seen.shape[:3], prod(seen.shape[3:]))


def unpatched(rows: Array, x: Array, kernel: Array, strides: Pair, padding: str) -> Array:
    """Return rows shaped as `patches`, added up where they overlap, as pictures shaped as `x`."""
    high, wide, channels, _ = np.shape(kernel)
    pieces = rows.reshape(*rows.shape[:3], high, wide, channels)
    return Windows((high, wide), strides, padding).put_back(pieces, np.shape(x))


def windowed(x: Array, size: Pair, strides: Pair, padding: str) -> Array:
    """Return what competes at each place, of shape (batch, down, across, channels, numbers of a window)."""
    seen = np.moveaxis(Windows(size, strides, padding).seen(x, -np.inf), -1, 3)
    return seen.reshape(*seen.shape[:4], prod(size))


def unwindowed(pieces: Array, x: Array, size: Pair, strides: Pair, padding: str) -> Array:
    """Return pieces shaped as `windowed`, added up where they overlap, as pictures shaped as `x`."""
    split = pieces.reshape(*pieces.shape[:4], *size)
    return Windows(size, strides, padding).put_back(np.moveaxis(split, 3, -1), np.shape(x))


def matrix(x: Array) -> Array:
    """Return all axes but the last as rows."""
    return x.reshape(prod(x.shape[:-1]), x.shape[-1])


def alike(x: Array, other: Array) -> Array:
    """Return the numbers of `x` in the shape of another array."""
    return x.reshape(np.shape(other))
