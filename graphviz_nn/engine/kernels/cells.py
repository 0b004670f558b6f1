"""Functions of two numbers over cells that broadcast, their gradients, and the moves and sums between layouts."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.codes import Function2, Mode
from graphviz_nn.engine.instructions import Binary, BinaryBack, Fill, Move, behind, words_of
from graphviz_nn.engine.kernels.flags import inlined, kernel, merged, summing
from graphviz_nn.engine.kernels.views import copy, flood, number, view
from graphviz_nn.engine.types import Arena, Words
from graphviz_nn.ops import FloatArray

_FILL, _MOVE, _BINARY, _BACK = words_of(Fill), words_of(Move), words_of(Binary), words_of(BinaryBack)
_MOVE_RUNS, _BINARY_RUNS, _BACK_RUNS = behind(Move), behind(Binary), behind(BinaryBack)


@kernel
def fill(arena: Arena, code: Words) -> None:
    """See `Fill`."""
    flood(arena, code[_FILL.target], code[_FILL.cells], number(code, _FILL.number))


@kernel
def move(arena: Arena, code: Words) -> None:
    """See `Move`."""
    mode, n = code[_MOVE.mode], code[_MOVE.cells]
    divisor = number(code, _MOVE.divisor)
    to_step, step = code[_MOVE.target_step], code[_MOVE.source_step]
    if mode == Mode.RESTART:
        flood(arena, code[_MOVE.target], code[_MOVE.size], 0.0)
    for run in range(code[_MOVE.runs]):
        target, source = code[_MOVE_RUNS + 2 * run], code[_MOVE_RUNS + 1 + 2 * run]
        if mode == Mode.ASSIGN:
            _assign(arena, target, to_step, source, step, n, divisor)
        else:
            _add(arena, target, to_step, source, step, n, divisor)


# A division costs as much as several moves, and hardly any move has one.


@inlined
def _assign(arena: Arena, target: int, to_step: int, source: int, step: int, n: int, divisor: float) -> None:
    if divisor != 1.0:
        for i in range(n):
            arena[target + i * to_step] = arena[source + i * step] / divisor
    elif to_step == 1 and step == 1:
        copy(view(arena, target, n), view(arena, source, n))
    else:
        for i in range(n):
            arena[target + i * to_step] = arena[source + i * step]


@inlined
def _add(arena: Arena, target: int, to_step: int, source: int, step: int, n: int, divisor: float) -> None:
    if to_step == 0:
        arena[target] += _sum(arena, source, step, n) / divisor
    elif divisor != 1.0:
        for i in range(n):
            arena[target + i * to_step] += arena[source + i * step] / divisor
    elif to_step == 1 and step == 1:
        t, s = view(arena, target, n), view(arena, source, n)
        for i in range(n):
            t[i] += s[i]
    else:
        for i in range(n):
            arena[target + i * to_step] += arena[source + i * step]


@summing
def _sum(arena: Arena, source: int, step: int, n: int) -> float:
    total = 0.0
    if step == 1:
        x = view(arena, source, n)
        for i in range(n):
            total += x[i]
    else:
        for i in range(n):
            total += arena[source + i * step]
    return total


@kernel
def binary(arena: Arena, code: Words) -> None:
    """See `Binary`."""
    f, out, n = code[_BINARY.function], code[_BINARY.value], code[_BINARY.cells]
    a_step, b_step = code[_BINARY.a_step], code[_BINARY.b_step]
    for run in range(code[_BINARY.runs]):
        a, b = code[_BINARY_RUNS + 2 * run], code[_BINARY_RUNS + 1 + 2 * run]
        _binary_run(arena, f, out + run * n, a, b, n, a_step, b_step)


@merged
def _binary_run(arena: Arena, f: int, out: int, a: int, b: int, n: int, a_step: int, b_step: int) -> None:
    y = view(arena, out, n)
    if a_step == 1 and b_step == 1:
        u, v = view(arena, a, n), view(arena, b, n)
        if f == Function2.ADD:
            for i in range(n):
                y[i] = u[i] + v[i]
        elif f == Function2.SUBTRACT:
            for i in range(n):
                y[i] = u[i] - v[i]
        elif f == Function2.MULTIPLY:
            for i in range(n):
                y[i] = u[i] * v[i]
        elif f == Function2.DIVIDE:
            for i in range(n):
                y[i] = u[i] / v[i]
        else:
            _other_run(arena, f, y, a, b, a_step, b_step)
    else:
        _other_run(arena, f, y, a, b, a_step, b_step)


@kernel
def _other_run(arena: Arena, f: int, y: FloatArray, a: int, b: int, a_step: int, b_step: int) -> None:
    for i in range(len(y)):
        y[i] = _value(f, arena[a + i * a_step], arena[b + i * b_step], y[i])


@inlined
def _value(f: int, a: float, b: float, before: float) -> float:
    if f == Function2.ADD:
        return a + b
    if f == Function2.SUBTRACT:
        return a - b
    if f == Function2.MULTIPLY:
        return a * b
    if f == Function2.DIVIDE:
        return a / b
    if f == Function2.MAXIMUM:
        return a if a > b or a != a else b
    if f == Function2.MINIMUM:
        return a if a < b or a != a else b
    if f == Function2.KEEP:
        return b if a != 0.0 else 0.0
    if f == Function2.DROP:
        return 0.0 if a != 0.0 else b
    if f == Function2.PUT:
        return b if a != 0.0 else before
    if f == Function2.POWER:
        return float(np.power(a, b))
    return 1.0 if _holds(f, a, b) else 0.0


@inlined
def _holds(f: int, a: float, b: float) -> bool:
    if f == Function2.GREATER:
        return a > b
    if f == Function2.LESS:
        return a < b
    if f == Function2.GREATER_EQUAL:
        return a >= b
    if f == Function2.LESS_EQUAL:
        return a <= b
    return (a == b) == (f == Function2.EQUAL)


@kernel
def binary_back(arena: Arena, code: Words) -> None:
    """See `BinaryBack`."""
    f, argument, n = code[_BACK.function], code[_BACK.argument], code[_BACK.cells]
    out, gradient, value = code[_BACK.result], code[_BACK.gradient], code[_BACK.value]
    a_step, b_step = code[_BACK.a_step], code[_BACK.b_step]
    for run in range(code[_BACK.runs]):
        a, b, first = code[_BACK_RUNS + 2 * run], code[_BACK_RUNS + 1 + 2 * run], run * n
        d = view(arena, out + first, n)
        g = view(arena, gradient + first, n)
        y = view(arena, value + first, n)
        if f == Function2.MULTIPLY:
            other, step = (b, b_step) if argument == 0 else (a, a_step)
            for i in range(n):
                d[i] = g[i] * arena[other + i * step]
        else:
            for i in range(n):
                d[i] = _slope(f, argument, g[i], y[i], arena[a + i * a_step], arena[b + i * b_step])


@inlined
def _slope(f: int, argument: int, g: float, y: float, a: float, b: float) -> float:
    if f == Function2.DIVIDE:
        return g / b if argument == 0 else -g * y / b
    if f == Function2.POWER:
        if argument == 0:
            return 0.0 if b == 0.0 else g * b * float(np.power(a, b - 1.0))
        return 0.0 if a == 0.0 and b >= 0.0 else g * y * float(np.log(a))
    if f == Function2.MINIMUM:
        a, b = b, a
    if a > b:
        return g if argument == 0 else 0.0
    if a < b:
        return 0.0 if argument == 0 else g
    return g / 2.0  # equal, or one of them nan
