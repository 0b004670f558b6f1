"""Tensors of pictures as a sheet: every picture whole, side by side, with a line of ground between them.

Pictures (batch, height, width, channels) lie one example after the other, its channels in a row; a kernel (height,
width, channels, filters) is a picture for each channel of each filter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, inf, prod

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import Shape

Room = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Sheet:
    """How the numbers of a tensor of pictures lie as rows and columns.

    Attributes:
        places: for each cell, where its number lies in the tensor, counted through; on the ground that of a neighbour.
        ground: the cells that belong to no picture.
        size: the height and the width of a picture.
        line: how many pictures lie side by side.
        shown, pictures: how many pictures are on the sheet, the first ones, and how many there are.

    """

    places: NDArray[np.intp]
    ground: NDArray[np.bool_]
    size: tuple[int, int]
    line: int
    shown: int
    pictures: int

    def corner(self, picture: int) -> tuple[int, int]:
        """Return the row and the column where a picture begins."""
        down, across = divmod(picture, self.line)
        return down * (self.size[0] + 1), across * (self.size[1] + 1)


def holds_pictures(shape: Shape) -> bool:
    """Say whether a tensor is shown as pictures: it has 4 axes, and numbers."""
    return len(shape) == 4 and prod(shape) > 0


@lru_cache(maxsize=256)
def sheet_of(shape: Shape, is_kernel: bool, room: Room = (inf, inf)) -> Sheet:
    """Return the sheet of a tensor for a place of so many cells across and down: as large as fits, or the first ones.

    Whole examples lie in a line where they can; at least one picture is shown.
    """
    order = pictures_of(shape, is_kernel)
    groups, members, high, wide = order.shape
    count = groups * members
    line, lines = _arrangement(count, members, (high + 1, wide + 1), room)
    return laid_out(order.reshape(count, high, wide)[: line * lines], line, count)


def pictures_of(shape: Shape, is_kernel: bool) -> NDArray[np.intp]:
    """Return the places of the numbers, (examples, channels, height, width); of a kernel (channels, filters, …)."""
    axes = (2, 3, 0, 1) if is_kernel else (0, 3, 1, 2)
    return np.arange(prod(shape)).reshape(shape).transpose(axes)


def laid_out(order: NDArray[np.intp], line: int, pictures: int) -> Sheet:
    """Return the sheet of these pictures, (shown, height, width) places each in a tensor, so many side by side."""
    shown, high, wide = order.shape
    lines = ceil(shown / line)
    slots = np.full((lines * line, high + 1, wide + 1), -1, dtype=np.intp)
    slots[:shown, :high, :wide] = order
    whole = slots.reshape(lines, line, high + 1, wide + 1).swapaxes(1, 2)
    places = whole.reshape(lines * (high + 1), line * (wide + 1))[:-1, :-1]
    return Sheet(_filled(places), places < 0, (high, wide), line, shown, pictures)


def _arrangement(count: int, members: int, slot: tuple[int, int], room: Room) -> tuple[int, int]:
    """Return how many pictures lie side by side, and how many lines there are at most."""
    across, down = room
    if across == inf:
        return members, count
    high, wide = slot
    lines = {
        line: ceil(count / line) for line in range(1, count + 1) if not (line % members and members % line)
    }
    fits = {line: min(across / (line * wide), down / (n * high)) for line, n in lines.items()}
    best = max(fits, key=lambda line: fits[line])
    if fits[best] >= 1:
        return best, lines[best]
    most = max(int((across + 1) // wide), 1)
    line = min(most if most < members else most - most % members, count)
    return line, max(int((down + 1) // high), 1)


def _filled(places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the places with those of neighbours on the ground: a click beside a picture is one on its edge."""
    out = places.copy()
    for axis in (1, 0):
        taken = np.where(out >= 0, np.indices(out.shape)[axis], 0)
        nearest = np.maximum.accumulate(taken, axis=axis)
        out = np.take_along_axis(out, nearest, axis=axis)
    return out
