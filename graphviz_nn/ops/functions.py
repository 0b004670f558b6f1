"""The functions of one number that calculus starts with."""

from __future__ import annotations

from dataclasses import dataclass

from graphviz_nn.ops.elementwise import Elementwise
from graphviz_nn.text import full

__all__ = ["Abs", "Cos", "Erf", "Exp", "Ln", "Log2", "Log10", "Sin", "Sqrt", "Square", "Tan"]


@dataclass(frozen=True)
class Exp(Elementwise):
    """y = eˣ."""

    name = "exp"
    symbol = "eˣ"
    inputs = ("x",)
    formula = "exp(x)"
    gradients = ("g * y",)
    deed = "raises e to the power of {0}"
    words = "Raises e = 2.718… to the power of each number: always positive, and quickly huge."
    gradient_words = "The slope of eˣ is eˣ itself, so the arriving gradient is multiplied by the value."

    def reason(self, x: float) -> str:
        """Return that the power is too large."""
        return f"e to the power of {full(x)} is beyond float64, whose largest number is 1.8e308"


@dataclass(frozen=True)
class Ln(Elementwise):
    """y = ln x, −∞ at 0 and nan below."""

    name = "ln"
    symbol = "ln"
    inputs = ("x",)
    formula = "ln(x)"
    gradients = ("g / x",)
    domain = (0.3, 4.0)
    deed = "takes the logarithm of {0}"
    words = "Takes the natural logarithm: the power to which e must be raised to give each number."
    gradient_words = (
        "The slope is 1/x: steep near 0, where a small change matters most, and flat for large numbers."
    )

    def reason(self, x: float) -> str:
        """Return which number has no logarithm."""
        return "ln is not defined below zero" if x < 0 else "ln of 0 is −∞"


@dataclass(frozen=True)
class Log10(Elementwise):
    """y = log₁₀ x, −∞ at 0 and nan below."""

    name = "log10"
    symbol = "log₁₀"
    inputs = ("x",)
    formula = "log10(x)"
    gradients = ("g / (x * ln(10))",)
    domain = (0.3, 4.0)
    deed = "takes the logarithm to base 10 of {0}"
    words = "Takes the logarithm to base 10: the power to which 10 must be raised to give each number."
    gradient_words = "The slope is 1/x, divided by ln 10 = 2.303: steep near 0, flat for large numbers."

    def reason(self, x: float) -> str:
        """Return which number has no logarithm."""
        return "log10 is not defined below zero" if x < 0 else "log10 of 0 is −∞"


@dataclass(frozen=True)
class Log2(Elementwise):
    """y = log₂ x, −∞ at 0 and nan below."""

    name = "log2"
    symbol = "log₂"
    inputs = ("x",)
    formula = "log2(x)"
    gradients = ("g / (x * ln(2))",)
    domain = (0.3, 4.0)
    deed = "takes the logarithm to base 2 of {0}"
    words = "Takes the logarithm to base 2: how often 1 must be doubled to give each number, in bits."
    gradient_words = "The slope is 1/x, divided by ln 2 = 0.693: steep near 0, flat for large numbers."

    def reason(self, x: float) -> str:
        """Return which number has no logarithm."""
        return "log2 is not defined below zero" if x < 0 else "log2 of 0 is −∞"


@dataclass(frozen=True)
class Sqrt(Elementwise):
    """y = √x, nan below 0; its slope at 0 is infinite."""

    name = "sqrt"
    symbol = "√"
    inputs = ("x",)
    formula = "sqrt(x)"
    gradients = ("g / (2 * y)",)
    domain = (0.3, 4.0)
    deed = "takes the square root of {0}"
    words = "Takes the square root of each number."
    gradient_words = "The slope is 1/(2√x): endless at 0, and ever flatter to the right."

    def reason(self, x: float) -> str:
        """Return which number has no root."""
        return "sqrt is not defined below zero"


@dataclass(frozen=True)
class Square(Elementwise):
    """y = x²."""

    name = "square"
    symbol = "x²"
    inputs = ("x",)
    formula = "x**2"
    gradients = ("2 * g * x",)
    deed = "squares {0}"
    words = "Multiplies each number by itself: never negative, and large numbers weigh most."
    gradient_words = "The slope is 2x: the further from 0, the stronger the pull back to it."


@dataclass(frozen=True)
class Abs(Elementwise):
    """y = |x|; at the kink x = 0 the gradient is 0."""

    name = "abs"
    symbol = "|x|"
    inputs = ("x",)
    formula = "abs(x)"
    gradients = ("g * sign(x)",)
    gap = 0.1
    deed = "drops the sign of {0}"
    words = "Drops the sign: how far each number is from 0."
    gradient_words = (
        "The arriving gradient, with its sign turned where x is negative; exactly at 0, where there is "
        "no slope, 0."
    )
    analytic = False


@dataclass(frozen=True)
class Sin(Elementwise):
    """y = sin x, x in radians."""

    name = "sin"
    symbol = "sin"
    inputs = ("x",)
    formula = "sin(x)"
    gradients = ("g * cos(x)",)
    deed = "takes the sine of {0}"
    words = "Takes the sine of each number, an angle in radians: a wave between −1 and 1."
    gradient_words = (
        "The slope of the sine is the cosine: strongest where the wave crosses 0, none on its crests."
    )


@dataclass(frozen=True)
class Cos(Elementwise):
    """y = cos x, x in radians."""

    name = "cos"
    symbol = "cos"
    inputs = ("x",)
    formula = "cos(x)"
    gradients = ("-g * sin(x)",)
    deed = "takes the cosine of {0}"
    words = (
        "Takes the cosine of each number, an angle in radians: a wave between −1 and 1 that starts on "
        "its crest."
    )
    gradient_words = (
        "The slope of the cosine is minus the sine: at 0, on the crest, there is none, and descent never "
        "leaves."
    )


@dataclass(frozen=True)
class Tan(Elementwise):
    """y = tan x, x in radians."""

    name = "tan"
    symbol = "tan"
    inputs = ("x",)
    formula = "tan(x)"
    gradients = ("g * (1 + y**2)",)
    domain = (-1.2, 1.2)
    deed = "takes the tangent of {0}"
    words = "Takes the tangent of each number, an angle in radians: it shoots to infinity at ±π/2."
    gradient_words = (
        "The slope 1 + y² is never below 1, so a tangent always enlarges the gradient or keeps it."
    )


@dataclass(frozen=True)
class Erf(Elementwise):
    """y = erf x = 2/√π · ∫₀ˣ e^(−s²) ds: of a normal number with variance 1/2, the probability to lie within ±x."""

    name = "erf"
    limits = (-1.0, 1.0)
    symbol = "erf"
    inputs = ("x",)
    formula = "erf(x)"
    gradients = ("2 / sqrt(pi) * g * exp(-x**2)",)
    deed = "takes the error function of {0}"
    words = "Takes the error function: an S from −1 to 1, the area under a bell from 0 to each number."
    gradient_words = "The slope is the bell itself: 2/√π = 1.128 at 0, and next to nothing beyond ±2."
    analytic = False
