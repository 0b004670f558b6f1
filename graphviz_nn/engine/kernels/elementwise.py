"""Functions of one number over many cells, and their slopes."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine.codes import Function
from graphviz_nn.engine.instructions import Unary, UnaryBack, behind, words_of
from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.gates import gated, gated_slope
from graphviz_nn.engine.kernels.mathematics import (
    exponential,
    exponential_minus_one,
    hyperbolic_tangent,
    hyperbolic_tangent_slope,
    logistic,
    logistic_slope,
    sign,
)
from graphviz_nn.engine.kernels.views import copy, two_constants, view
from graphviz_nn.engine.types import Arena, Words
from graphviz_nn.ops import FloatArray

_SIZE = 2**63 - 1  # the bits of a number but for its sign
ALMOST_1 = 1.0 - 2.0**-30  # up to here the slope by the value is right to 6 digits
_ALMOST_1_BITS = np.float64(ALMOST_1).view(np.int64)
_LN_2, _LN_10 = math.log(2), math.log(10)
_UNARY, _UNARY_CONSTANTS = words_of(Unary), behind(Unary)
_BACK, _BACK_CONSTANTS = words_of(UnaryBack), behind(UnaryBack)


@kernel
def unary(arena: Arena, code: Words) -> None:
    """See `Unary`."""
    n = code[_UNARY.cells]
    y = view(arena, code[_UNARY.value], n)
    copy(y, view(arena, code[_UNARY.source], n))
    first, second = two_constants(code, _UNARY.constants, _UNARY_CONSTANTS)
    apply(code[_UNARY.function], y, first, second)


@kernel
def unary_back(arena: Arena, code: Words) -> None:
    """See `UnaryBack`."""
    n = code[_BACK.cells]
    d, y, x = (
        view(arena, code[_BACK.result], n),
        view(arena, code[_BACK.value], n),
        view(arena, code[_BACK.source], n),
    )
    copy(d, view(arena, code[_BACK.gradient], n))
    first, second = two_constants(code, _BACK.constants, _BACK_CONSTANTS)
    apply_slope(code[_BACK.function], d, y, x, first, second)


# All below work in place: of two arrays that may be the same LLVM makes a slow loop as soon as they are.


@kernel
def apply(f: int, y: FloatArray, first: float, second: float) -> None:
    """Apply a function; its constants: a leaky relu's slope, an elu's alpha, and a selu's scale, a clip's bounds."""
    n = len(y)
    if f == Function.SIGMOID:
        for i in range(n):
            y[i] = logistic(y[i])
    elif f == Function.TANH:
        for i in range(n):
            y[i] = hyperbolic_tangent(y[i])
    elif f == Function.RELU:
        for i in range(n):
            y[i] = 0.0 if y[i] <= 0.0 else y[i]
    elif f == Function.LEAKY_RELU:
        for i in range(n):
            y[i] = y[i] if y[i] > 0.0 else first * y[i]
    elif f == Function.ELU:
        for i in range(n):
            x = y[i]
            low = -40.0 if x < -40.0 else (0.0 if x > 0.0 else x)
            y[i] = x if x > 0.0 else first * exponential_minus_one(low)
    elif f == Function.SELU:
        for i in range(n):
            x = y[i]
            low = -40.0 if x < -40.0 else (0.0 if x > 0.0 else x)
            y[i] = second * (x if x > 0.0 else first * exponential_minus_one(low))
    elif f == Function.SOFTPLUS:
        for i in range(n):
            x = y[i]
            rest = math.log1p(exponential(-x if x > 0.0 else x))
            y[i] = x + rest if x > 0.0 else rest
    elif f == Function.CLIP:
        for i in range(n):
            y[i] = first if y[i] < first else (second if y[i] > second else y[i])
    else:
        _calculate(f, y, first)


@kernel
def _calculate(f: int, y: FloatArray, first: float) -> None:
    """Apply one of the functions that calculus starts with."""
    n = len(y)
    if f == Function.NEGATE:
        for i in range(n):
            y[i] = -y[i]
    elif f == Function.EXP:
        for i in range(n):
            y[i] = exponential(y[i])
    elif f == Function.LN:
        for i in range(n):
            y[i] = np.log(y[i])
    elif f == Function.LOG10:
        for i in range(n):
            y[i] = np.log10(y[i])
    elif f == Function.LOG2:
        for i in range(n):
            y[i] = np.log2(y[i])
    elif f == Function.SQRT:
        for i in range(n):
            y[i] = np.sqrt(y[i])
    elif f == Function.SQUARE:
        for i in range(n):
            y[i] = y[i] * y[i]
    elif f == Function.ABS:
        for i in range(n):
            y[i] = abs(y[i])
    elif f == Function.SIN:
        for i in range(n):
            y[i] = np.sin(y[i])
    elif f == Function.COS:
        for i in range(n):
            y[i] = np.cos(y[i])
    elif f == Function.TAN:
        for i in range(n):
            y[i] = np.tan(y[i])
    else:
        gated(f, y, first)


@kernel
def apply_slope(f: int, d: FloatArray, y: FloatArray, x: FloatArray, first: float, second: float) -> None:
    """Multiply the gradient d of y = f(x) by the function's slope."""
    n = len(d)
    if f == Function.SIGMOID:
        for i in range(n):
            d[i] = d[i] * logistic_slope(x[i])
    elif f == Function.TANH:
        for i in range(n):
            d[i] = d[i] * hyperbolic_tangent_slope(x[i])
    elif f == Function.RELU:
        for i in range(n):
            d[i] = d[i] if y[i] > 0.0 else 0.0  # positive where x is, so x need not be kept
    elif f == Function.LEAKY_RELU:
        for i in range(n):
            d[i] = d[i] if x[i] > 0.0 else first * d[i]
    elif f == Function.ELU:
        for i in range(n):
            d[i] = d[i] if x[i] > 0.0 else d[i] * first * exponential(x[i])
    elif f == Function.SELU:
        for i in range(n):
            d[i] = second * (d[i] if x[i] > 0.0 else d[i] * first * exponential(x[i]))
    elif f == Function.SOFTPLUS:
        for i in range(n):
            d[i] = d[i] * logistic(x[i])
    elif f == Function.CLIP:
        for i in range(n):
            d[i] = 0.0 if x[i] < first or x[i] > second else d[i]
    else:
        _calculate_slope(f, d, y, x, first)


@kernel
def apply_slope_by_value(f: int, d: FloatArray, y: FloatArray) -> bool:
    """Do the same for a sigmoid, a tanh or a relu by its value alone; say whether flat cells are left out.

    There a sigmoid or tanh is so near its end that its value has lost digits of its slope.
    """
    n, signs = len(d), np.int64(0)
    # Without the sign, numbers are ordered as their bits are. A union of signs takes one instruction, and has no
    # chain of sums to wait for.
    if f == Function.SIGMOID:
        for i in range(n):
            signs |= _ALMOST_1_BITS - (np.float64(y[i]).view(np.int64) & _SIZE)
            d[i] = d[i] * (1.0 if abs(y[i]) > ALMOST_1 else y[i] * (1.0 - y[i]))
    elif f == Function.TANH:
        for i in range(n):
            signs |= _ALMOST_1_BITS - (np.float64(y[i]).view(np.int64) & _SIZE)
            d[i] = d[i] * (1.0 if abs(y[i]) > ALMOST_1 else 1.0 - y[i] * y[i])
    else:
        for i in range(n):
            d[i] = d[i] if y[i] > 0.0 else 0.0
    return bool(signs < 0)


@inlined
def flat_slope(f: int, x: float) -> float:
    """Return the slope of a sigmoid or tanh by the number that it is of."""
    return logistic_slope(x) if f == Function.SIGMOID else hyperbolic_tangent_slope(x)


@kernel
def _calculate_slope(f: int, d: FloatArray, y: FloatArray, x: FloatArray, first: float) -> None:
    """Multiply the gradient d of y = f(x) by the slope of a function that calculus starts with."""
    n = len(d)
    if f == Function.NEGATE:
        for i in range(n):
            d[i] = -d[i]
    elif f == Function.EXP:
        for i in range(n):
            d[i] = d[i] * y[i]
    elif f == Function.LN:
        for i in range(n):
            d[i] = d[i] / x[i]
    elif f == Function.LOG10:
        for i in range(n):
            d[i] = d[i] / (x[i] * _LN_10)
    elif f == Function.LOG2:
        for i in range(n):
            d[i] = d[i] / (x[i] * _LN_2)
    elif f == Function.SQRT:
        for i in range(n):
            d[i] = d[i] / (2.0 * y[i])
    elif f == Function.SQUARE:
        for i in range(n):
            d[i] = 2.0 * d[i] * x[i]
    elif f == Function.ABS:
        for i in range(n):
            d[i] = d[i] * sign(x[i])
    elif f == Function.SIN:
        for i in range(n):
            d[i] = d[i] * np.cos(x[i])
    elif f == Function.COS:
        for i in range(n):
            d[i] = -d[i] * np.sin(x[i])
    elif f == Function.TAN:
        for i in range(n):
            d[i] = d[i] * (1.0 + y[i] * y[i])
    else:
        gated_slope(f, d, x, first)
