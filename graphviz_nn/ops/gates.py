"""The activations that let a number through by its own size: smooth cousins of the relu."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops.arrays import Array, erfc, logistic
from graphviz_nn.ops.elementwise import Elementwise

__all__ = ["Gelu", "GeluTanh", "Silu"]

_DENSITY = "exp(-x**2 / 2) / sqrt(2 * pi)"  # of the normal distribution, at x
_SHARE = "(1 + erf(x / sqrt(2))) / 2"  # of the normal distribution, below x
_BENT = "tanh(sqrt(2 / pi) * (x + bend * x**3))"
_SWITCH = "(1 + exp(-x))"


_STEEP = math.sqrt(2 / math.pi)


@dataclass(frozen=True)
class Gelu(Elementwise):
    """y = x · Φ(x), where Φ(x) = (1 + erf(x/√2)) / 2 is the share of a normal distribution below x.

    Hendrycks and Gimpel, 2016; Keras's `gelu(x, approximate=False)`, which is its default.
    """

    name = "gelu"
    limits = (-0.17, math.inf)
    symbol = "GELU"
    inputs = ("x",)
    formula = f"x * {_SHARE}"
    gradients = (f"g * ({_SHARE} + x * {_DENSITY})",)
    deed = "lets through of {0} the share of a normal distribution below it"
    words = "Lets each number through by how large it is among normal ones: all of large ones, almost none below −3."
    gradient_words = (
        "The gate's own share, and what opening it further adds; slightly negative between −4 and −0.75."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return x · Φ(x), exact also where Φ is almost 0."""
        return np.asarray(x * erfc(-x / math.sqrt(2)) / 2)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g · (Φ(x) + x · φ(x)), exact also where Φ is almost 0."""
        return (g * (erfc(-x / math.sqrt(2)) / 2 + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)),)


@dataclass(frozen=True)
class GeluTanh(Elementwise):
    """y = x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2: the gelu without an error function, to about 0.0005.

    Hendrycks and Gimpel, 2016; Keras's `gelu(x, approximate=True)`.

    Attributes:
        bend: how much the cube of x counts; with the usual number the two are closest.

    """

    bend: float = 0.044715

    name = "gelu_tanh"
    limits = (-0.171, math.inf)
    symbol = "GELU≈"
    inputs = ("x",)
    formula = f"x * (1 + {_BENT}) / 2"
    gradients = (f"g * (1 + {_BENT} + x * (1 - {_BENT}**2) * sqrt(2 / pi) * (1 + 3 * bend * x**2)) / 2",)
    deed = "lets through of {0} almost the share of a normal distribution below it"
    words = "The gelu with a tanh in place of the error function: quicker, and off by 0.0005 at most."
    gradient_words = (
        "The gate's own share, and what opening it further adds; slightly negative between −4 and −0.75."
    )
    analytic = False

    def value(self, x: Array) -> Array:
        """Return x · (1 + tanh u) / 2 as x · σ(2u), exact also where that is almost 0."""
        return np.asarray(x * logistic(2 * self._bent(x)))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g · (σ + x · 2 σ (1 − σ) · u′), with 1 − σ(2u) as σ(−2u)."""
        u = self._bent(x)
        share, rest = logistic(2 * u), logistic(-2 * u)
        rise = _STEEP * (1 + 3 * self.bend * x**2)
        # Where nothing is let through, the rise may be beyond all numbers.
        more = np.where(share * rest == 0, 0.0, 2 * x * share * rest * rise)
        return (g * (share + more),)

    def _bent(self, x: Array) -> Array:
        return np.asarray(_STEEP * (x + self.bend * x**3))


@dataclass(frozen=True)
class Silu(Elementwise):
    """y = x · σ(x), with the sigmoid σ; also called swish (Elfwing et al., 2017; Ramachandran et al., 2017)."""

    name = "silu"
    limits = (-0.2785, math.inf)
    symbol = "SiLU"
    inputs = ("x",)
    formula = f"x / {_SWITCH}"
    gradients = (f"g * (1 + x * (1 - 1 / {_SWITCH})) / {_SWITCH}",)
    deed = "lets through of {0} the share that its sigmoid says"
    words = "Multiplies each number by its sigmoid: a relu whose corner is a soft dip below 0."
    gradient_words = (
        "The sigmoid, and x times its slope on top: above 1 for large x, slightly negative below −1.28."
    )
