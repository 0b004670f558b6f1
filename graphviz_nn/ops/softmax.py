"""The softmax: scores along an axis become probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, Shape, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample

__all__ = ["Softmax"]

EXP_LIMIT = 700.0  # e^710 is beyond float64


@dataclass(frozen=True)
class Softmax(Op):
    """y = eˣ / Σ eˣ along one axis; nan where that axis holds nan, +∞, or only −∞.

    Attributes:
        axis: the axis along which the values sum to 1.

    """

    axis: int = -1

    name = "softmax"
    symbol = "softmax"
    inputs = ("x",)
    formula = "exp(x) / sum(exp(x), axis, True)"
    gradients = ("y * (g - sum(g * y, axis, True))",)
    deed = "turns {0} into probabilities"
    words = (
        "Turns each row of scores into probabilities: all positive, summing to 1, the largest score first."
    )
    gradient_words = (
        "Probabilities compete: a class gains only what its gradient has above the row's weighted average."
    )

    def shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape, which must have the axis."""
        (x,) = shapes
        if not -len(x) <= self.axis < len(x):
            raise ShapeError(
                f"softmax: the shape {shape_text(x)} has no axis {self.axis}. "
                f"Give an input with more dimensions, or an axis that it has."
            )
        return x

    def value(self, x: Array) -> Array:
        """Return eˣ / Σ eˣ, the largest x subtracted first: the same value, and no overflow."""
        e = np.exp(x - x.real.max(axis=self.axis, keepdims=True, initial=-np.inf))
        return np.asarray(e / e.sum(axis=self.axis, keepdims=True))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return y · (g − Σ g · y)."""
        return (y * (g - (g * y).sum(axis=self.axis, keepdims=True)),)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> tuple[int | slice, ...]:
        """Return the row that the cell lies in."""
        axis = self.axis % len(index)
        return (*index[:axis], slice(None), *index[axis + 1 :])

    def explain(self, asked: Asked) -> Lines:
        """Return the power over the sum of powers; the largest score is subtracted where a power would overflow."""
        (x,) = asked.xs
        row = self._row(asked.index, x.shape)
        largest = max(float(x[i]) for i in row)
        shift = largest if np.isfinite(largest) and abs(largest) > EXP_LIMIT else 0.0
        less = f" − {asked.number(shift)}" if shift else ""

        def power(index: Index) -> str:
            mark = asked.input(0, index)
            return f"e^({mark}{less})" if less else f"e^{mark}"

        powers = np.array([np.exp(x[i] - shift) for i in row])
        written, added = asked.terms(lambda k: power(row[k]), powers)
        own = asked.number(np.exp(x[asked.index] - shift))
        return [f"{power(asked.index)} / ({written})", f"= {own} / ({added})", f"= {asked.result}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the probability times what its gradient has above the row's weighted average."""
        row = self._row(asked.index, asked.y.shape)
        products = np.array([asked.g[i] * asked.y[i] for i in row])
        written, _ = asked.terms(lambda k: f"{asked.gradient(row[k])} · {asked.value(row[k])}", products)
        average = asked.number(products.sum())
        own, mine = asked.value(asked.index), asked.gradient(asked.index)
        return [f"{own} · ({mine} − ({written}))", f"= {own} · ({mine} − {average})", f"= {asked.result}"]

    def _row(self, index: Index, shape: Shape) -> list[Index]:
        """Return the cells along the axis through one of them."""
        axis = self.axis % len(shape)
        return [(*index[:axis], k, *index[axis + 1 :]) for k in range(shape[axis])]

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return vectors, matrices and stacks, along the last axis and another."""
        shapes: tuple[Shape, ...] = ((1,), (4,), (3, 4), (2, 1, 3), (0, 3))
        return (*(Case(cls(), (sample(shape),)) for shape in shapes), Case(cls(axis=0), (sample((3, 2)),)))
