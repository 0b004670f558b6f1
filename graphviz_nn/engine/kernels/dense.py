"""A dense layer in one instruction: matmul, bias and activation, forward and backward, the batch innermost."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.elementwise import activate, activation_slope
from graphviz_nn.engine.kernels.flags import kernel, summing
from graphviz_nn.engine.kernels.matmul import multiply
from graphviz_nn.engine.types import Arena, Code
from graphviz_nn.ops import FloatArray

_WIDE = (
    8  # from so many units on, the kernel's gradient is a product along the units, else dots along the batch
)


@kernel
def dense(arena: Arena, code: Code, at: int) -> None:
    """DENSE activation, value, sum, input, kernel, bias or −1, batch, inputs, units, constant.

    Value, sum and input are laid with the batch innermost, the kernel row by row.
    """
    f, value, total, source = code[at + 2], code[at + 3], code[at + 4], code[at + 5]
    weight, bias = code[at + 6], code[at + 7]
    batch, inputs, units = code[at + 8], code[at + 9], code[at + 10]
    if bias < 0:
        arena[total : total + units * batch] = 0.0
    else:
        for unit in range(units):
            first = total + unit * batch
            arena[first : first + batch] = arena[bias + unit]
    multiply(arena, total, batch, source, batch, weight, 1, units, units, inputs, batch)
    y = arena[value : value + units * batch]
    if value != total:
        y[:] = arena[total : total + units * batch]
    if f != codes.LINEAR:
        activate(f, y, np.int64(code[at + 11]).view(np.float64))


@kernel
def dense_back(arena: Arena, code: Code, at: int) -> None:
    """DENSE_BACK activation, gradient, value, sum, input, kernel, batch, inputs, units, constant, targets, scratch.

    The targets are the gradients of kernel, bias and input, each a place, −1 where none is asked for, and a mode.
    The arriving gradient is turned into that of the sum in its place.
    """
    f, gradient, value, total = code[at + 2], code[at + 3], code[at + 4], code[at + 5]
    source, weight = code[at + 6], code[at + 7]
    batch, inputs, units = code[at + 8], code[at + 9], code[at + 10]
    if f != codes.LINEAR:
        d = arena[gradient : gradient + units * batch]
        y, z = arena[value : value + units * batch], arena[total : total + units * batch]
        activation_slope(f, d, y, z, np.int64(code[at + 11]).view(np.float64))
    if code[at + 12] >= 0:
        _kernel_gradient(
            arena, gradient, source, code[at + 12], code[at + 13], code[at + 18], batch, inputs, units
        )
    if code[at + 14] >= 0:
        _bias_gradient(arena, gradient, code[at + 14], code[at + 15], batch, units)
    if code[at + 16] >= 0:
        below = code[at + 16]
        if code[at + 17] == codes.RESTART:
            arena[below : below + inputs * batch] = 0.0
        multiply(arena, below, batch, gradient, batch, weight, units, 1, inputs, units, batch)


@kernel
def _kernel_gradient(
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
    if mode == codes.RESTART:
        arena[out : out + inputs * units] = 0.0
    if units >= _WIDE:
        for unit in range(units):
            for i in range(batch):
                arena[scratch + i * units + unit] = arena[gradient + unit * batch + i]
        multiply(arena, out, units, scratch, units, source, batch, 1, inputs, batch, units)
        return
    for unit in range(units):
        d = arena[gradient + unit * batch : gradient + unit * batch + batch]
        for j in range(inputs):
            x = arena[source + j * batch : source + j * batch + batch]
            arena[out + j * units + unit] += _dot(x, d)


@kernel
def _bias_gradient(arena: Arena, gradient: int, out: int, mode: int, batch: int, units: int) -> None:
    if mode == codes.RESTART:
        arena[out : out + units] = 0.0
    for unit in range(units):
        arena[out + unit] += _total(arena[gradient + unit * batch : gradient + unit * batch + batch])


@summing
def _dot(x: FloatArray, d: FloatArray) -> float:
    total = 0.0
    for i in range(len(x)):
        total += x[i] * d[i]
    return total


@summing
def _total(d: FloatArray) -> float:
    total = 0.0
    for i in range(len(d)):
        total += d[i]
    return total
