"""The penalties: what large weights cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from graphviz_nn.ops.arrays import Shape
from graphviz_nn.ops.asked import Asked, Lines
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.notation import evaluate, plain
from graphviz_nn.ops.samples import cases_of

__all__ = ["L1", "L2"]


@dataclass(frozen=True)
class Penalty(Op):
    """An op that charges for every weight.

    Attributes:
        factor: the price of a weight of 1.
        cost: the formula of what a weight costs, times the factor.

    """

    factor: float = 0.01

    inputs = ("w",)
    cost: ClassVar[str]

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape."""
        return ()

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return the scalar's shape: a single weight has its price too."""
        return ((),)

    def explain(self, asked: Asked) -> Lines:
        """Return the factor times the sum of what the weights cost."""
        (w,) = asked.xs
        cells, costs = list(np.ndindex(w.shape)), np.ravel(evaluate(self.cost, {"w": w}))

        def write(k: int) -> str:
            return plain(self.cost, {"w": asked.input(0, cells[k])})

        return asked.sum(write, costs, f"{asked.number(self.factor)} · ({{}})")

    def explain_back(self, asked: Asked) -> Lines:
        """Return the formula in the numbers of one weight."""
        letters = {**asked.statics(self.numbers), "g": asked.gradient(()), "w": asked.input(0, asked.index)}
        return [f"{plain(self.gradients[0], letters)} = {asked.result}"]


@dataclass(frozen=True)
class L1(Penalty):
    """y = factor · Σ |w|, as in Keras; at the kink w = 0 the gradient is 0."""

    name = "l1"
    symbol = "L1"
    cost = "abs(w)"
    formula = "factor * sum(abs(w))"
    gradients = ("g * factor * sign(w)",)
    deed = "charges {0} for the size of its weights"
    words = "Charges every weight for its size, small or large: many end at exactly 0."
    gradient_words = "Every weight is pulled towards 0 with the same force, however small it is."
    analytic = False

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return weights away from the kink at 0."""
        return (*cases_of(cls(), gap=0.1), *cases_of(cls(factor=0.5), gap=0.1))


@dataclass(frozen=True)
class L2(Penalty):
    """y = factor · Σ w², as in Keras."""

    name = "l2"
    symbol = "L2"
    cost = "w**2"
    formula = "factor * sum(w**2)"
    gradients = ("2 * g * factor * w",)
    deed = "charges {0} for the squares of its weights"
    words = "Charges every weight for its square: large weights cost most, small ones hardly anything."
    gradient_words = "Every weight is pulled towards 0 in proportion to its size: it decays."

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return weights of every kind of shape."""
        return (*cases_of(cls()), *cases_of(cls(factor=0.5)))
