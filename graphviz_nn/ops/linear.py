"""Linear algebra: the product of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Shape, along, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines, matching, stretched
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample

__all__ = ["MatMul"]


@dataclass(frozen=True)
class MatMul(Op):
    """Y = A B over the last two axes; the axes before them are a batch, and broadcast as NumPy's."""

    name = "matmul"
    symbol = "@"
    inputs = ("A", "B")
    written = "{} @ {}"
    formula = "A @ B"
    gradients = ("g @ transpose(B)", "transpose(A) @ g")
    deed = "multiplies {0} by {1}, rows by columns"
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

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return two matrices, of the batch, the rows and the columns that the value is to have."""
        *batch, n, m = along((-2,), wanted)
        return (*batch, n, 2), (2, m)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> tuple[int | slice, ...]:
        """Return a row of A, or a column of B."""
        *batch, i, j = index
        here = matching(tuple(batch), shapes[argument][:-2])
        return (*here, i, slice(None)) if argument == 0 else (*here, slice(None), j)

    def explain(self, asked: Asked) -> Lines:
        """Return the row times the column."""
        a, b = asked.xs
        *batch, i, j = asked.index
        of_a, of_b = matching(tuple(batch), a.shape[:-2]), matching(tuple(batch), b.shape[:-2])

        def write(k: int) -> str:
            return f"{asked.input(0, (*of_a, i, k))} · {asked.input(1, (*of_b, k, j))}"

        first, second = map(asked.pen.name, asked.inputs)
        lines = asked.sum(write, a[of_a][i] * b[of_b][:, j])
        return [*lines, f"row {i} of {first} · column {j} of {second}"]

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
        a, b = asked.xs
        *batch, i, j = asked.index
        pairs: list[tuple[Index, Index]] = []
        for here in stretched(tuple(batch), asked.xs[asked.argument].shape[:-2], asked.y.shape[:-2]):
            if asked.argument == 0:  # a column of A is a row of B
                of_b = matching(here, b.shape[:-2])
                pairs += [((*here, i, k), (*of_b, j, k)) for k in range(b.shape[-1])]
            else:
                of_a = matching(here, a.shape[:-2])
                pairs += [((*here, k, j), (*of_a, k, i)) for k in range(a.shape[-2])]
        return pairs

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


def _pair(a: Shape, b: Shape) -> str:
    return f"matmul: the shapes {shape_text(a)} and {shape_text(b)}"
