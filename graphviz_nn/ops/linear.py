"""Linear algebra: matrix products, and the same cells in another arrangement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.base import Array, Case, Op, Shape, shape_text
from graphviz_nn.ops.samples import sample


@dataclass(frozen=True)
class MatMul(Op):
    """Y = A B over the last two axes; the axes before them are a batch, and broadcast as NumPy's."""

    name = "matmul"
    symbol = "@"
    inputs = ("A", "B")
    written = "{} @ {}"
    formula = "A @ B"
    gradients = ("g @ transpose(B)", "transpose(A) @ g")
    words = "Multiplies two matrices: each cell is a row of A times a column of B, summed up."
    gradient_words = (
        "Each input receives the arriving gradient times the other matrix, transposed: the links run "
        "backwards."
    )

    def shape(self, *shapes: Shape) -> Shape:
        """Return (batch…, n, m) for (batch…, n, k) and (batch…, k, m)."""
        a, b = shapes
        if len(a) < 2 or len(b) < 2:
            raise ShapeError(
                f"{_pair(a, b)} do not fit: both inputs must be matrices, with at least 2 dimensions. "
                "Reshape a vector of n numbers to a row, 1 × n, or a column, n × 1."
            )
        if a[-1] != b[-2]:
            raise ShapeError(
                f"{_pair(a, b)} do not fit: the first has {a[-1]} columns, the second {b[-2]} rows. "
                "Make these two numbers equal, or transpose one of the inputs."
            )
        try:
            return (*np.broadcast_shapes(a[:-2], b[:-2]), a[-2], b[-1])
        except ValueError:
            raise ShapeError(
                f"{_pair(a, b)} do not fit: their batches are {shape_text(a[:-2])} and {shape_text(b[:-2])}. "
                "Aligned at their last dimension, each pair of sizes must be equal, or one of them 1."
            ) from None

    def value(self, A: Array, B: Array) -> Array:
        """Return A B."""
        return np.asarray(A @ B)

    def contributions(self, g: Array, y: Array, A: Array, B: Array) -> tuple[Array, ...]:
        """Return g Bᵀ and Aᵀ g."""
        return g @ B.mT, A.mT @ g

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return plain matrices, batches, batches that broadcast, and nothing to multiply."""
        shapes: tuple[tuple[Shape, Shape], ...] = (
            ((1, 1), (1, 1)),
            ((2, 3), (3, 4)),
            ((2, 2, 3), (2, 3, 2)),
            ((2, 2, 3), (3, 2)),
            ((2, 1, 1, 2), (3, 2, 1)),
            ((0, 3), (3, 2)),
            ((2, 0), (0, 3)),
        )
        return tuple(Case(cls(), (sample(a), sample(b, start=50))) for a, b in shapes)


@dataclass(frozen=True)
class Transpose(Op):
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

    def value(self, x: Array) -> Array:
        """Return Xᵀ."""
        return np.transpose(x, self.axes)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g with the axes in their old order."""
        return (unpermute(g, self.axes),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return matrices, a vector, a scalar, and orders of three axes."""
        places: tuple[tuple[tuple[int, ...] | None, Shape], ...] = (
            (None, ()),
            (None, (3,)),
            (None, (1, 1)),
            (None, (2, 3)),
            (None, (2, 3, 4)),
            ((1, 2, 0), (2, 3, 4)),
            ((0, -1, 1), (2, 1, 3)),
            (None, (0, 3)),
        )
        return tuple(Case(cls(axes), (sample(shape),)) for axes, shape in places)


@dataclass(frozen=True)
class Reshape(Op):
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

    def value(self, x: Array) -> Array:
        """Return the same numbers in the new shape."""
        return np.reshape(x, self.to)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g in the old shape."""
        return (np.reshape(g, x.shape),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return flattening, folding, a scalar, and nothing to arrange."""
        places: tuple[tuple[Shape, Shape], ...] = (
            ((2, 3), (6,)),
            ((2, 3), (3, -1)),
            ((4,), (2, 1, 2)),
            ((), (1, 1)),
            ((1,), ()),
            ((0, 3), (3, 0)),
        )
        return tuple(Case(cls(to), (sample(shape),)) for shape, to in places)


def unpermute(g: Array, axes: tuple[int, ...] | None) -> Array:
    """Put the axes that `np.transpose(x, axes)` moved back in their old order."""
    return np.transpose(g, None if axes is None else np.argsort([i % g.ndim for i in axes]))


def _pair(a: Shape, b: Shape) -> str:
    return f"matmul: the shapes {shape_text(a)} and {shape_text(b)}"
