"""A dense layer in one instruction: matmul, bias and activation, forward and backward, the batch innermost."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.dots import dots, dots_and_sums, sums
from graphviz_nn.engine.kernels.elementwise import activate, activation_slope
from graphviz_nn.engine.kernels.flags import inlined, kernel, merged
from graphviz_nn.engine.kernels.mathematics import linear, relu, sigmoid, tanh
from graphviz_nn.engine.kernels.matmul import FROM_ZERO, make_product, multiply
from graphviz_nn.engine.kernels.views import copy, flood, view
from graphviz_nn.engine.types import Arena, Code

_SHALLOW = (
    8  # up to so many inputs a unit is summed by itself, its activation with it, else by tiles of units
)
_WIDE = 8  # from so many units on, the kernel's gradient is a product along them, else dots along the batch,
_LONG = 64  # and from so many examples on always dots; and the input's gradient always by tiles of inputs

_sigmoid_units, _tanh_units = make_product(1, sigmoid, inlined), make_product(1, tanh, inlined)
_relu_units, _linear_units = make_product(1, relu, inlined), make_product(1, linear, inlined)


@kernel
def dense(arena: Arena, code: Code) -> None:
    """DENSE activation, value, sum, input, kernel, bias or −1, batch, inputs, units, constant.

    Value, sum and input are laid with the batch innermost, the kernel row by row.
    """
    f, value, total, source = code[2], code[3], code[4], code[5]
    weight, bias = code[6], code[7]
    batch, inputs, units = code[8], code[9], code[10]
    step = int(bias >= 0)
    if batch == 1:  # one example lies as a row of the kernel does: the lanes are units, not examples
        rows, columns, x, x_row, w, w_row, w_step, across = 1, units, weight, units, source, 0, 1, step
    else:
        rows, columns, x, x_row, w, w_row, w_step, across = units, batch, source, batch, weight, 1, units, 0
    if (inputs <= _SHALLOW or batch == 1) and value == total:
        _units(
            *(arena, f, value, batch, x, x_row, w, w_row, w_step),
            *(bias, step, across, rows, inputs, columns),
        )
        return
    multiply(
        *(arena, total, batch, x, x_row, w, w_row, w_step),
        *(bias, step, across, rows, inputs, columns),
    )
    y = view(arena, value, units * batch)
    if value != total:
        copy(y, view(arena, total, units * batch))
    if f != codes.LINEAR:
        activate(f, y, np.int64(code[11]).view(np.float64))


@inlined
def _units(
    arena: Arena,
    f: int,
    out: int,
    out_row: int,
    source: int,
    source_row: int,
    factor: int,
    factor_row: int,
    factor_step: int,
    start: int,
    step: int,
    across: int,
    rows: int,
    depth: int,
    columns: int,
) -> None:
    """Write the units' values, one after the other."""
    matrices = (arena, out, out_row, source, source_row, factor, factor_row, factor_step)
    rest = (start, step, across, rows, depth, columns)
    if f == codes.SIGMOID:
        _sigmoid_units(*matrices, *rest)
    elif f == codes.TANH:
        _tanh_units(*matrices, *rest)
    elif f == codes.RELU:
        _relu_units(*matrices, *rest)
    else:
        _linear_units(*matrices, *rest)


@kernel
def dense_back(arena: Arena, code: Code) -> None:
    """DENSE_BACK activation, gradient, value, sum, input, kernel, batch, inputs, units, constant, targets, scratch.

    The targets are the gradients of kernel, bias and input, each a place, −1 where none is asked for, and a mode.
    The arriving gradient is turned into that of the sum in its place.
    """
    f, gradient, value, total = code[2], code[3], code[4], code[5]
    batch, units = code[8], code[10]
    if f != codes.LINEAR:
        d = view(arena, gradient, units * batch)
        y, z = view(arena, value, units * batch), view(arena, total, units * batch)
        activation_slope(f, d, y, z, np.int64(code[11]).view(np.float64))
    _parameter_gradients(arena, code)
    if code[16] >= 0:
        _input_gradient(arena, code)


@merged
def _parameter_gradients(arena: Arena, code: Code) -> None:
    """Add to the gradients of kernel and bias."""
    gradient, source, scratch = code[3], code[6], code[18]
    batch, inputs, units = code[8], code[9], code[10]
    out, mode, bias, bias_mode = code[12], code[13], code[14], code[15]
    if out < 0 or (units >= _WIDE and batch < _LONG) or batch == 1:
        if bias >= 0:
            sums(arena, bias, gradient, units, batch, int(bias_mode == codes.ACCUMULATE))
        if out >= 0:
            _wide_gradient(arena, gradient, source, out, mode, scratch, batch, inputs, units)
        return
    on_top = int(mode == codes.ACCUMULATE or bias_mode == codes.ACCUMULATE)
    if on_top and mode == codes.RESTART:
        flood(arena, out, inputs * units, 0.0)
    if on_top and bias >= 0 and bias_mode == codes.RESTART:
        flood(arena, bias, units, 0.0)
    dots_and_sums(arena, out, bias, source, inputs, gradient, units, batch, on_top)


@merged
def _input_gradient(arena: Arena, code: Code) -> None:
    """Add to the gradient of the input."""
    gradient, weight, batch, inputs, units = code[3], code[7], code[8], code[9], code[10]
    out, fresh = code[16], code[17] == codes.RESTART
    if batch == 1:
        dots(arena, out, gradient, weight, inputs, units, int(not fresh))
    elif units <= _SHALLOW and batch < _LONG and fresh:
        _linear_units(
            *(arena, out, batch, gradient, batch, weight, units, 1),
            *(FROM_ZERO, 0, 0, inputs, units, batch),
        )
    else:
        start, step, across = (FROM_ZERO, 0, 0) if fresh else (out, batch, 1)
        multiply(
            *(arena, out, batch, gradient, batch, weight, units, 1),
            *(start, step, across, inputs, units, batch),
        )


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
    turned = gradient if batch == 1 else scratch
    for unit in range(units if batch > 1 else 0):
        for i in range(batch):
            arena[turned + i * units + unit] = arena[gradient + unit * batch + i]
    start, step, across = (FROM_ZERO, 0, 0) if mode == codes.RESTART else (out, units, 1)
    multiply(
        *(arena, out, units, turned, units, source, batch, 1),
        *(start, step, across, inputs, batch, units),
    )
