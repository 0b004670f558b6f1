"""The activations: what a layer does to its weighted sums."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.arrays import Array, BoolArray, FloatArray
from graphviz_nn.ops.base import Case
from graphviz_nn.ops.elementwise import Elementwise

__all__ = ["Elu", "LeakyRelu", "Relu", "Selu", "Sigmoid", "Softplus", "Tanh"]

FLAT = 0.01  # of an activation's steepest slope: an end with less than this passes hardly any gradient on


@dataclass(frozen=True)
class Tanh(Elementwise):
    """y = tanh x."""

    name = "tanh"
    limits = (-1.0, 1.0)
    symbol = "tanh"
    inputs = ("x",)
    formula = "tanh(x)"
    gradients = ("g * (1 - y**2)",)
    deed = "squashes {0} into −1 … 1"
    words = "Squashes each number into −1 … 1; steep around 0, flat far from it."
    gradient_words = "The slope 1 − y² is 1 at 0 and almost 0 in the flat ends, where learning stalls."

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g · (1 − y²) by powers of e, which keep the digits that 1 − y² loses in the flat ends."""
        e = np.exp(-2 * np.abs(x))
        return (g * (4 * e / (1 + e) ** 2),)

    def saturated(self, y: FloatArray) -> BoolArray:
        """Return where the slope 1 − y², at most 1, is as good as 0: beyond ±0.995."""
        return np.asarray(1 - y * y < FLAT)


@dataclass(frozen=True)
class Sigmoid(Elementwise):
    """y = 1 / (1 + e⁻ˣ); exactly 0 and 1 at the infinities, and right also where e⁻ˣ overflows."""

    name = "sigmoid"
    limits = (0.0, 1.0)
    symbol = "σ"
    inputs = ("x",)
    formula = "1 / (1 + exp(-x))"
    gradients = ("g * y * (1 - y)",)
    deed = "squashes {0} into 0 … 1"
    words = "Squashes each number into 0 … 1; steep around 0, flat far from it."
    gradient_words = "The slope y·(1−y) is at most 1/4, so a sigmoid always shrinks the gradient."

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g · y · (1 − y) by powers of e, which keep the digits that 1 − y loses where y is almost 1."""
        e = np.exp(-np.abs(x))
        return (g * (e / (1 + e) ** 2),)

    def saturated(self, y: FloatArray) -> BoolArray:
        """Return where the slope y · (1 − y), at most 1/4, is as good as 0: within 0.0025 of 0 and of 1."""
        return np.asarray(4 * y * (1 - y) < FLAT)


@dataclass(frozen=True)
class Relu(Elementwise):
    """y = max(0, x); at the kink x = 0 the gradient is 0."""

    name = "relu"
    limits = (0.0, math.inf)
    symbol = "ReLU"
    inputs = ("x",)
    formula = "maximum(0, x)"
    gradients = ("where(x > 0, g, 0)",)
    gap = 0.1
    deed = "lets through what is positive in {0}"
    words = "Lets positive numbers through and turns negative ones into 0."
    gradient_words = (
        "A gate: the gradient passes unchanged where x is positive, and stops dead everywhere else."
    )
    analytic = False

    def off(self, y: FloatArray) -> BoolArray:
        """Return where the gate is shut."""
        return np.asarray(y <= 0)


@dataclass(frozen=True)
class LeakyRelu(Elementwise):
    """y = x where x > 0, else slope · x; at the kink x = 0 the gradient is slope · g.

    Attributes:
        slope: the slope for negative numbers; 0.2 as Keras's function has it (Keras's layer: 0.3; PyTorch: 0.01).

    """

    slope: float = 0.2

    name = "leaky_relu"
    symbol = "LReLU"
    inputs = ("x",)
    formula = "where(x > 0, x, slope * x)"
    gradients = ("where(x > 0, g, slope * g)",)
    gap = 0.1
    deed = "lets through what is positive in {0}, and {slope} of the rest"
    words = "Lets positive numbers through and makes negative ones small, but not 0."
    gradient_words = (
        "A gate that never shuts: where x is not positive, a small part of the gradient still leaks through."
    )
    analytic = False

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return numbers away from the kink at 0, at two slopes."""
        return cls._cases(cls(), cls(slope=0.01))


@dataclass(frozen=True)
class Elu(Elementwise):
    """y = x where x > 0, else alpha · (eˣ − 1); at x = 0 the gradient is alpha · g.

    Attributes:
        alpha: how far below 0 the curve settles.

    """

    alpha: float = 1.0

    name = "elu"
    symbol = "ELU"
    inputs = ("x",)
    formula = "where(x > 0, x, alpha * (exp(x) - 1))"
    gradients = ("where(x > 0, g, g * alpha * exp(x))",)
    gap = 0.1
    deed = "lets through what is positive in {0}, and bends the rest"
    words = "Lets positive numbers through and bends negative ones smoothly towards a floor."
    gradient_words = (
        "The gradient passes unchanged where x is positive, and fades smoothly, never abruptly, below 0."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return x where x > 0, else alpha · (eˣ − 1)."""
        return np.where(x > 0, x, self.alpha * np.expm1(x))

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return numbers away from the kink at 0, at two floors."""
        return cls._cases(cls(), cls(alpha=0.5))


@dataclass(frozen=True)
class Selu(Elementwise):
    """y = scale · x where x > 0, else scale · alpha · (eˣ − 1); at x = 0 the gradient is scale · alpha · g.

    Klambauer et al., 2017: with these two numbers, and weights from lecun_normal, mean 0 and variance 1 of the inputs
    stay so from layer to layer.

    Attributes:
        alpha: how far below 0 the curve settles, before it is scaled.
        scale: the slope for positive numbers.

    """

    alpha: float = 1.6732632423543772
    scale: float = 1.0507009873554805

    name = "selu"
    symbol = "SELU"
    inputs = ("x",)
    formula = "where(x > 0, scale * x, scale * alpha * (exp(x) - 1))"
    gradients = ("where(x > 0, scale * g, scale * g * alpha * exp(x))",)
    gap = 0.1
    deed = "stretches what is positive in {0}, and bends the rest"
    words = "An elu, stretched just so that the numbers of layer after layer keep mean 0 and variance 1."
    gradient_words = (
        "Slightly more than the gradient passes where x is positive, and it fades smoothly below 0."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return scale · x where x > 0, else scale · alpha · (eˣ − 1)."""
        return np.asarray(self.scale * np.where(x > 0, x, self.alpha * np.expm1(x)))


@dataclass(frozen=True)
class Softplus(Elementwise):
    """y = ln(1 + eˣ), which is x for large x."""

    name = "softplus"
    limits = (0.0, math.inf)
    symbol = "softplus"
    inputs = ("x",)
    formula = "ln(1 + exp(x))"
    gradients = ("g / (1 + exp(-x))",)
    deed = "lets through what is positive in {0}, with a rounded corner"
    words = "A relu with its corner rounded off: almost 0 far to the left, almost x far to the right."
    gradient_words = "Its slope is the sigmoid of x: a gate that opens gradually instead of at once."

    def value(self, x: Array) -> Array:
        """Return ln(1 + eˣ), for positive x as x + ln(1 + e⁻ˣ), which cannot overflow."""
        return np.where(x.real > 0, x + np.log1p(np.exp(-x)), np.log1p(np.exp(x)))
