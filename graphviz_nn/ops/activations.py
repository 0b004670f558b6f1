"""The activations: what a layer does to its weighted sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.base import Array, Case, Elementwise, Op, Shape, shape_text
from graphviz_nn.ops.samples import sample, unary_cases


@dataclass(frozen=True)
class Tanh(Elementwise):
    """y = tanh x."""

    name = "tanh"
    symbol = "tanh"
    inputs = ("x",)
    formula = "tanh(x)"
    gradients = ("g * (1 - y**2)",)
    words = "Squashes each number into −1 … 1; steep around 0, flat far from it."
    gradient_words = "The slope 1 − y² is 1 at 0 and almost 0 in the flat ends, where learning stalls."

    def value(self, x: Array) -> Array:
        """Return tanh x."""
        return np.tanh(x)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g · (1 − y²)."""
        return (g * (1 - y * y),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return one case for each kind of shape."""
        return unary_cases(cls())


@dataclass(frozen=True)
class Sigmoid(Elementwise):
    """y = 1 / (1 + e⁻ˣ); exactly 0 and 1 at the infinities."""

    name = "sigmoid"
    symbol = "σ"
    inputs = ("x",)
    formula = "1 / (1 + exp(-x))"
    gradients = ("g * y * (1 - y)",)
    words = "Squashes each number into 0 … 1; steep around 0, flat far from it."
    gradient_words = "The slope y·(1−y) is at most 1/4, so a sigmoid always shrinks the gradient."

    def value(self, x: Array) -> Array:
        """Return 1 / (1 + e⁻ˣ), which is right also where e⁻ˣ overflows to infinity."""
        return 1 / (1 + np.exp(-x))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g · y · (1 − y)."""
        return (g * y * (1 - y),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return one case for each kind of shape."""
        return unary_cases(cls())


@dataclass(frozen=True)
class Relu(Elementwise):
    """y = max(0, x); at the kink x = 0 the gradient is 0."""

    name = "relu"
    symbol = "ReLU"
    inputs = ("x",)
    formula = "maximum(0, x)"
    gradients = ("where(x > 0, g, 0)",)
    words = "Lets positive numbers through and turns negative ones into 0."
    gradient_words = (
        "A gate: the gradient passes unchanged where x is positive, and stops dead everywhere else."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return max(0, x)."""
        return np.maximum(x, 0.0)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g where x > 0, else 0."""
        return (np.where(x > 0, g, 0.0),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return numbers away from the kink at 0."""
        return unary_cases(cls(), gap=0.1)


@dataclass(frozen=True)
class LeakyRelu(Elementwise):
    """y = x where x > 0, else slope · x; at the kink x = 0 the gradient is slope · g.

    Attributes:
        slope: the slope for negative numbers; Keras's `negative_slope`, 0.3 as there (PyTorch: 0.01).

    """

    slope: float = 0.3

    name = "leaky_relu"
    symbol = "LReLU"
    inputs = ("x",)
    formula = "where(x > 0, x, slope * x)"
    gradients = ("where(x > 0, g, slope * g)",)
    words = "Lets positive numbers through and makes negative ones small, but not 0."
    gradient_words = (
        "A gate that never shuts: where x is not positive, a small part of the gradient still leaks through."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return x where x > 0, else slope · x."""
        return np.where(x > 0, x, self.slope * x)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g where x > 0, else slope · g."""
        return (np.where(x > 0, g, self.slope * g),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return numbers away from the kink at 0, at two slopes."""
        return (*unary_cases(cls(), gap=0.1), *unary_cases(cls(slope=0.01), gap=0.1))


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
    words = "Lets positive numbers through and bends negative ones smoothly towards a floor."
    gradient_words = (
        "The gradient passes unchanged where x is positive, and fades smoothly, never abruptly, below 0."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return x where x > 0, else alpha · (eˣ − 1)."""
        return np.where(x > 0, x, self.alpha * np.expm1(x))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g where x > 0, else g · alpha · eˣ."""
        return (np.where(x > 0, g, g * self.alpha * np.exp(x)),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return numbers away from the kink at 0, at two floors."""
        return (*unary_cases(cls(), gap=0.1), *unary_cases(cls(alpha=0.5), gap=0.1))


@dataclass(frozen=True)
class Softplus(Elementwise):
    """y = ln(1 + eˣ), which is x for large x."""

    name = "softplus"
    symbol = "softplus"
    inputs = ("x",)
    formula = "ln(1 + exp(x))"
    gradients = ("g / (1 + exp(-x))",)
    words = "A relu with its corner rounded off: almost 0 far to the left, almost x far to the right."
    gradient_words = "Its slope is the sigmoid of x: a gate that opens gradually instead of at once."

    def value(self, x: Array) -> Array:
        """Return ln(1 + eˣ), for positive x as x + ln(1 + e⁻ˣ), which cannot overflow."""
        return np.where(x.real > 0, x + np.log1p(np.exp(-x)), np.log1p(np.exp(x)))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g / (1 + e⁻ˣ)."""
        return (g / (1 + np.exp(-x)),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return one case for each kind of shape."""
        return unary_cases(cls())


@dataclass(frozen=True)
class Softmax(Op):
    """y = eˣ / Σ eˣ along one axis; nan where that axis holds nan, +∞, or only −∞.

    Attributes:
        axis: the axis along which the values sum to 1.

    """

    axis: int = -1

    name = "softmax"
    symbol = "softmax"
    inputs = ("x",)
    formula = "exp(x) / sum(exp(x), axis, True)"
    gradients = ("y * (g - sum(g * y, axis, True))",)
    words = (
        "Turns each row of scores into probabilities: all positive, summing to 1, the largest score first."
    )
    gradient_words = (
        "Probabilities compete: a class gains only what its gradient has above the row's weighted average."
    )

    def shape(self, *shapes: Shape) -> Shape:
        """Return the input's shape, which must have the axis."""
        (x,) = shapes
        if not -len(x) <= self.axis < len(x):
            raise ShapeError(
                f"softmax: the shape {shape_text(x)} has no axis {self.axis}. "
                f"Give an input with more dimensions, or an axis that it has."
            )
        return x

    def value(self, x: Array) -> Array:
        """Return eˣ / Σ eˣ, the largest x subtracted first: the same value, and no overflow."""
        e = np.exp(x - x.real.max(axis=self.axis, keepdims=True, initial=-np.inf))
        return np.asarray(e / e.sum(axis=self.axis, keepdims=True))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return y · (g − Σ g · y)."""
        return (y * (g - (g * y).sum(axis=self.axis, keepdims=True)),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return vectors, matrices and stacks, along the last axis and another."""
        shapes: tuple[Shape, ...] = ((1,), (4,), (3, 4), (2, 1, 3), (0, 3))
        return (*(Case(cls(), (sample(shape),)) for shape in shapes), Case(cls(axis=0), (sample((3, 2)),)))
