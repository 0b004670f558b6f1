"""A dense layer in one instruction: matmul, bias and activation, forward and backward, the batch innermost."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.elementwise import activate, activation_slope
from graphviz_nn.engine.kernels.flags import kernel, summing
from graphviz_nn.engine.kernels.matmul import FROM_ZERO, ON_TOP, multiply
from graphviz_nn.engine.kernels.tiles import make_dots
from graphviz_nn.engine.kernels.views import copy, flood, view
from graphviz_nn.engine.types import Arena, Code
from graphviz_nn.ops import FloatArray

_dots_4x8, _dots_1x8 = make_dots(4, 8), make_dots(1, 8)
_WIDE = 8  # from so many units on, the kernel's gradient is a product along them, else dots along the batch


@kernel
def dense(arena: Arena, code: Code, at: int) -> None:
    """DENSE activation, value, sum, input, kernel, bias or −1, batch, inputs, units, constant.

    Value, sum and input are laid with the batch innermost, the kernel row by row.
    """
    f, value, total, source = code[at + 2], code[at + 3], code[at + 4], code[at + 5]
    weight, bias = code[at + 6], code[at + 7]
    batch, inputs, units = code[at + 8], code[at + 9], code[at + 10]
    start, step = (FROM_ZERO, 0) if bias < 0 else (bias, 1)
    multiply(arena, total, batch, source, batch, weight, 1, units, start, step, units, inputs, batch)
    y = view(arena, value, units * batch)
    if value != total:
        copy(y, view(arena, total, units * batch))
    if f != codes.LINEAR:
        activate(f, y, np.int64(code[at + 11]).view(np.float64))


@kernel
def dense_back(arena: Arena, code: Code, at: int) -> None:
    """DENSE_BACK activation, gradient, value, sum, input, kernel, batch, inputs, units, constant, targets, scratch.

    The targets are the gradients of kernel, bias and input, each a place, −1 where none is asked for, and a mode.
    The arriving gradient is turned into that of the sum in its place.
    """
    f, gradient, value, total = code[at + 2], code[at + 3], code[at + 4], code[at + 5]
    weight, batch, inputs, units = code[at + 7], code[at + 8], code[at + 9], code[at + 10]
    if f != codes.LINEAR:
        d = view(arena, gradient, units * batch)
        y, z = view(arena, value, units * batch), view(arena, total, units * batch)
        activation_slope(f, d, y, z, np.int64(code[at + 11]).view(np.float64))
    _parameter_gradients(arena, code, at)
    if code[at + 16] >= 0:
        start = FROM_ZERO if code[at + 17] == codes.RESTART else ON_TOP
        multiply(
            *(arena, code[at + 16], batch, gradient, batch, weight, units, 1),
            *(start, 0, inputs, units, batch),
        )


@kernel
def _parameter_gradients(arena: Arena, code: Code, at: int) -> None:
    """Add to the gradients of kernel and bias."""
    gradient, source, scratch = code[at + 3], code[at + 6], code[at + 18]
    batch, inputs, units = code[at + 8], code[at + 9], code[at + 10]
    out, mode, bias, bias_mode = code[at + 12], code[at + 13], code[at + 14], code[at + 15]
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


@kernel
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


@kernel
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
    for unit in range(units):
        d, o, j = gradient + unit * batch, out + unit, 0
        total = bias + unit if bias >= 0 else scratch
        while j + 4 <= inputs:
            x = source + j * batch
            _dots_4x8(arena, o + j * units, units, total, x, batch, d, whole, on_top)
            total = scratch
            j += 4
        while j < inputs:
            x = source + j * batch
            _dots_1x8(arena, o + j * units, units, total, x, batch, d, whole, on_top)
            total = scratch
            j += 1
        for i in range(whole, batch):
            for k in range(inputs):
                arena[o + k * units] += arena[source + k * batch + i] * arena[d + i]
            if bias >= 0:
                arena[bias + unit] += arena[d + i]


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
