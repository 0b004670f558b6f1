"""The largest number of many, and the softmax, along lines of cells."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.mathematics import exponential
from graphviz_nn.engine.kernels.views import view
from graphviz_nn.engine.types import Arena, Code


@kernel
def maximum(arena: Arena, code: Code, at: int) -> None:
    """MAXIMUM value, lines, cells, then the place of each line's first cell, then each cell's offset in its line."""
    out, lines, cells = code[at + 2], code[at + 3], code[at + 4]
    offsets = at + 5 + lines
    for line in range(lines):
        first = code[at + 5 + line]
        best = -np.inf
        for cell in range(cells):
            x = arena[first + code[offsets + cell]]
            best = x if x > best or x != x else best
        arena[out + line] = best


@kernel
def maximum_back(arena: Arena, code: Code, at: int) -> None:
    """MAXIMUM_BACK result, gradient, value, shift from the input to the result, lines, cells, places, offsets.

    The cells that are not beaten share their line's gradient equally; a nan beats nobody and is beaten by nobody.
    """
    gradient, value, shift = code[at + 2], code[at + 3], code[at + 4]
    lines, cells = code[at + 5], code[at + 6]
    offsets = at + 7 + lines
    for line in range(lines):
        first, y = code[at + 7 + line], arena[value + line]
        winners = 0.0
        for cell in range(cells):
            winners += 0.0 if arena[first + code[offsets + cell]] < y else 1.0
        share = arena[gradient + line] / winners
        for cell in range(cells):
            place = first + code[offsets + cell]
            arena[place + shift] = 0.0 if arena[place] < y else share


@kernel
def softmax(arena: Arena, code: Code, at: int) -> None:
    """SOFTMAX value, input, size, cells, step between a line's cells, lines, the offset of each line."""
    out, source, size, cells, step = code[at + 2], code[at + 3], code[at + 4], code[at + 5], code[at + 6]
    lines = code[at + 7]
    for line in range(lines):
        first = code[at + 8 + line]
        best = largest(arena, source + first, cells, step)
        for cell in range(cells):
            arena[out + first + cell * step] = arena[source + first + cell * step] - best
    y = view(arena, out, size)
    for i in range(size):
        y[i] = exponential(y[i])
    for line in range(lines):
        first, total = out + code[at + 8 + line], 0.0
        for cell in range(cells):
            total += arena[first + cell * step]
        for cell in range(cells):
            arena[first + cell * step] /= total


@kernel
def softmax_back(arena: Arena, code: Code, at: int) -> None:
    """SOFTMAX_BACK result, gradient, value, cells, step, lines, the offset of each line."""
    out, gradient, value, cells, step = code[at + 2], code[at + 3], code[at + 4], code[at + 5], code[at + 6]
    for line in range(code[at + 7]):
        first = code[at + 8 + line]
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
