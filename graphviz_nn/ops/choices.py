"""Choices: each cell of the value is one of several numbers, and the gradient goes to the one that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, BoolArray, FloatArray, Shape
from graphviz_nn.ops.base import Case
from graphviz_nn.ops.elementwise import Elementwise
from graphviz_nn.ops.samples import sample

__all__ = ["Clip", "Maximum", "Minimum", "Where"]


@dataclass(frozen=True)
class Maximum(Elementwise):
    """y = max(a, b); at the kink a = b both get half of the gradient, as in PyTorch.

    A nan in either makes the maximum nan, and then they share the gradient too.
    """

    name = "maximum"
    symbol = "max"
    inputs = ("a", "b")
    formula = "maximum(a, b)"
    gradients = ("where(a > b, g, where(a < b, 0, g / 2))", "where(b > a, g, where(b < a, 0, g / 2))")
    deed = "takes the larger of {0} and {1}"
    words = "Takes the larger of its two inputs, cell by cell."
    gradient_words = (
        "The larger one takes all the gradient, the other none; where they are equal they share it."
    )
    analytic = False


@dataclass(frozen=True)
class Minimum(Elementwise):
    """y = min(a, b); at the kink a = b both get half of the gradient, as in PyTorch.

    A nan in either makes the minimum nan, and then they share the gradient too.
    """

    name = "minimum"
    symbol = "min"
    inputs = ("a", "b")
    formula = "minimum(a, b)"
    gradients = ("where(a < b, g, where(a > b, 0, g / 2))", "where(b < a, g, where(b > a, 0, g / 2))")
    deed = "takes the smaller of {0} and {1}"
    words = "Takes the smaller of its two inputs, cell by cell."
    gradient_words = (
        "The smaller one takes all the gradient, the other none; where they are equal they share it."
    )
    analytic = False


@dataclass(frozen=True)
class Clip(Elementwise):
    """y = x moved into lo … hi; at the kinks x = lo and x = hi the gradient passes, as in PyTorch.

    Attributes:
        lo: the smallest value.
        hi: the largest value.

    """

    lo: float
    hi: float

    name = "clip"
    symbol = "clip"
    inputs = ("x",)
    formula = "clip(x, lo, hi)"
    gradients = ("where(x < lo, 0, where(x > hi, 0, g))",)
    deed = "keeps {0} between {lo:g} and {hi:g}"
    words = "Moves numbers that are too small or too large to the nearer of two bounds."
    gradient_words = (
        "A gate: the gradient passes where x lies between the bounds, and stops dead where it was moved."
    )
    analytic = False

    def shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape; refuse bounds the wrong way round."""
        if not self.lo <= self.hi:
            raise ShapeError(f"clip: lo = {self.lo:g} lies above hi = {self.hi:g}. Swap them.")
        return super().shape(*shapes)

    def saturated(self, y: FloatArray) -> BoolArray:
        """Return what lies at a bound."""
        return np.asarray((y <= self.lo) | (y >= self.hi))

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return numbers away from the bounds."""
        return cls._cases(cls(-1.0, 1.2), cls(lo=0.5, hi=9.0))


@dataclass(frozen=True)
class Where(Elementwise):
    """y = a where c is not 0, else b; c gets no gradient. A nan is not 0, so it chooses a."""

    name = "where"
    symbol = "if"
    inputs = ("c", "a", "b")
    formula = "where(c != 0, a, b)"
    gradients = ("0", "where(c != 0, g, 0)", "where(c != 0, 0, g)")
    deed = "takes {1} where {0} is not 0, else {2}"
    words = "Chooses between its second and third input, cell by cell: the second where the first is not 0."
    gradient_words = "What was chosen takes all the gradient, the other none; the condition gets none at all."

    def contributions(self, g: Array, y: Array, c: Array, a: Array, b: Array) -> tuple[Array, ...]:
        """Return nothing for the condition, and g for what was chosen."""
        return np.zeros(y.shape), np.where(c != 0, g, 0.0), np.where(c != 0, 0.0, g)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return conditions of which every third is 0."""
        return tuple(
            Case(op, (np.where(sample(c.shape, 0.0, 1.0) < 0.3, 0.0, c), a, b))
            for op, (c, a, b) in cls._cases(cls())
        )
