"""Comparisons: 1 where they hold and 0 where not, for the conditions of `where`; no gradient passes a jump."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.arrays import Array
from graphviz_nn.ops.elementwise import Elementwise

__all__ = ["Equal", "Greater", "GreaterEqual", "Less", "LessEqual", "NotEqual"]

_JUMPS = "Its value jumps from 0 to 1 and is flat beside that: there is no slope, and no gradient passes."


class Comparison(Elementwise):
    """An op of which each cell says by 1 or 0 whether two numbers compare so; a nan only differs."""

    inputs = ("a", "b")
    gradient_words = _JUMPS
    analytic = False

    def contributions(self, g: Array, y: Array, a: Array, b: Array) -> tuple[Array, ...]:
        """Return nothing for either."""
        return np.zeros(y.shape), np.zeros(y.shape)


@dataclass(frozen=True)
class Greater(Comparison):
    """y = 1 where a > b, else 0."""

    name = "greater"
    symbol = ">"
    written = "{} > {}"
    formula = "where(a > b, 1.0, 0.0)"
    gradients = ("0", "0")
    deed = "says by 1 or 0 whether {0} is greater than {1}"
    words = "Says by 1 or 0, cell by cell, whether its first input is greater than its second."


@dataclass(frozen=True)
class Less(Comparison):
    """y = 1 where a < b, else 0."""

    name = "less"
    symbol = "<"
    written = "{} < {}"
    formula = "where(a < b, 1.0, 0.0)"
    gradients = ("0", "0")
    deed = "says by 1 or 0 whether {0} is less than {1}"
    words = "Says by 1 or 0, cell by cell, whether its first input is less than its second."


@dataclass(frozen=True)
class GreaterEqual(Comparison):
    """y = 1 where a ≥ b, else 0."""

    name = "greater_equal"
    symbol = "≥"
    written = "{} >= {}"
    formula = "where(a >= b, 1.0, 0.0)"
    gradients = ("0", "0")
    deed = "says by 1 or 0 whether {0} is at least {1}"
    words = "Says by 1 or 0, cell by cell, whether its first input is at least its second."


@dataclass(frozen=True)
class LessEqual(Comparison):
    """y = 1 where a ≤ b, else 0."""

    name = "less_equal"
    symbol = "≤"
    written = "{} <= {}"
    formula = "where(a <= b, 1.0, 0.0)"
    gradients = ("0", "0")
    deed = "says by 1 or 0 whether {0} is at most {1}"
    words = "Says by 1 or 0, cell by cell, whether its first input is at most its second."


@dataclass(frozen=True)
class Equal(Comparison):
    """y = 1 where a = b, else 0."""

    name = "equal"
    symbol = "="
    written = "{} == {}"
    formula = "where(a != b, 0.0, 1.0)"
    gradients = ("0", "0")
    deed = "says by 1 or 0 whether {0} equals {1}"
    words = "Says by 1 or 0, cell by cell, whether its two inputs are equal."


@dataclass(frozen=True)
class NotEqual(Comparison):
    """y = 1 where a ≠ b, else 0."""

    name = "not_equal"
    symbol = "≠"
    written = "{} != {}"
    formula = "where(a != b, 1.0, 0.0)"
    gradients = ("0", "0")
    deed = "says by 1 or 0 whether {0} differs from {1}"
    words = "Says by 1 or 0, cell by cell, whether its two inputs differ."
