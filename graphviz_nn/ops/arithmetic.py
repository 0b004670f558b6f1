"""Arithmetic, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.arrays import Array
from graphviz_nn.ops.base import BEYOND
from graphviz_nn.ops.elementwise import Elementwise

__all__ = ["Add", "Divide", "Multiply", "Negate", "Power", "Subtract"]


@dataclass(frozen=True)
class Add(Elementwise):
    """y = a + b."""

    name = "add"
    symbol = "+"
    inputs = ("a", "b")
    written = "{} + {}"
    formula = "a + b"
    gradients = ("g", "g")
    deed = "adds {1} to {0}"
    words = "Adds its two inputs, cell by cell."
    gradient_words = "Both inputs receive the arriving gradient unchanged: a sum hands it on."


@dataclass(frozen=True)
class Subtract(Elementwise):
    """y = a − b."""

    name = "subtract"
    symbol = "−"
    inputs = ("a", "b")
    written = "{} - {}"
    formula = "a - b"
    gradients = ("g", "-g")
    deed = "subtracts {1} from {0}"
    words = "Subtracts its second input from its first, cell by cell."
    gradient_words = (
        "The first input receives the arriving gradient unchanged, the second the same with its sign turned."
    )


@dataclass(frozen=True)
class Multiply(Elementwise):
    """y = a · b."""

    name = "multiply"
    symbol = "×"
    inputs = ("a", "b")
    written = "{} * {}"
    formula = "a * b"
    gradients = ("g * b", "g * a")
    deed = "multiplies {0} by {1}"
    words = "Multiplies its two inputs, cell by cell."
    gradient_words = (
        "Each input receives the arriving gradient times the other input: a product swaps its factors."
    )


@dataclass(frozen=True)
class Divide(Elementwise):
    """y = a / b, with ±∞ or nan where b is 0."""

    name = "divide"
    symbol = "÷"
    inputs = ("a", "b")
    written = "{} / {}"
    formula = "a / b"
    gradients = ("g / b", "-g * a / b**2")
    gap = 0.4
    deed = "divides {0} by {1}"
    words = "Divides its first input by its second, cell by cell."
    gradient_words = (
        "A small divisor makes both gradients large: the first input's grows like 1/b, the divisor's "
        "like 1/b²."
    )

    def contributions(self, g: Array, y: Array, a: Array, b: Array) -> tuple[Array, ...]:
        """Return g / b and −g · a / b², the second as −g · y / b, which overflows later."""
        return g / b, -g * y / b

    def reason(self, a: float, b: float) -> str:
        """Return what there is to say of a division by zero."""
        return "0 / 0 is not defined" if a == b == 0 else "division by 0" if b == 0 else BEYOND


@dataclass(frozen=True)
class Negate(Elementwise):
    """y = −x."""

    name = "negate"
    symbol = "−x"
    inputs = ("x",)
    written = "-{}"
    formula = "-x"
    gradients = ("-g",)
    deed = "turns the sign of {0}"
    words = "Turns the sign of each number."
    gradient_words = (
        "The arriving gradient with its sign turned: what should grow behind it should shrink before it."
    )


@dataclass(frozen=True)
class Power(Elementwise):
    """y = xᵖ, both x and p tensors; nan where x is negative and p is not a whole number.

    The gradient of p is g · xᵖ · ln x: nan where x is negative, since no neighbouring power is a real number,
    and 0 where x = 0 and p ≥ 0, as in PyTorch. The gradient of x is 0 where p = 0, also at x = 0.
    """

    name = "power"
    symbol = "xᵖ"
    inputs = ("x", "p")
    written = "{} ** {}"
    formula = "x**p"
    gradients = ("g * p * x**(p - 1)", "g * x**p * ln(x)")
    domain = (0.4, 2.5)
    deed = "raises {0} to the power of {1}"
    words = "Raises its first input to the power of its second, cell by cell."
    gradient_words = (
        "The base receives p·xᵖ⁻¹ times the arriving gradient; the exponent's share is real only where x "
        "is not negative."
    )

    def contributions(self, g: Array, y: Array, x: Array, p: Array) -> tuple[Array, ...]:
        """Return g · p · xᵖ⁻¹ and g · xᵖ · ln x, with 0 in the two cases named above."""
        dx = np.where(p == 0, 0.0, g * p * np.power(x, p - 1))
        dp = np.where((x == 0) & (p >= 0), 0.0, g * y * np.log(x))
        return dx, dp

    def reason(self, x: float, p: float) -> str:
        """Return what there is to say of a negative base, and of 0."""
        if x == 0:
            return "a negative power of 0 is a division by 0"
        return "a fractional power is not defined below zero" if x < 0 and p != round(p) else BEYOND
