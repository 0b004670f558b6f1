"""The penalties: what large weights cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.base import Array, Case, Op, Shape
from graphviz_nn.ops.samples import unary_cases


@dataclass(frozen=True)
class L1(Op):
    """y = factor · Σ |w|, as in Keras; at the kink w = 0 the gradient is 0.

    Attributes:
        factor: the price of a weight of 1.

    """

    factor: float = 0.01

    name = "l1"
    symbol = "L1"
    inputs = ("w",)
    formula = "factor * sum(abs(w))"
    gradients = ("g * factor * sign(w)",)
    words = "Charges every weight for its size, small or large: many end at exactly 0."
    gradient_words = "Every weight is pulled towards 0 with the same force, however small it is."
    analytic = False

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape."""
        return ()

    def value(self, w: Array) -> Array:
        """Return factor · Σ |w|."""
        return np.asarray(self.factor * np.sum(np.abs(w)))

    def contributions(self, g: Array, y: Array, w: Array) -> tuple[Array, ...]:
        """Return g · factor · sign w."""
        return (g * self.factor * np.sign(w),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return weights away from the kink at 0."""
        return (*unary_cases(cls(), gap=0.1), *unary_cases(cls(factor=0.5), gap=0.1))


@dataclass(frozen=True)
class L2(Op):
    """y = factor · Σ w², as in Keras.

    Attributes:
        factor: the price of a weight of 1.

    """

    factor: float = 0.01

    name = "l2"
    symbol = "L2"
    inputs = ("w",)
    formula = "factor * sum(w**2)"
    gradients = ("2 * g * factor * w",)
    words = "Charges every weight for its square: large weights cost most, small ones hardly anything."
    gradient_words = "Every weight is pulled towards 0 in proportion to its size: it decays."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape."""
        return ()

    def value(self, w: Array) -> Array:
        """Return factor · Σ w²."""
        return np.asarray(self.factor * np.sum(w * w))

    def contributions(self, g: Array, y: Array, w: Array) -> tuple[Array, ...]:
        """Return 2 · g · factor · w."""
        return (2 * g * self.factor * w,)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return weights of every kind of shape."""
        return (*unary_cases(cls()), *unary_cases(cls(factor=0.5)))
