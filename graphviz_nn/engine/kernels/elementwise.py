"""Functions of one number over many cells, and their slopes."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.mathematics import (
    exponential,
    exponential_minus_one,
    hyperbolic_tangent,
    logistic,
    sign,
)
from graphviz_nn.engine.kernels.views import copy, view
from graphviz_nn.engine.types import Arena, Code
from graphviz_nn.ops import FloatArray


@kernel
def unary(arena: Arena, code: Code) -> None:
    """UNARY function, value, input, cells, constant: value = function(input)."""
    f, out, source, n = code[2], code[3], code[4], code[5]
    y = view(arena, out, n)
    copy(y, view(arena, source, n))
    if f >= codes.TANH:
        activate(f, y, np.int64(code[6]).view(np.float64))
    else:
        calculate(f, y)


@kernel
def unary_back(arena: Arena, code: Code) -> None:
    """UNARY_BACK function, result, gradient, value, input, cells, constant: result = gradient · slope."""
    f, out, gradient, value, source = code[2], code[3], code[4], code[5], code[6]
    n = code[7]
    d, y, x = view(arena, out, n), view(arena, value, n), view(arena, source, n)
    copy(d, view(arena, gradient, n))
    if f >= codes.TANH:
        activation_slope(f, d, y, x, np.int64(code[8]).view(np.float64))
    else:
        function_slope(f, d, y, x)


# All below work in place: of two arrays that may be the same LLVM makes a slow loop as soon as they are.


@kernel
def activate(f: int, y: FloatArray, constant: float) -> None:
    """Apply an activation; the constant is a leaky relu's slope or an elu's alpha."""
    n = len(y)
    if f == codes.SIGMOID:
        for i in range(n):
            y[i] = logistic(y[i])
    elif f == codes.TANH:
        for i in range(n):
            y[i] = hyperbolic_tangent(y[i])
    elif f == codes.RELU:
        for i in range(n):
            y[i] = 0.0 if y[i] <= 0.0 else y[i]
    elif f == codes.LEAKY_RELU:
        for i in range(n):
            y[i] = y[i] if y[i] > 0.0 else constant * y[i]
    elif f == codes.ELU:
        for i in range(n):
            x = y[i]
            low = -40.0 if x < -40.0 else (0.0 if x > 0.0 else x)
            y[i] = x if x > 0.0 else constant * exponential_minus_one(low)
    elif f == codes.SOFTPLUS:
        for i in range(n):
            x = y[i]
            rest = math.log1p(exponential(-x if x > 0.0 else x))
            y[i] = x + rest if x > 0.0 else rest


@kernel
def calculate(f: int, y: FloatArray) -> None:
    """Apply one of the functions that calculus starts with."""
    n = len(y)
    if f == codes.NEGATE:
        for i in range(n):
            y[i] = -y[i]
    elif f == codes.EXP:
        for i in range(n):
            y[i] = exponential(y[i])
    elif f == codes.LN:
        for i in range(n):
            y[i] = np.log(y[i])
    elif f == codes.SQRT:
        for i in range(n):
            y[i] = np.sqrt(y[i])
    elif f == codes.SQUARE:
        for i in range(n):
            y[i] = y[i] * y[i]
    elif f == codes.ABS:
        for i in range(n):
            y[i] = abs(y[i])
    elif f == codes.SIN:
        for i in range(n):
            y[i] = np.sin(y[i])
    elif f == codes.COS:
        for i in range(n):
            y[i] = np.cos(y[i])
    elif f == codes.TAN:
        for i in range(n):
            y[i] = np.tan(y[i])


@kernel
def activation_slope(f: int, d: FloatArray, y: FloatArray, x: FloatArray, constant: float) -> None:
    """Multiply the gradient d of y = f(x) by an activation's slope."""
    n = len(d)
    if f == codes.SIGMOID:
        for i in range(n):
            d[i] = d[i] * y[i] * (1.0 - y[i])
    elif f == codes.TANH:
        for i in range(n):
            d[i] = d[i] * (1.0 - y[i] * y[i])
    elif f == codes.RELU:
        for i in range(n):
            d[i] = d[i] if y[i] > 0.0 else 0.0  # positive where x is, so x need not be kept
    elif f == codes.LEAKY_RELU:
        for i in range(n):
            d[i] = d[i] if x[i] > 0.0 else constant * d[i]
    elif f == codes.ELU:
        for i in range(n):
            d[i] = d[i] if x[i] > 0.0 else d[i] * constant * exponential(x[i])
    elif f == codes.SOFTPLUS:
        for i in range(n):
            d[i] = d[i] * logistic(x[i])


@kernel
def function_slope(f: int, d: FloatArray, y: FloatArray, x: FloatArray) -> None:
    """Multiply the gradient d of y = f(x) by the slope of a function that calculus starts with."""
    n = len(d)
    if f == codes.NEGATE:
        for i in range(n):
            d[i] = -d[i]
    elif f == codes.EXP:
        for i in range(n):
            d[i] = d[i] * y[i]
    elif f == codes.LN:
        for i in range(n):
            d[i] = d[i] / x[i]
    elif f == codes.SQRT:
        for i in range(n):
            d[i] = d[i] / (2.0 * y[i])
    elif f == codes.SQUARE:
        for i in range(n):
            d[i] = 2.0 * d[i] * x[i]
    elif f == codes.ABS:
        for i in range(n):
            d[i] = d[i] * sign(x[i])
    elif f == codes.SIN:
        for i in range(n):
            d[i] = d[i] * np.cos(x[i])
    elif f == codes.COS:
        for i in range(n):
            d[i] = -d[i] * np.sin(x[i])
    elif f == codes.TAN:
        for i in range(n):
            d[i] = d[i] * (1.0 + y[i] * y[i])
