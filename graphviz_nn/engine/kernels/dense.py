"""A dense layer in one instruction: matmul, bias and activation, forward and backward, the batch innermost."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.elementwise import activate, activation_slope
from graphviz_nn.engine.kernels.flags import kernel, merged, summing
from graphviz_nn.engine.kernels.layers import make_gradients
from graphviz_nn.engine.kernels.matmul import FROM_ZERO, ON_TOP, multiply
from graphviz_nn.engine.kernels.shallow import linear_units, relu_units, sigmoid_units, tanh_units
from graphviz_nn.engine.kernels.views import copy, flood, view
from graphviz_nn.engine.types import Arena, Code
from graphviz_nn.ops import FloatArray

_SHALLOW = (
    8  # up to so many inputs a unit is summed by itself, its activation with it, else by tiles of units
)
_WIDE = 8  # from so many units on, the kernel's gradient is a product along them, else dots along the batch

_gradients_4x4, _gradients_1x4 = make_gradients(4, 4, 8), make_gradients(1, 4, 8)
_gradients_4x1, _gradients_1x1 = make_gradients(4, 1, 8), make_gradients(1, 1, 8)
_totals_4, _totals_1 = make_gradients(0, 4, 8), make_gradients(0, 1, 8)


@kernel
def dense(arena: Arena, code: Code) -> None:
    """DENSE activation, value, sum, input, kernel, bias or −1, batch, inputs, units, constant.

    Value, sum and input are laid with the batch innermost, the kernel row by row.
    """
    f, value, total, source = code[2], code[3], code[4], code[5]
    weight, bias = code[6], code[7]
    batch, inputs, units = code[8], code[9], code[10]
    if inputs <= _SHALLOW and value == total:
        _shallow(arena, f, value, source, weight, 1, units, bias, batch, inputs, units)
        return
    start, step = (FROM_ZERO, 0) if bias < 0 else (bias, 1)
    multiply(arena, total, batch, source, batch, weight, 1, units, start, step, units, inputs, batch)
    y = view(arena, value, units * batch)
    if value != total:
        copy(y, view(arena, total, units * batch))
    if f != codes.LINEAR:
        activate(f, y, np.int64(code[11]).view(np.float64))


@merged
def _shallow(
    arena: Arena,
    f: int,
    out: int,
    source: int,
    factor: int,
    factor_row: int,
    factor_step: int,
    start: int,
    batch: int,
    depth: int,
    units: int,
) -> None:
    """Write the units' values, one after the other."""
    if f == codes.SIGMOID:
        sigmoid_units(arena, out, source, factor, factor_row, factor_step, start, batch, depth, units)
    elif f == codes.TANH:
        tanh_units(arena, out, source, factor, factor_row, factor_step, start, batch, depth, units)
    elif f == codes.RELU:
        relu_units(arena, out, source, factor, factor_row, factor_step, start, batch, depth, units)
    else:
        linear_units(arena, out, source, factor, factor_row, factor_step, start, batch, depth, units)


@kernel
def dense_back(arena: Arena, code: Code) -> None:
    """DENSE_BACK activation, gradient, value, sum, input, kernel, batch, inputs, units, constant, targets, scratch.

    The targets are the gradients of kernel, bias and input, each a place, −1 where none is asked for, and a mode.
    The arriving gradient is turned into that of the sum in its place.
    """
    f, gradient, value, total = code[2], code[3], code[4], code[5]
    weight, batch, inputs, units = code[7], code[8], code[9], code[10]
    if f != codes.LINEAR:
        d = view(arena, gradient, units * batch)
        y, z = view(arena, value, units * batch), view(arena, total, units * batch)
        activation_slope(f, d, y, z, np.int64(code[11]).view(np.float64))
    _parameter_gradients(arena, code)
    if code[16] < 0:
        return
    if units <= _SHALLOW and code[17] == codes.RESTART:
        linear_units(arena, code[16], gradient, weight, units, 1, FROM_ZERO, batch, units, inputs)
    else:
        start = FROM_ZERO if code[17] == codes.RESTART else ON_TOP
        multiply(
            *(arena, code[16], batch, gradient, batch, weight, units, 1),
            *(start, 0, inputs, units, batch),
        )


@merged
def _parameter_gradients(arena: Arena, code: Code) -> None:
    """Add to the gradients of kernel and bias."""
    gradient, source, scratch = code[3], code[6], code[18]
    batch, inputs, units = code[8], code[9], code[10]
    out, mode, bias, bias_mode = code[12], code[13], code[14], code[15]
    if out < 0 or units >= _WIDE:
        if bias >= 0:
            _bias_gradient(arena, gradient, bias, bias_mode, batch, units)
        if out >= 0:
            _wide_gradient(arena, gradient, source, out, mode, scratch, batch, inputs, units)
        return
    on_top = int(mode == codes.ACCUMULATE or bias_mode == codes.ACCUMULATE)
    if on_top and mode == codes.RESTART:
        flood(arena, out, inputs * units, 0.0)
    if on_top and bias >= 0 and bias_mode == codes.RESTART:
        flood(arena, bias, units, 0.0)
    _narrow_gradients(arena, gradient, source, out, bias, scratch, batch, inputs, units, on_top)


@merged
def _wide_gradient(
    arena: Arena,
    gradient: int,
    source: int,
    out: int,
    mode: int,
    scratch: int,
    batch: int,
    inputs: int,
    units: int,
) -> None:
    """Write the kernel's gradient as a product along the units, of which the gradient is turned over first."""
    for unit in range(units):
        for i in range(batch):
            arena[scratch + i * units + unit] = arena[gradient + unit * batch + i]
    start = FROM_ZERO if mode == codes.RESTART else ON_TOP
    multiply(arena, out, units, scratch, units, source, batch, 1, start, 0, inputs, batch, units)


@merged
def _narrow_gradients(
    arena: Arena,
    gradient: int,
    source: int,
    out: int,
    bias: int,
    scratch: int,
    batch: int,
    inputs: int,
    units: int,
    on_top: int,
) -> None:
    """Write the gradients of kernel and bias as dots along the batch."""
    whole = batch & -8  # what fills all lanes
    total = bias if bias >= 0 else scratch
    unit = 0
    while unit + 4 <= units:
        d, o, j = gradient + unit * batch, out + unit, 0
        _totals_4(arena, total + unit, 0, source, d, batch, whole, on_top)
        while j + 4 <= inputs:
            _gradients_4x4(arena, o + j * units, units, source + j * batch, d, batch, whole, on_top)
            j += 4
        while j < inputs:
            _gradients_1x4(arena, o + j * units, units, source + j * batch, d, batch, whole, on_top)
            j += 1
        unit += 4
    while unit < units:
        d, o, j = gradient + unit * batch, out + unit, 0
        _totals_1(arena, total + unit, 0, source, d, batch, whole, on_top)
        while j + 4 <= inputs:
            _gradients_4x1(arena, o + j * units, units, source + j * batch, d, batch, whole, on_top)
            j += 4
        while j < inputs:
            _gradients_1x1(arena, o + j * units, units, source + j * batch, d, batch, whole, on_top)
            j += 1
        unit += 1
    for u in range(units):
        for i in range(whole, batch):
            d = arena[gradient + u * batch + i]
            arena[total + u] += d
            for k in range(inputs):
                arena[out + k * units + u] += arena[source + k * batch + i] * d


@kernel
def _bias_gradient(arena: Arena, gradient: int, out: int, mode: int, batch: int, units: int) -> None:
    if mode == codes.RESTART:
        flood(arena, out, units, 0.0)
    for unit in range(units):
        arena[out + unit] += _total(view(arena, gradient + unit * batch, batch))


@summing
def _total(d: FloatArray) -> float:
    total = 0.0
    for i in range(len(d)):
        total += d[i]
    return total
