"""Parts and wholes: tensors put side by side, and the cells that an index picks out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrangement import Arrangement
from graphviz_nn.ops.arrays import At, BoolArray, Shape, along, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample

__all__ = ["Concat", "Slice"]


@dataclass(frozen=True)
class Concat(Op):
    """y = a and behind it b, along one axis; their other sizes are equal.

    Attributes:
        axis: the axis along which they follow each other.

    """

    axis: int = 0

    name = "concat"
    symbol = "‖"
    inputs = ("a", "b")
    formula = "concat(a, b, axis)"
    gradients = ("head(g, a, axis)", "tail(g, b, axis)")
    deed = "puts {1} behind {0}"
    words = "Puts two tensors side by side along an axis; no number changes."
    gradient_words = "Each input receives the part of the arriving gradient that lies where it came to lie."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape in which the sizes along the axis are added."""
        a, b = shapes
        if len(a) != len(b) or not -len(a) <= self.axis < len(a):
            raise ShapeError(
                f"concat: the shapes {shape_text(a)} and {shape_text(b)} have no axis {self.axis} in common. "
                "Give both the same number of dimensions, and an axis that they have."
            )
        k = self.axis % len(a)
        if a[:k] + a[k + 1 :] != b[:k] + b[k + 1 :]:
            raise ShapeError(
                f"concat: the shapes {shape_text(a)} and {shape_text(b)} do not fit along axis {self.axis}. "
                "All their other sizes must be equal."
            )
        return (*a[:k], a[k] + b[k], *a[k + 1 :])

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return two shapes that have the axis."""
        return (along((self.axis,), wanted),) * 2

    def reads(self, argument: int, index: Index, *shapes: Shape) -> BoolArray:
        """Return the one cell that comes to lie there; none of the other input."""
        mine = np.zeros(shapes[argument], dtype=bool)
        k = self.axis % len(index)
        shift = shapes[0][k] if argument else 0
        if 0 <= index[k] - shift < shapes[argument][k]:
            mine[(*index[:k], index[k] - shift, *index[k + 1 :])] = True
        return mine

    def explain(self, asked: Asked) -> Lines:
        """Return the number as it was."""
        shapes = [x.shape for x in asked.xs]
        argument = int(self.reads(1, asked.index, *shapes).any())
        (source,) = np.argwhere(self.reads(argument, asked.index, *shapes))
        return [f"= {asked.input(argument, tuple(map(int, source)))}", "the same number, from another place"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the gradient of the cell that the number went to."""
        k = self.axis % len(asked.index)
        target = list(asked.index)
        target[k] += asked.xs[0].shape[k] if asked.argument else 0
        return [f"= {asked.gradient(tuple(target))}", "the same number, in its old place"]

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return vectors, rows, columns, stacks, and nothing to put behind."""
        tested: tuple[tuple[int, Shape, Shape], ...] = (
            (0, (2,), (3,)),
            (0, (1, 1), (1, 1)),
            (0, (1, 3), (2, 3)),
            (1, (2, 3), (2, 1)),
            (-1, (2, 1, 3), (2, 1, 2)),
            (0, (0, 3), (2, 3)),
        )
        return tuple(Case(cls(axis), (sample(a), sample(b, start=50))) for axis, a, b in tested)


@dataclass(frozen=True)
class Slice(Arrangement):
    """y = x[…]: along each axis the cell of an index, or those of a slice; negative indices count from the end.

    Attributes:
        at: for each axis, from the first, an index or (start, stop, step); axes that it leaves out stay whole.

    """

    at: At

    name = "slice"
    symbol = "x[ ]"
    inputs = ("x",)
    written = "{}[{at}]"
    formula = "part(x, at)"
    gradients = ("put(g, shape(x), at)",)
    deed = "picks out a part of {0}"
    words = "Picks out the cells at some indices along each axis; no number changes."
    gradient_words = "The arriving gradient, put back where its cells were picked from; all others get 0."

    @property
    def numbers(self) -> dict[str, object]:
        """Return the indices as Python writes them: `0, 1:`."""
        return {"at": ", ".join(str(i) if isinstance(i, int) else _colons(*i) for i in self.at)}

    def shape(self, *shapes: Shape) -> Shape:
        """Return the sizes of the slices, and of the axes that stay whole."""
        (x,) = shapes
        if len(self.at) > len(x):
            raise ShapeError(
                f"slice: [{self.numbers['at']}] has more indices than the shape {shape_text(x)} has dimensions. "
                "Give one for each dimension at most."
            )
        kept = (self._size(axis, size) for axis, size in enumerate(x))
        return tuple(size for size in kept if size is not None)

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return a shape that holds all indices and all ends of slices."""
        least = (max(2, *map(_reach, [where] if isinstance(where, int) else where[:2])) for where in self.at)
        kept = sum(not isinstance(where, int) for where in self.at)
        return ((*least, *wanted[kept:]),)

    def _size(self, axis: int, size: int) -> int | None:
        """Return how many cells are taken along an axis; None for the one of an index."""
        if axis >= len(self.at):
            return size
        where = self.at[axis]
        if not isinstance(where, int):
            return len(range(*slice(*where).indices(size)))
        if not -size <= where < size:
            raise ShapeError(
                f"slice: the index {where} is not among the {size} of axis {axis}. "
                + (f"Give one from {-size} to {size - 1}." if size else "Leave it out.")
            )
        return None

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return indices, slices with steps forwards and backwards, fewer of them than axes, and nothing taken."""
        tested: tuple[tuple[At, Shape], ...] = (
            ((1,), (4,)),
            (((1, None, None),), (4,)),
            ((0, -1), (1, 1)),
            ((-1,), (2, 3)),
            (((None, None, None), 0), (2, 3)),
            (((None, None, -1), (None, None, 2)), (3, 4)),
            (((-1, 0, -2), 1, (1, 3, None)), (4, 2, 3)),
            (((5, None, None),), (3, 2)),
            ((), (2, 2)),
        )
        return tuple(Case(cls(at), (sample(shape),)) for at, shape in tested)


def _reach(index: int | None) -> int:
    """Return how many cells an axis must have for an index or an end of a slice to lie in it."""
    return 0 if index is None else index + 1 if index >= 0 else -index


def _colons(start: int | None, stop: int | None, step: int | None) -> str:
    first, last, stride = ("" if i is None else str(i) for i in (start, stop, step))
    return f"{first}:{last}:{stride}" if stride else f"{first}:{last}"
