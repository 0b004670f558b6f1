"""Linear algebra: the product of matrices and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Shape, along, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines, matching, stretched
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample

__all__ = ["MatMul"]


@dataclass(frozen=True)
class MatMul(Op):
    """Y = A B over the last two axes; the axes before them are a batch, and broadcast as NumPy's.

    A vector on the left is a row and one on the right a column, whose axis the product does not have, as in NumPy.
    """

    name = "matmul"
    symbol = "@"
    inputs = ("A", "B")
    written = "{} @ {}"
    formula = "A @ B"
    gradients = ("to_left(g, A, B)", "to_right(g, A, B)")
    deed = "multiplies {0} by {1}, rows by columns"
    words = "Multiplies matrices or vectors: each cell is a row of A times a column of B, summed up."
    gradient_words = (
        "Each input receives the arriving gradient times the other matrix, transposed: the links run "
        "backwards."
    )

    def shape(self, *shapes: Shape) -> Shape:
        """Return (batch…, n, m) for (batch…, n, k) and (batch…, k, m); without n or m where a vector has none."""
        a, b = shapes
        if not (a and b):
            raise ShapeError(
                f"{_pair(a, b)} do not fit: both inputs must be vectors or matrices, with at least 1 dimension. "
                "Multiply by a number with *."
            )
        left, right = _as_matrices(a, b)
        if left[-1] != right[-2]:
            sizes = f"the first has {_counted(a, 'column')}, the second {_counted(b, 'row')}"
            raise ShapeError(
                f"{_pair(a, b)} do not fit: {sizes}. "
                "Make these two numbers equal, or transpose one of the inputs."
            )
        try:
            batch = np.broadcast_shapes(left[:-2], right[:-2])
        except ValueError:
            raise ShapeError(
                f"{_pair(a, b)} do not fit: their batches are {shape_text(a[:-2])} and {shape_text(b[:-2])}. "
                "Aligned at their last dimension, each pair of sizes must be equal, or one of them 1."
            ) from None
        return (*batch, *left[-2:-1][: len(a) - 1], *right[-1:][: len(b) - 1])

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return two matrices, of the batch, the rows and the columns that the value is to have."""
        *batch, n, m = along((-2,), wanted)
        return (*batch, n, 2), (2, m)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> tuple[int | slice, ...]:
        """Return a row of A, or a column of B."""
        a, b = shapes
        batch, i, j = _split(index, a, b)
        here = matching(batch, shapes[argument][:-2])
        return _of_a(a, here, i, slice(None)) if argument == 0 else _of_b(b, here, slice(None), j)

    def explain(self, asked: Asked) -> Lines:
        """Return the row times the column."""
        a, b = asked.xs
        batch, i, j = _split(asked.index, a.shape, b.shape)
        in_a, in_b = matching(batch, a.shape[:-2]), matching(batch, b.shape[:-2])

        def write(k: int) -> str:
            x, z = _of_a(a.shape, in_a, i, k), _of_b(b.shape, in_b, k, j)
            return f"{asked.input(0, x)} · {asked.input(1, z)}"

        first, second = map(asked.pen.name, asked.inputs)
        row = f"row {i} of {first}" if a.ndim > 1 else first
        column = f"column {j} of {second}" if b.ndim > 1 else second
        products = a[_of_a(a.shape, in_a, i, slice(None))] * b[_of_b(b.shape, in_b, slice(None), j)]
        return [*asked.sum(write, products), f"{row} · {column}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return Σ g · B along a row of both, or Σ A · g along a column of both; stretched batches add up."""
        to_a = asked.argument == 0
        other = asked.xs[1 - asked.argument]
        pairs = self._pairs(asked)

        def write(k: int) -> str:
            of_g, of_other = pairs[k]
            g, x = asked.gradient(of_g), asked.input(1 - asked.argument, of_other)
            return f"{g} · {x}" if to_a else f"{x} · {g}"

        return asked.sum(write, np.array([asked.g[of_g] * other[of_other] for of_g, of_other in pairs]))

    @staticmethod
    def _pairs(asked: Asked) -> list[tuple[Index, Index]]:
        """Return the cells of the gradient and of the other matrix that meet in what is sent back."""
        a, b = (x.shape for x in asked.xs)
        left, right = _as_matrices(a, b)
        mine, index = asked.xs[asked.argument].shape, asked.index
        if len(mine) == 1:
            index = (0, *index) if asked.argument == 0 else (*index, 0)
        *batch, i, j = index
        pairs: list[tuple[Index, Index]] = []
        for here in stretched(tuple(batch), mine[:-2], np.broadcast_shapes(a[:-2], b[:-2])):
            if asked.argument == 0:  # a column of A is a row of B
                in_b = matching(here, b[:-2])
                pairs += [(_joined(here, i, k, a, b), _of_b(b, in_b, j, k)) for k in range(right[-1])]
            else:
                in_a = matching(here, a[:-2])
                pairs += [(_joined(here, k, j, a, b), _of_a(a, in_a, k, i)) for k in range(left[-2])]
        return pairs

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return plain matrices, batches, batches that broadcast, nothing to multiply, and vectors."""
        shapes: tuple[tuple[Shape, Shape], ...] = (
            ((1, 1), (1, 1)),
            ((2, 3), (3, 4)),
            ((2, 2, 3), (2, 3, 2)),
            ((2, 2, 3), (3, 2)),
            ((2, 1, 1, 2), (3, 2, 1)),
            ((0, 3), (3, 2)),
            ((2, 0), (0, 3)),
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((3,), (3, 2)),
            ((2, 2, 3), (3,)),
            ((3,), (2, 3, 2)),
            ((0,), (0,)),
        )
        return tuple(Case(cls(), (sample(a), sample(b, start=50))) for a, b in shapes)


def _pair(a: Shape, b: Shape) -> str:
    return f"matmul: the shapes {shape_text(a)} and {shape_text(b)}"


def _as_matrices(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """Return the shapes of two factors, a vector's as that of the row or the column that it is."""
    return a if len(a) > 1 else (1, *a), b if len(b) > 1 else (*b, 1)


def _counted(shape: Shape, word: str) -> str:
    if len(shape) == 1:
        return f"{shape[0]} number{'s' * (shape[0] != 1)}"
    return f"{shape[-1 if word == 'column' else -2]} {word}s"


def _split(index: Index, a: Shape, b: Shape) -> tuple[Index, int, int]:
    """Return the batch, the row and the column of a cell of the product; 0 for an axis that it does not have."""
    column = index[-1] if len(b) > 1 else 0
    rest = index[:-1] if len(b) > 1 else index
    return (rest[:-1], rest[-1], column) if len(a) > 1 else (rest, 0, column)


def _joined(batch: Index, row: int, column: int, a: Shape, b: Shape) -> Index:
    """Return the cell of the product in a batch, a row and a column."""
    return (*batch, *((row,) if len(a) > 1 else ()), *((column,) if len(b) > 1 else ()))


def _of_a(shape: Shape, batch: Index, row: Any, column: Any) -> tuple[Any, ...]:
    """Return the index of a cell or a row of the first factor, which as a vector has one row."""
    return (*batch, row, column) if len(shape) > 1 else (column,)


def _of_b(shape: Shape, batch: Index, row: Any, column: Any) -> tuple[Any, ...]:
    """Return the index of a cell or a column of the second factor, which as a vector has one column."""
    return (*batch, row, column) if len(shape) > 1 else (row,)
