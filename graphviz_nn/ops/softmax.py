"""Scores become probabilities, the logarithms of probabilities, or the logarithm of the sum of their powers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, FloatArray, Shape, along, log_sum_exp, shape_text, spread
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.reductions import Reduction
from graphviz_nn.ops.samples import sample

__all__ = ["LogSoftmax", "LogSumExp", "Softmax"]

EXP_LIMIT = 700.0  # e^710 is beyond float64


@dataclass(frozen=True)
class AlongAxis(Op):
    """An op of scores that compete along an axis.

    Attributes:
        axis: the axis along which the probabilities sum to 1.

    """

    axis: int = -1

    inputs = ("x",)

    def shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape, which must have the axis."""
        (x,) = shapes
        if not -len(x) <= self.axis < len(x):
            raise ShapeError(
                f"{self.name}: the shape {shape_text(x)} has no axis {self.axis}. "
                f"Give an input with more dimensions, or an axis that it has."
            )
        return x

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return the shape of the value, with more than one score along the axis."""
        return (along((self.axis,), wanted),)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> tuple[int | slice, ...]:
        """Return the row that the cell lies in."""
        axis = self.axis % len(index)
        return (*index[:axis], slice(None), *index[axis + 1 :])

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return vectors, matrices and stacks, along the last axis and another."""
        shapes: tuple[Shape, ...] = ((1,), (4,), (3, 4), (2, 1, 3), (0, 3))
        return (*(Case(cls(), (sample(shape),)) for shape in shapes), Case(cls(axis=0), (sample((3, 2)),)))

    def steady(self, *xs: FloatArray) -> tuple[FloatArray, ...]:
        """Return the scores less the largest."""
        return (self._centred(*xs),)

    def _centred(self, x: Array) -> Array:
        """Return the scores less the largest, which changes no probability and lets no power overflow."""
        return np.asarray(x - x.real.max(axis=self.axis, keepdims=True, initial=-np.inf))

    def _row(self, asked: Asked) -> list[Index]:
        """Return the cells along the axis through the one asked about."""
        axis = self.axis % len(asked.index)
        cells = range(asked.y.shape[axis])
        return [(*asked.index[:axis], k, *asked.index[axis + 1 :]) for k in cells]


@dataclass(frozen=True)
class Softmax(AlongAxis):
    """y = eˣ / Σ eˣ along one axis; nan where that axis holds nan, +∞, or only −∞."""

    name = "softmax"
    limits = (0.0, 1.0)
    symbol = "softmax"
    formula = "exp(x) / sum(exp(x), axis, True)"
    gradients = ("y * (g - sum(g * y, axis, True))",)
    deed = "turns {0} into probabilities"
    words = (
        "Turns each row of scores into probabilities: all positive, summing to 1, the largest score first."
    )
    gradient_words = (
        "Probabilities compete: a class gains only what its gradient has above the row's weighted average."
    )

    def value(self, x: Array) -> Array:
        """Return eˣ / Σ eˣ, the largest x subtracted first."""
        e = np.exp(self._centred(x))
        return np.asarray(e / e.sum(axis=self.axis, keepdims=True))

    def explain(self, asked: Asked) -> Lines:
        """Return the power over the sum of powers."""
        row = self._row(asked)
        powers = _Powers(asked, row)
        written, added = asked.terms(lambda k: powers.write(row[k]), powers.values)
        own = asked.number(powers.values[row.index(asked.index)])
        return [f"{powers.write(asked.index)} / ({written})", f"= {own} / ({added})", f"= {asked.result}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the probability times what its gradient has above the row's weighted average."""
        row = self._row(asked)
        products = np.array([asked.g[i] * asked.y[i] for i in row])
        written, _ = asked.terms(lambda k: f"{asked.gradient(row[k])} · {asked.value(row[k])}", products)
        average = asked.number(products.sum())
        own, mine = asked.value(asked.index), asked.gradient(asked.index)
        return [f"{own} · ({mine} − ({written}))", f"= {own} · ({mine} − {average})", f"= {asked.result}"]


@dataclass(frozen=True)
class LogSoftmax(AlongAxis):
    """y = x − ln Σ eˣ along one axis, the logarithm of its softmax; nan where that axis holds nan, +∞, or only −∞."""

    name = "log_softmax"
    limits = (-math.inf, 0.0)
    symbol = "log p"
    formula = "x - ln(sum(exp(x), axis, True))"
    gradients = ("g - exp(y) * sum(g, axis, True)",)
    deed = "turns {0} into logarithms of probabilities"
    words = (
        "Turns each row of scores into the logarithms of probabilities, also of those too small for a number."
    )
    gradient_words = (
        "A class gains what its own gradient has above its probability's share of the whole row's."
    )

    def value(self, x: Array) -> Array:
        """Return x − ln Σ eˣ, the largest x subtracted first."""
        z = self._centred(x)
        return np.asarray(z - log_sum_exp(z, self.axis, keepdims=True))

    def explain(self, asked: Asked) -> Lines:
        """Return the score less the logarithm of the sum of powers."""
        row, own = self._row(asked), asked.input(0, asked.index)
        powers = _Powers(asked, row)
        written, _ = asked.terms(lambda k: powers.write(row[k]), powers.values)
        log = asked.number(np.log(powers.values.sum()))
        return [f"{own}{powers.less} − ln({written})", f"= {own}{powers.less} − {log}", f"= {asked.result}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the gradient less the probability times the sum of the row's gradients."""
        row, own = self._row(asked), asked.value(asked.index)
        gradients = np.array([asked.g[i] for i in row])
        written, _ = asked.terms(lambda k: asked.gradient(row[k]), gradients)
        probability, total = asked.number(np.exp(asked.y[asked.index])), asked.number(gradients.sum())
        mine = asked.gradient(asked.index)
        return [f"{mine} − e^{own} · ({written})", f"= {mine} − {probability} · {total}", f"= {asked.result}"]


@dataclass(frozen=True)
class LogSumExp(Reduction):
    """y = ln Σ eˣ over some axes; −∞ where there is nothing to add up, ∞ where one of them is."""

    name = "logsumexp"
    symbol = "ln Σeˣ"
    formula = "ln(sum(exp(x), axis, keepdims))"
    gradients = ("spread(g, x, axis) * exp(x - spread(y, x, axis))",)
    deed = "adds up e to the powers in {0}, and takes the logarithm"
    words = "Adds up e to the power of each number and takes the logarithm: a soft maximum, which never overflows."
    gradient_words = (
        "The numbers share the gradient as in a softmax: the largest gets the most, and nothing is lost."
    )

    def value(self, x: Array) -> Array:
        """Return ln Σ eˣ, the largest x taken out of the sum first."""
        return log_sum_exp(x, self.axis, self.keepdims)

    def steady(self, *xs: FloatArray) -> tuple[FloatArray, ...]:
        """Return the numbers less the largest, which lowers the value by as much."""
        (x,) = xs
        return (x - x.max(axis=self.axis, keepdims=True, initial=-np.inf),)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g times the softmax, the largest x subtracted before y is, which keeps the digits of large scores."""
        largest = x.max(axis=self.axis, keepdims=True, initial=-np.inf)
        e = np.exp(x - np.where(np.isfinite(largest), largest, 0.0))
        return (spread(g, x, self.axis) * (e / e.sum(axis=self.axis, keepdims=True)),)

    def explain(self, asked: Asked) -> Lines:
        """Return the logarithm of the sum of powers."""
        row = self._together(asked)
        powers = _Powers(asked, row)
        written, added = asked.terms(lambda k: powers.write(row[k]), powers.values)
        return [f"{powers.outside}ln({written})", f"= {powers.outside}ln({added})", f"= {asked.result}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the share of the gradient that the number's power has in the sum."""
        target = self._reduced(asked)
        own, total, g = asked.input(0, asked.index), asked.value(target), asked.gradient(target)
        return [f"{g} · e^({own} − {total})", f"= {asked.result}"]


class _Powers:
    """The powers eˣ of a row of scores; where one would overflow, the largest score is subtracted from all.

    Attributes:
        less: what is subtracted, as it is written behind a score.
        outside: the same, as it is written before the logarithm of the sum.
        values: the powers.

    """

    def __init__(self, asked: Asked, row: Sequence[Index]) -> None:
        scores = np.array([asked.xs[0][i] for i in row])
        largest = float(scores.max())
        shift = largest if np.isfinite(largest) and abs(largest) > EXP_LIMIT else 0.0
        self._asked = asked
        self.less = f" − {asked.number(shift)}" if shift else ""
        self.outside = f"{asked.number(shift)} + " if shift else ""
        self.values: FloatArray = np.exp(scores - shift)

    def write(self, index: Index) -> str:
        """Return the power of a score as it is written."""
        mark = self._asked.input(0, index)
        return f"e^({mark}{self.less})" if self.less else f"e^{mark}"
