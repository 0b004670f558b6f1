"""Where a tensor's cells lie in the arena, and how to walk over several tensors at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from graphviz_nn.engine.types import Arena
from graphviz_nn.kept import kept
from graphviz_nn.ops import At, FloatArray, Shape

Strides = tuple[int, ...]
KEPT = 500_000  # offsets of walks that are asked for again: 20 MB


class Place(NamedTuple):
    """A tensor in the arena: its first cell, its shape, and the distance of neighbours along each axis."""

    start: int
    shape: Shape
    strides: Strides

    @property
    def size(self) -> int:
        """The number of its cells."""
        return prod(self.shape)

    @property
    def batch_is_innermost(self) -> bool:
        """Whether neighbours along its first axis lie side by side."""
        return self.shape[0] < 2 or self.strides[0] == 1

    def view(self, arena: Arena) -> FloatArray:
        """Return the tensor, sharing the arena's memory."""
        return self.view_of_lane(arena, 0, 1)

    def view_of_lane(self, arena: Arena, lane: int, lanes: int) -> FloatArray:
        """Return the tensor of one of the runs side by side whose numbers lie where one's would: see `engine.lanes`."""
        each = arena.itemsize
        steps = tuple(each * lanes * step for step in self.strides)
        return np.ndarray(self.shape, arena.dtype, arena.data, each * (lanes * self.start + lane), steps)

    def stretched(self, shape: Shape) -> Strides:
        """Return the strides for walking over it as broadcast to `shape`: 0 along the stretched axes."""
        extra = len(shape) - len(self.shape)
        own = zip(self.shape, self.strides, strict=True)
        return (0,) * extra + tuple(0 if size == 1 else step for size, step in own)

    def part(self, at: At) -> Place:
        """Return the part of the tensor that a slice takes."""
        start, shape, strides = self.start, list(self.shape), list(self.strides)
        kept = set(range(len(shape)))
        for axis, where in enumerate(at):
            if isinstance(where, int):
                start += where % shape[axis] * strides[axis]
                kept.remove(axis)
            else:
                taken = range(*slice(*where).indices(shape[axis]))
                start += taken.start * strides[axis]
                shape[axis], strides[axis] = len(taken), taken.step * strides[axis]
        return Place(start, tuple(shape[i] for i in sorted(kept)), tuple(strides[i] for i in sorted(kept)))


class Walk(NamedTuple):
    """A walk over several tensors: in runs of `cells`, with a constant step in each tensor.

    Attributes:
        cells: the number of cells in a run.
        steps: the step of each tensor inside a run.
        offsets: for each run the offset of its first cell in each tensor, one after the other.

    """

    cells: int
    steps: Strides
    offsets: tuple[int, ...]

    @property
    def runs(self) -> int:
        """The number of runs."""
        return len(self.offsets) // len(self.steps)

    def placed(self, *starts: int) -> list[int]:
        """Return the offsets as places, for tensors that start there."""
        return [start + offset for start, offset in zip(starts * self.runs, self.offsets, strict=True)]


def rows(shape: Shape) -> Strides:
    """Return the strides of a tensor that lies row by row."""
    return tuple(prod(shape[i + 1 :]) for i in range(len(shape)))


def inwards(shape: Shape) -> Strides:
    """Return the strides of a tensor whose first axis lies innermost, the others row by row around it."""
    return (1, *(shape[0] * step for step in rows(shape[1:]))) if shape else ()


def units_outside(shape: Shape) -> Strides:
    """Return the strides of a tensor whose last axis lies outermost and whose first innermost, the others between."""
    *cells, _ = shape
    return (*inwards(tuple(cells)), prod(cells))


@kept(4096, KEPT, weigh=lambda path: len(path.offsets))
def walk(shape: Shape, *strides: Strides) -> Walk:
    """Return the walk over tensors of one shape, in the order in which the first lies: it is walked densely."""
    return _walk(shape, strides, [-step for step in strides[0]])


@kept(4096, KEPT, weigh=lambda path: len(path.offsets))
def sweep(shape: Shape, *strides: Strides) -> Walk:
    """Return a walk in any order that keeps the long steps outside."""
    return _walk(shape, strides, [-max(steps) for steps in zip(*strides, strict=True)])


def _walk(shape: Shape, strides: Sequence[Strides], keys: Sequence[int]) -> Walk:
    order = sorted((axis for axis, size in enumerate(shape) if size != 1), key=lambda axis: keys[axis])
    merged: list[tuple[int, Strides]] = []
    for axis in order:
        size, steps = shape[axis], tuple(stride[axis] for stride in strides)
        if merged and all(outer == size * inner for outer, inner in zip(merged[-1][1], steps, strict=True)):
            size *= merged.pop()[0]
        merged.append((size, steps))
    cells, steps = merged.pop() if merged else (1, (1,) * len(strides))
    places = product(*(range(size) for size, _ in merged))
    offsets = [
        sum(i * outer[tensor] for i, (_, outer) in zip(place, merged, strict=True))
        for place in places
        for tensor in range(len(strides))
    ]
    return Walk(cells, steps, tuple(offsets))


@kept(4096, KEPT, weigh=len)
def offsets(shape: Shape, *strides: Strides) -> tuple[int, ...]:
    """Return the offset of every cell in each tensor, one after the other, in reading order."""
    cells = product(*(range(size) for size in shape))
    return tuple(
        sum(i * step for i, step in zip(cell, steps, strict=True)) for cell in cells for steps in strides
    )
