"""The same cells in another arrangement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Shape, along, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines, numbered, unravelled
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample

__all__ = ["Reshape", "Transpose"]


class Arrangement(Op):
    """An op of one input that computes nothing: each cell of its value is another cell of the input."""

    def reads(self, argument: int, index: Index, *shapes: Shape) -> Index:
        """Return the one cell that comes to lie there: the op says so, given the cells' numbers to arrange."""
        return unravelled(int(self.forward(numbered(shapes[0]))[index]), shapes[0])

    def explain(self, asked: Asked) -> Lines:
        """Return the number as it was."""
        source = self.reads(0, asked.index, asked.xs[0].shape)
        return [f"= {asked.input(0, source)}", "the same number, from another place"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the gradient of the cell that the number went to."""
        numbers = numbered(asked.xs[0].shape)
        targets = np.argwhere(self.forward(numbers) == numbers[asked.index])
        if not len(targets):
            return [f"= {asked.result}", "this number was not taken, and no gradient comes back to it"]
        return [f"= {asked.gradient(tuple(map(int, targets[0])))}", "the same number, in its old place"]


@dataclass(frozen=True)
class Transpose(Arrangement):
    """Y = Xᵀ, or the axes in another order.

    Attributes:
        axes: which axis of the input each axis of the value is; None turns their order round.

    """

    axes: tuple[int, ...] | None = None

    name = "transpose"
    symbol = "ᵀ"
    inputs = ("x",)
    formula = "permute(x, axes)"
    gradients = ("unpermute(g, axes)",)
    deed = "turns rows of {0} into columns"
    words = "Swaps rows and columns, or puts the axes in another order; no number changes."
    gradient_words = "The arriving gradient with its axes put back in the old order; no number changes."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the sizes in their new order."""
        (x,) = shapes
        rank = len(x)
        axes = tuple(reversed(range(rank))) if self.axes is None else self.axes
        if any(not -rank <= i < rank for i in axes) or sorted(i % rank for i in axes) != list(range(rank)):
            raise ShapeError(
                f"transpose: the axes {self.axes} do not fit the shape {shape_text(x)}. "
                f"Name each of its {rank} axes once, counting from 0."
            )
        return tuple(x[i] for i in axes)

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return a matrix, or what has all the axes, so that the value has the shape it is to have."""
        rank = max(len(wanted), 2 if self.axes is None else len(self.axes))
        y = along((-rank,), wanted)
        axes = range(rank)[::-1] if self.axes is None else [axis % rank for axis in self.axes]
        return (tuple(y[axes.index(k)] if k in axes else 2 for k in range(rank)),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return matrices, a vector, a scalar, and orders of three axes."""
        tested: tuple[tuple[tuple[int, ...] | None, Shape], ...] = (
            (None, ()),
            (None, (3,)),
            (None, (1, 1)),
            (None, (2, 3)),
            (None, (2, 3, 4)),
            ((1, 2, 0), (2, 3, 4)),
            ((0, -1, 1), (2, 1, 3)),
            (None, (0, 3)),
        )
        return tuple(Case(cls(axes), (sample(shape),)) for axes, shape in tested)


@dataclass(frozen=True)
class Reshape(Arrangement):
    """The same numbers, in reading order, in another shape.

    Attributes:
        to: the new shape; one size may be −1: whatever is left.

    """

    to: tuple[int, ...]

    name = "reshape"
    symbol = "[ ]"
    inputs = ("x",)
    formula = "reshape(x, to)"
    gradients = ("reshape(g, shape(x))",)
    deed = "arranges {0} in another shape"
    words = "Arranges the same numbers, read row by row, in another shape; no number changes."
    gradient_words = "The arriving gradient, arranged in the input's old shape; no number changes."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the new shape, its −1 filled in."""
        (x,) = shapes
        size = math.prod(x)
        known = math.prod(n for n in self.to if n != -1)
        to = tuple(size // known if n == -1 and known else n for n in self.to)
        if any(n < 0 for n in to) or math.prod(to) != size:
            raise ShapeError(
                f"reshape: the shape {shape_text(x)} holds {size} numbers, which do not fill "
                f"{shape_text(self.to)}. Choose sizes whose product is {size}; one may be -1."
            )
        return to

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return as many numbers as the new shape takes, in a row."""
        return (tuple([math.prod(2 if size == -1 else size for size in self.to)] if self.to else []),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return flattening, folding, a scalar, and nothing to arrange."""
        tested: tuple[tuple[Shape, Shape], ...] = (
            ((2, 3), (6,)),
            ((2, 3), (3, -1)),
            ((4,), (2, 1, 2)),
            ((), (1, 1)),
            ((1,), ()),
            ((0, 3), (3, 0)),
        )
        return tuple(Case(cls(to), (sample(shape),)) for shape, to in tested)
