"""The activations that let a number through by its own size, the error function, and their slopes."""

from __future__ import annotations

import math

from graphviz_nn.engine.codes import Function
from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.mathematics import exponential, logistic
from graphviz_nn.ops import FloatArray

_ROOT_HALF = math.sqrt(0.5)
_DENSITY = 1.0 / math.sqrt(2.0 * math.pi)  # of the normal distribution, at 0
_STEEP = math.sqrt(2.0 / math.pi)
_ERF = 2.0 / math.sqrt(math.pi)


@kernel
def gated(f: int, y: FloatArray, bend: float) -> None:
    """Apply one of them in place; the bend is that of a gelu with a tanh."""
    n = len(y)
    if f == Function.GELU:
        for i in range(n):
            y[i] = y[i] * math.erfc(-y[i] * _ROOT_HALF) / 2.0
    elif f == Function.GELU_TANH:
        for i in range(n):
            y[i] = y[i] * logistic(2.0 * _bent(y[i], bend))
    elif f == Function.SILU:
        for i in range(n):
            y[i] = y[i] * logistic(y[i])
    elif f == Function.ERF:
        for i in range(n):
            y[i] = math.erf(y[i])


@kernel
def gated_slope(f: int, d: FloatArray, x: FloatArray, bend: float) -> None:
    """Multiply the gradient d of y = f(x) by the slope."""
    n = len(d)
    if f == Function.GELU:
        for i in range(n):
            bell = _DENSITY * exponential(-(x[i] * x[i]) / 2.0)
            d[i] = d[i] * (math.erfc(-x[i] * _ROOT_HALF) / 2.0 + x[i] * bell)
    elif f == Function.GELU_TANH:
        for i in range(n):
            bent = _bent(x[i], bend)
            share, rest = logistic(2.0 * bent), logistic(-2.0 * bent)
            rise = _STEEP * (1.0 + 3.0 * bend * (x[i] * x[i]))
            # Where nothing is let through, the rise may be beyond all numbers.
            more = 0.0 if share * rest == 0.0 else 2.0 * x[i] * share * rest * rise
            d[i] = d[i] * (share + more)
    elif f == Function.SILU:
        for i in range(n):
            share = logistic(x[i])
            d[i] = d[i] * (1.0 + x[i] * (1.0 - share)) * share
    elif f == Function.ERF:
        for i in range(n):
            d[i] = _ERF * d[i] * exponential(-(x[i] * x[i]))


@inlined
def _bent(x: float, bend: float) -> float:
    return _STEEP * (x + bend * (x * x * x))
