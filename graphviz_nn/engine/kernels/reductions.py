"""The largest number of many, and the softmax, along lines of cells."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.mathematics import exponential
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.engine.types import Arena, Code


@kernel
def maximum(arena: Arena, code: Code) -> None:
    """MAXIMUM value, lines, cells, then the place of each line's first cell, then each cell's offset in its line."""
    out, lines, cells = code[2], code[3], code[4]
    offsets = 5 + lines
    for line in range(lines):
        first = code[5 + line]
        best = -np.inf
        for cell in range(cells):
            x = arena[first + code[offsets + cell]]
            best = x if x > best or x != x else best
        arena[out + line] = best


@kernel
def maximum_back(arena: Arena, code: Code) -> None:
    """MAXIMUM_BACK result, gradient, value, shift from the input to the result, lines, cells, places, offsets.

    The cells that are not beaten share their line's gradient equally; a nan beats nobody and is beaten by nobody.
    """
    gradient, value, shift = code[2], code[3], code[4]
    lines, cells = code[5], code[6]
    offsets = 7 + lines
    for line in range(lines):
        first, y = code[7 + line], arena[value + line]
        winners = 0.0
        for cell in range(cells):
            winners += 0.0 if arena[first + code[offsets + cell]] < y else 1.0
        share = arena[gradient + line] / winners
        for cell in range(cells):
            place = first + code[offsets + cell]
            arena[place + shift] = 0.0 if arena[place] < y else share


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
