"""A dense layer in one instruction: matmul, bias and activation, forward and backward, the batch innermost."""

from __future__ import annotations

from graphviz_nn.engine.codes import LANES, Function, Mode
from graphviz_nn.engine.instructions import Dense, DenseBack, behind, words_of
from graphviz_nn.engine.kernels.dots import dots, dots_and_sums, lane_dots, lane_sums, sums
from graphviz_nn.engine.kernels.elementwise import (
    ALMOST_1,
    apply,
    apply_slope,
    apply_slope_by_value,
    flat_slope,
)
from graphviz_nn.engine.kernels.flags import inlined, kernel, merged
from graphviz_nn.engine.kernels.mathematics import linear, relu, sigmoid, tanh
from graphviz_nn.engine.kernels.matmul import FROM_ZERO, Size, make_product, multiply, multiply_lanes
from graphviz_nn.engine.kernels.tiles import Matrices, Start
from graphviz_nn.engine.kernels.views import copy, flood, two_constants, view
from graphviz_nn.engine.types import Arena, Words

_SHALLOW = (
    8  # up to this many inputs a unit is summed by itself, its activation with it, else by tiles of units
)
_WIDE = (
    8  # from this many units on, the kernel's gradient is a product along them, else dots along the batch,
)
_LONG = 64  # and from this many examples on always dots; and the input's gradient always by tiles of inputs

_DENSE, _DENSE_CONSTANTS = words_of(Dense), behind(Dense)
_BACK, _BACK_CONSTANTS = words_of(DenseBack), behind(DenseBack)

_sigmoid_units, _tanh_units = make_product(1, sigmoid, inlined), make_product(1, tanh, inlined)
_relu_units, _linear_units = make_product(1, relu, inlined), make_product(1, linear, inlined)


@kernel
def dense(arena: Arena, code: Words) -> None:
    """See `Dense`; the kernel lies row by row."""
    f, value, total, source = code[_DENSE.function], code[_DENSE.value], code[_DENSE.sum], code[_DENSE.source]
    weight, bias = code[_DENSE.kernel], code[_DENSE.bias]
    batch, inputs, units = code[_DENSE.batch], code[_DENSE.inputs], code[_DENSE.units]
    step, lanes = int(bias >= 0), code[_DENSE.lanes]
    if lanes > 1:
        matrices = Matrices(total, batch * LANES, source, batch * LANES, weight, LANES, units * LANES)
        start, size = Start(bias, step * LANES, 0), Size(units, inputs, batch * LANES)
        multiply_lanes(arena, matrices, start, size)
        _activate(arena, code, units * batch * LANES)
        return
    if batch == 1:  # one example lies as a row of the kernel does: the lanes are units, not examples
        matrices = Matrices(total, batch, weight, units, source, 0, 1)
        start, size = Start(bias, step, step), Size(1, inputs, units)
    else:
        matrices = Matrices(total, batch, source, batch, weight, 1, units)
        start, size = Start(bias, step, 0), Size(units, inputs, batch)
    if (inputs <= _SHALLOW or batch == 1) and value == total:
        _units(arena, f, matrices, start, size)
        return
    multiply(arena, matrices, start, size)
    _activate(arena, code, units * batch)


@kernel
def _activate(arena: Arena, code: Words, n: int) -> None:
    """Write the values of n sums."""
    f, value, total = code[_DENSE.function], code[_DENSE.value], code[_DENSE.sum]
    y = view(arena, value, n)
    if value != total:
        copy(y, view(arena, total, n))
    if f != Function.LINEAR:
        first, second = two_constants(code, _DENSE.constants, _DENSE_CONSTANTS)
        apply(f, y, first, second)


@inlined
def _units(arena: Arena, f: int, matrices: Matrices, start: Start, size: Size) -> None:
    """Write the units' values, one after the other."""
    if f == Function.SIGMOID:
        _sigmoid_units(arena, matrices, start, size)
    elif f == Function.TANH:
        _tanh_units(arena, matrices, start, size)
    elif f == Function.RELU:
        _relu_units(arena, matrices, start, size)
    else:
        _linear_units(arena, matrices, start, size)


@kernel
def dense_back(arena: Arena, code: Words) -> None:
    """See `DenseBack`."""
    f, n = code[_BACK.function], code[_BACK.units] * code[_BACK.batch] * code[_BACK.lanes]
    if f != Function.LINEAR:
        d, y = view(arena, code[_BACK.gradient], n), view(arena, code[_BACK.value], n)
        if code[_BACK.sum] != code[_BACK.value]:
            first, second = two_constants(code, _BACK.constants, _BACK_CONSTANTS)
            apply_slope(f, d, y, view(arena, code[_BACK.sum], n), first, second)
        elif apply_slope_by_value(f, d, y):
            _apply_flat_slope(arena, code)
    if code[_BACK.lanes] > 1:
        _lane_gradients(arena, code)
        return
    _parameter_gradients(arena, code)
    if code[_BACK.to_source] >= 0:
        _input_gradient(arena, code)


@kernel
def _apply_flat_slope(arena: Arena, code: Words) -> None:
    """Multiply by the slope in the flat cells: each needs its weighted sum, which was not kept."""
    f, gradient, value, source = (
        code[_BACK.function],
        code[_BACK.gradient],
        code[_BACK.value],
        code[_BACK.source],
    )
    batch, inputs, units, bias = code[_BACK.batch], code[_BACK.inputs], code[_BACK.units], code[_BACK.bias]
    lanes = code[_BACK.lanes]
    width = batch * lanes
    for cell in range(units * width):
        if abs(arena[value + cell]) > ALMOST_1:
            unit, example, lane = cell // width, cell % width, cell % lanes
            z = arena[bias + unit * lanes + lane] if bias >= 0 else 0.0
            for i in range(inputs):
                weight = arena[code[_BACK.kernel] + (i * units + unit) * lanes + lane]
                z += weight * arena[source + i * width + example]
            arena[gradient + cell] *= flat_slope(f, z)


@merged
def _parameter_gradients(arena: Arena, code: Words) -> None:
    """Add to the gradients of kernel and bias."""
    gradient, source, scratch = code[_BACK.gradient], code[_BACK.source], code[_BACK.scratch]
    batch, inputs, units = code[_BACK.batch], code[_BACK.inputs], code[_BACK.units]
    out, mode = code[_BACK.to_kernel], code[_BACK.kernel_mode]
    bias, bias_mode = code[_BACK.to_bias], code[_BACK.bias_mode]
    if out < 0 or (units >= _WIDE and batch < _LONG) or batch == 1:
        if bias >= 0:
            sums(arena, bias, gradient, units, batch, int(bias_mode == Mode.ACCUMULATE))
        if out >= 0:
            _wide_gradient(arena, gradient, source, out, mode, scratch, batch, inputs, units)
        return
    on_top = int(mode == Mode.ACCUMULATE or bias_mode == Mode.ACCUMULATE)
    if on_top and mode == Mode.RESTART:
        flood(arena, out, inputs * units, 0.0)
    if on_top and bias >= 0 and bias_mode == Mode.RESTART:
        flood(arena, bias, units, 0.0)
    dots_and_sums(arena, out, bias, source, inputs, gradient, units, batch, on_top)


@kernel
def _lane_gradients(arena: Arena, code: Words) -> None:
    """Add to all gradients in the lanes of many runs, each sum in the order in which it is added up for one run."""
    gradient, source, weight = code[_BACK.gradient], code[_BACK.source], code[_BACK.kernel]
    batch, inputs, units = code[_BACK.batch], code[_BACK.inputs], code[_BACK.units]
    out, bias, scratch = code[_BACK.to_kernel], code[_BACK.to_bias], code[_BACK.scratch]
    on_top, width = int(code[_BACK.kernel_mode] == Mode.ACCUMULATE), batch * LANES
    if bias >= 0:
        lane_sums(arena, bias, gradient, units, batch, int(code[_BACK.bias_mode] == Mode.ACCUMULATE))
    if out >= 0 and ((units >= _WIDE and batch < _LONG) or batch == 1):
        turned = gradient if batch == 1 else scratch
        for unit in range(units if batch > 1 else 0):
            for i in range(batch):
                copy(
                    view(arena, turned + (i * units + unit) * LANES, LANES),
                    view(arena, gradient + (unit * batch + i) * LANES, LANES),
                )
        row = units * LANES
        matrices = Matrices(out, row, turned, row, source, width, LANES)
        start = Start(out, row, 1) if on_top else FROM_ZERO
        multiply_lanes(arena, matrices, start, Size(inputs, batch, row))
    elif out >= 0:
        for k in range(inputs):
            line = source + k * width
            lane_dots(arena, out + k * units * LANES, line, gradient, units, batch, on_top)
    out, on_top = code[_BACK.to_source], int(code[_BACK.source_mode] != Mode.RESTART)
    if out >= 0 and batch == 1:
        lane_dots(arena, out, gradient, weight, inputs, units, on_top)
    elif out >= 0:
        matrices = Matrices(out, width, gradient, width, weight, units * LANES, LANES)
        start = Start(out, width, 1) if on_top else FROM_ZERO
        multiply_lanes(arena, matrices, start, Size(inputs, units, width))


@merged
def _input_gradient(arena: Arena, code: Words) -> None:
    """Add to the gradient of the input."""
    gradient, weight = code[_BACK.gradient], code[_BACK.kernel]
    batch, inputs, units = code[_BACK.batch], code[_BACK.inputs], code[_BACK.units]
    out, fresh = code[_BACK.to_source], code[_BACK.source_mode] == Mode.RESTART
    if batch == 1:
        dots(arena, out, gradient, weight, inputs, units, int(not fresh))
        return
    matrices = Matrices(out, batch, gradient, batch, weight, units, 1)
    size = Size(inputs, units, batch)
    if units <= _SHALLOW and batch < _LONG and fresh:
        _linear_units(arena, matrices, FROM_ZERO, size)
    else:
        multiply(arena, matrices, FROM_ZERO if fresh else Start(out, batch, 1), size)


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
    start = FROM_ZERO if mode == Mode.RESTART else Start(out, units, 1)
    multiply(arena, Matrices(out, units, turned, units, source, batch, 1), start, Size(inputs, batch, units))
