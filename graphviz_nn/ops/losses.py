"""The losses of numbers: how far a prediction is from its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.base import Case
from graphviz_nn.ops.loss import SHAPES, Loss
from graphviz_nn.ops.samples import sample

__all__ = ["MeanAbsoluteError", "MeanSquaredError"]


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
