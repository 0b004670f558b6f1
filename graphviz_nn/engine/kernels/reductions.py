"""The largest number of many, and the softmax, along lines of cells."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import inlined, kernel
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
        first = code[6 + line]
        if lanes == 1:
            best = -np.inf
            for cell in range(cells):
                x = arena[first + code[offsets + cell]]
                best = x if x > best or x != x else best
            arena[out + line] = best
        else:
            flood(arena, out + line * lanes, lanes, -np.inf)
            for cell in range(cells):
                _take_larger(arena, out + line * lanes, first + code[offsets + cell], lanes)


@inlined
def _take_larger(arena: Arena, out: int, source: int, lanes: int) -> None:
    y, x = view(arena, out, lanes), view(arena, source, lanes)
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
    for line in range(lines):
        first, y, g = code[12 + line], value + line * lanes, gradient + line * lanes
        if lanes == 1:
            _share_out(arena, code, offsets, cells, first, shift, arena[y], arena[g])
            continue
        flood(arena, scratch, lanes, 0.0)
        for cell in range(cells):
            _count_winners(arena, scratch, first + code[offsets + cell], y, lanes)
        share, whole = view(arena, scratch, lanes), view(arena, g, lanes)
        for i in range(lanes):
            share[i] = whole[i] / share[i]
        for cell in range(cells):
            place = first + code[offsets + cell]
            _add_shares(arena, place + shift, place, y, scratch, lanes)


@inlined
def _share_out(
    arena: Arena, code: Code, offsets: int, cells: int, first: int, shift: int, y: float, g: float
) -> None:
    winners = 0.0
    for cell in range(cells):
        winners += 0.0 if arena[first + code[offsets + cell]] < y else 1.0
    share = g / winners
    for cell in range(cells):
        place = first + code[offsets + cell]
        arena[place + shift] += 0.0 if arena[place] < y else share


@inlined
def _count_winners(arena: Arena, counts: int, source: int, value: int, lanes: int) -> None:
    count, x, y = view(arena, counts, lanes), view(arena, source, lanes), view(arena, value, lanes)
    for i in range(lanes):
        count[i] += 0.0 if x[i] < y[i] else 1.0


@inlined
def _add_shares(arena: Arena, out: int, source: int, value: int, shares: int, lanes: int) -> None:
    d, x = view(arena, out, lanes), view(arena, source, lanes)
    y, share = view(arena, value, lanes), view(arena, shares, lanes)
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
