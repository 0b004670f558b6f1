"""The largest number of many, and the softmax, along lines of cells."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.mathematics import exponential
from graphviz_nn.engine.kernels.views import flood, view
from graphviz_nn.engine.types import Arena, Code


@kernel
def maximum(arena: Arena, code: Code) -> None:
    """MAXIMUM value, lanes, lines, cells, then the place of each line's first cell, then each cell's offset in it.

    Each line is `lanes` of them side by side, each with a maximum of its own.
    """
    out, lanes, lines, cells = code[2], code[3], code[4], code[5]
    offsets = 6 + lines
    for line in range(lines):
        first, y = code[6 + line], view(arena, out + line * lanes, lanes)
        flood(arena, out + line * lanes, lanes, -np.inf)
        for cell in range(cells):
            x = view(arena, first + code[offsets + cell], lanes)
            for i in range(lanes):
                y[i] = x[i] if x[i] > y[i] or x[i] != x[i] else y[i]


@kernel
def maximum_back(arena: Arena, code: Code) -> None:
    """MAXIMUM_BACK mode, result, its size, gradient, value, scratch, shift, lanes, lines, cells, places, offsets.

    The shift leads from a cell of the input to that of the result. The cells that are not beaten share their line's
    gradient equally; a nan beats nobody and is beaten by nobody. The shares are added: lines may share cells.
    """
    gradient, value, scratch, shift = code[5], code[6], code[7], code[8]
    lanes, lines, cells = code[9], code[10], code[11]
    offsets = 12 + lines
    if code[2] == codes.RESTART:
        flood(arena, code[3], code[4], 0.0)
    share = view(arena, scratch, lanes)
    for line in range(lines):
        first = code[12 + line]
        y, g = view(arena, value + line * lanes, lanes), view(arena, gradient + line * lanes, lanes)
        flood(arena, scratch, lanes, 0.0)
        for cell in range(cells):
            x = view(arena, first + code[offsets + cell], lanes)
            for i in range(lanes):
                share[i] += 0.0 if x[i] < y[i] else 1.0
        for i in range(lanes):
            share[i] = g[i] / share[i]
        for cell in range(cells):
            x = view(arena, first + code[offsets + cell], lanes)
            d = view(arena, first + code[offsets + cell] + shift, lanes)
            for i in range(lanes):
                d[i] += 0.0 if x[i] < y[i] else share[i]


@kernel
def softmax(arena: Arena, code: Code) -> None:
    """SOFTMAX value, input, size, cells, step between a line's cells, lines, the offset of each line."""
    out, source, size, cells, step = code[2], code[3], code[4], code[5], code[6]
    lines = code[7]
    for line in range(lines):
        first = code[8 + line]
        best = largest(arena, source + first, cells, step)
        for cell in range(cells):
            arena[out + first + cell * step] = arena[source + first + cell * step] - best
    y = view(arena, out, size)
    for i in range(size):
        y[i] = exponential(y[i])
    for line in range(lines):
        first, total = out + code[8 + line], 0.0
        for cell in range(cells):
            total += arena[first + cell * step]
        for cell in range(cells):
            arena[first + cell * step] /= total


@kernel
def softmax_back(arena: Arena, code: Code) -> None:
    """SOFTMAX_BACK result, gradient, value, cells, step, lines, the offset of each line."""
    out, gradient, value, cells, step = code[2], code[3], code[4], code[5], code[6]
    for line in range(code[7]):
        first = code[8 + line]
        mean = 0.0
        for cell in range(cells):
            i = first + cell * step
            mean += arena[gradient + i] * arena[value + i]
        for cell in range(cells):
            i = first + cell * step
            arena[out + i] = arena[value + i] * (arena[gradient + i] - mean)


@kernel
def largest(arena: Arena, first: int, cells: int, step: int) -> float:
    """Return the largest of a line's cells; nan if there is one among them, −∞ for none."""
    best = -np.inf
    for cell in range(cells):
        x = arena[first + cell * step]
        best = x if x > best or x != x else best
    return best
