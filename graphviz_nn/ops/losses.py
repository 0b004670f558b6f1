"""The losses of numbers: how far a prediction is from its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.base import Case
from graphviz_nn.ops.loss import SHAPES, Loss
from graphviz_nn.ops.samples import sample

__all__ = ["Hinge", "Huber", "MeanAbsoluteError", "MeanSquaredError"]

_SIDE = "where(t == 0, -1, t)"  # of a hinge: the labels are −1 and 1, or 0 and 1


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """y = Σ (p − t)² / n over all n cells."""

    name = "mse"
    symbol = "MSE"
    cost = "(p - t)**2"
    formula = f"mean({cost})"
    gradients = ("2 * g * (p - t) / count(p)", "-2 * g * (p - t) / count(p)")
    deed = "averages the squared errors of {0} against {1}"
    deed_of_one = "squares the error of {0} against {1}"
    words = "Averages the squared errors: one large error costs more than many small ones."
    gradient_words = "Each prediction is pulled towards its target, in proportion to its error."

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, of any rank."""
        return tuple(Case(cls(), (sample(s), sample(s, start=50))) for s in SHAPES)


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """y = Σ |p − t| / n over all n cells; at the kink p = t the gradient is 0."""

    name = "mae"
    symbol = "MAE"
    cost = "abs(p - t)"
    formula = f"mean({cost})"
    gradients = ("g * sign(p - t) / count(p)", "-g * sign(p - t) / count(p)")
    deed = "averages the distances of {0} from {1}"
    deed_of_one = "takes the distance of {0} from {1}"
    words = "Averages the distances between prediction and target: every error counts by its size, no more."
    gradient_words = (
        "Each prediction is pulled towards its target with the same force, however far away it is."
    )
    analytic = False

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, each prediction away from its target."""
        targets = (sample(s, start=50) for s in SHAPES)
        return tuple(Case(cls(), (np.asarray(t + sample(t.shape, gap=0.1)), t)) for t in targets)


@dataclass(frozen=True)
class Huber(Loss):
    """y = Σ h(p − t) / n over all n cells, where h(e) = e²/2 up to |e| = δ, and δ (|e| − δ/2) beyond (Huber, 1964).

    Attributes:
        delta: δ, above 0; 1 as in Keras.

    """

    delta: float = 1.0

    name = "huber"
    symbol = "Huber"
    cost = "where(abs(p - t) <= delta, (p - t)**2 / 2, delta * (abs(p - t) - delta / 2))"
    formula = f"mean({cost})"
    gradients = ("g * clip(p - t, -delta, delta) / count(p)", "-g * clip(p - t, -delta, delta) / count(p)")
    deed = "averages the errors of {0} against {1}, squared up to {delta} and straight beyond"
    words = "Averages the errors, squares of small ones, and large ones as they are: outliers weigh less."
    gradient_words = (
        "Each prediction is pulled towards its target in proportion to its error, but never harder than δ."
    )
    analytic = False

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return pairs of one shape, the errors on both sides of δ, at two of them."""
        ops = (cls(), cls(delta=0.4))
        return tuple(Case(op, (sample(s), sample(s, start=50))) for op in ops for s in SHAPES)


@dataclass(frozen=True)
class Hinge(Loss):
    """y = Σ max(0, 1 − t p) / n over all n cells, for labels t of −1 and 1; a label 0 counts as −1, as in Keras.

    At the corner t p = 1 the gradient is 0.
    """

    name = "hinge"
    limits = (0.0, math.inf)
    symbol = "hinge"
    cost = f"maximum(1 - {_SIDE} * p, 0)"
    formula = f"mean({cost})"
    gradients = (
        f"where({_SIDE} * p < 1, -g * {_SIDE}, 0) / count(p)",
        f"where({_SIDE} * p < 1, where(t == 0, 0, -g * p), 0) / count(p)",
    )
    deed = "averages by how much {0} falls short of lying 1 on the side that {1} says"
    words = "Asks each prediction to lie on its label's side of 0, by 1 at least; what does so costs nothing."
    gradient_words = (
        "Whatever falls short is pulled to its side with the same force; the others are left alone."
    )
    analytic = False

    @property
    def pulls(self) -> tuple[str, str]:
        """As `gradients`, of a label that is not 0."""
        return self.gradients[0], f"where({_SIDE} * p < 1, -g * p, 0) / count(p)"

    def explain_back(self, asked: Asked) -> Lines:
        """Return the cell's pull, or that a label 0 stands for −1."""
        if asked.argument == 1 and asked.xs[1][asked.index] == 0:
            return [f"= {asked.result}", "the label 0 stands for −1, and is not moved"]
        return super().explain_back(asked)

    def _written(self, asked: Asked, index: Index, formula: str, **more: object) -> str:
        label = asked.xs[1][index]
        side = asked.number(-1.0) if label == 0 else asked.input(1, index)
        return super()._written(asked, index, formula.replace(_SIDE, "s"), s=side, **more)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return predictions away from the corner; a label moved off 0 would jump, so there is none."""
        labels = [np.asarray(np.where(sample(s, start=50) > 0, 1.0, -1.0)) for s in SHAPES]
        return tuple(Case(cls(), (np.asarray(1.03 * sample(t.shape, gap=0.1)), t)) for t in labels)
