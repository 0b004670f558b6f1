"""Functions of two numbers over cells that broadcast, their gradients, and the moves and sums between layouts."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import inlined, kernel, summing
from graphviz_nn.engine.kernels.views import copy, flood, view
from graphviz_nn.engine.types import Arena, Code


@kernel
def fill(arena: Arena, code: Code) -> None:
    """FILL target, cells, number."""
    target, n = code[2], code[3]
    flood(arena, target, n, np.int64(code[4]).view(np.float64))


@kernel
def move(arena: Arena, code: Code) -> None:
    """MOVE mode, target, its size, divisor, run, target's step, source's step, runs, offsets of both for each run.

    Adds source / divisor to the target's cells, or assigns it; where many cells of the source lead to one of the
    target, this is a sum, and where one leads to many, a spread.
    """
    mode, target, size = code[2], code[3], code[4]
    divisor = np.int64(code[5]).view(np.float64)
    n, to_step, step, runs = code[6], code[7], code[8], code[9]
    if mode == codes.RESTART:
        flood(arena, target, size, 0.0)
    for run in range(runs):
        place, source = code[10 + 2 * run], code[11 + 2 * run]
        if mode == codes.ASSIGN:
            _assign(arena, place, to_step, source, step, n, divisor)
        else:
            _add(arena, place, to_step, source, step, n, divisor)


# A division costs as much as several moves, and hardly any move has one.


@inlined
def _assign(arena: Arena, place: int, to_step: int, source: int, step: int, n: int, divisor: float) -> None:
    if divisor != 1.0:
        for i in range(n):
            arena[place + i * to_step] = arena[source + i * step] / divisor
    elif to_step == 1 and step == 1:
        copy(view(arena, place, n), view(arena, source, n))
    else:
        for i in range(n):
            arena[place + i * to_step] = arena[source + i * step]


@inlined
def _add(arena: Arena, place: int, to_step: int, source: int, step: int, n: int, divisor: float) -> None:
    if to_step == 0:
        arena[place] += _sum(arena, source, step, n) / divisor
    elif divisor != 1.0:
        for i in range(n):
            arena[place + i * to_step] += arena[source + i * step] / divisor
    elif to_step == 1 and step == 1:
        t, s = view(arena, place, n), view(arena, source, n)
        for i in range(n):
            t[i] += s[i]
    else:
        for i in range(n):
            arena[place + i * to_step] += arena[source + i * step]


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
def binary(arena: Arena, code: Code) -> None:
    """BINARY function, value, run, a's step, b's step, runs, offsets of a and b for each run: value = f(a, b)."""
    f, out, n, a_step, b_step, runs = (
        code[2],
        code[3],
        code[4],
        code[5],
        code[6],
        code[7],
    )
    for run in range(runs):
        a, b = code[8 + 2 * run], code[9 + 2 * run]
        _binary_run(arena, f, out + run * n, a, b, n, a_step, b_step)


@kernel
def _binary_run(arena: Arena, f: int, out: int, a: int, b: int, n: int, a_step: int, b_step: int) -> None:
    y = view(arena, out, n)
    if a_step == 1 and b_step == 1 and f != codes.POWER:
        u, v = view(arena, a, n), view(arena, b, n)
        if f == codes.ADD:
            for i in range(n):
                y[i] = u[i] + v[i]
        elif f == codes.SUBTRACT:
            for i in range(n):
                y[i] = u[i] - v[i]
        elif f == codes.MULTIPLY:
            for i in range(n):
                y[i] = u[i] * v[i]
        else:
            for i in range(n):
                y[i] = u[i] / v[i]
    else:
        for i in range(n):
            y[i] = _value(f, arena[a + i * a_step], arena[b + i * b_step])


@inlined
def _value(f: int, a: float, b: float) -> float:
    if f == codes.ADD:
        return a + b
    if f == codes.SUBTRACT:
        return a - b
    if f == codes.MULTIPLY:
        return a * b
    if f == codes.DIVIDE:
        return a / b
    return float(np.power(a, b))


@kernel
def binary_back(arena: Arena, code: Code) -> None:
    """BINARY_BACK function, argument, result, gradient, value, run, steps of a and b, runs, offsets of a and b.

    The result, shaped as the value, is what the op sends to its argument 0 or 1 before any sum.
    """
    f, argument, out, gradient, value = (
        code[2],
        code[3],
        code[4],
        code[5],
        code[6],
    )
    n, a_step, b_step, runs = code[7], code[8], code[9], code[10]
    for run in range(runs):
        a, b, first = code[11 + 2 * run], code[12 + 2 * run], run * n
        d = view(arena, out + first, n)
        g = view(arena, gradient + first, n)
        y = view(arena, value + first, n)
        for i in range(n):
            d[i] = _slope(f, argument, g[i], y[i], arena[a + i * a_step], arena[b + i * b_step])


@inlined
def _slope(f: int, argument: int, g: float, y: float, a: float, b: float) -> float:
    if f == codes.MULTIPLY:
        return g * b if argument == 0 else g * a
    if f == codes.DIVIDE:
        return g / b if argument == 0 else -g * y / b
    if argument == 0:
        return 0.0 if b == 0.0 else g * b * float(np.power(a, b - 1.0))
    return 0.0 if a == 0.0 and b >= 0.0 else g * y * float(np.log(a))
