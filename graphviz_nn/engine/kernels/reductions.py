"""The largest number of many, and the softmax, along lines of cells."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine.codes import Mode
from graphviz_nn.engine.instructions import Largest, LargestBack, Softmax, SoftmaxBack, behind, words_of
from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.mathematics import exponential
from graphviz_nn.engine.kernels.views import flood, view
from graphviz_nn.engine.types import Arena, Words

_LARGEST, _LARGEST_LINES = words_of(Largest), behind(Largest)
_SHARES, _SHARES_LINES = words_of(LargestBack), behind(LargestBack)
_SOFTMAX, _SOFTMAX_LINES = words_of(Softmax), behind(Softmax)
_BACK, _BACK_LINES = words_of(SoftmaxBack), behind(SoftmaxBack)


@kernel
def largest(arena: Arena, code: Words) -> None:
    """See `Largest`."""
    out, lanes = code[_LARGEST.value], code[_LARGEST.lanes]
    lines, cells = code[_LARGEST.lines], code[_LARGEST.cells]
    offsets = _LARGEST_LINES + lines
    for line in range(lines):
        first = code[_LARGEST_LINES + line]
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
def largest_back(arena: Arena, code: Words) -> None:
    """See `LargestBack`; a nan beats nobody and is beaten by nobody."""
    gradient, value = code[_SHARES.gradient], code[_SHARES.value]
    scratch, shift = code[_SHARES.scratch], code[_SHARES.shift]
    lanes, lines, cells = code[_SHARES.lanes], code[_SHARES.lines], code[_SHARES.cells]
    offsets = _SHARES_LINES + lines
    if code[_SHARES.mode] == Mode.RESTART:
        flood(arena, code[_SHARES.result], code[_SHARES.size], 0.0)
    for line in range(lines):
        first, y, g = code[_SHARES_LINES + line], value + line * lanes, gradient + line * lanes
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
            source = first + code[offsets + cell]
            _add_shares(arena, source + shift, source, y, scratch, lanes)


@inlined
def _share_out(
    arena: Arena, code: Words, offsets: int, cells: int, first: int, shift: int, y: float, g: float
) -> None:
    winners = 0.0
    for cell in range(cells):
        winners += 0.0 if arena[first + code[offsets + cell]] < y else 1.0
    share = g / winners
    for cell in range(cells):
        source = first + code[offsets + cell]
        arena[source + shift] += 0.0 if arena[source] < y else share


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
def softmax(arena: Arena, code: Words) -> None:
    """See `Softmax`."""
    out, source, size = code[_SOFTMAX.value], code[_SOFTMAX.source], code[_SOFTMAX.size]
    cells, step, lines = code[_SOFTMAX.cells], code[_SOFTMAX.step], code[_SOFTMAX.lines]
    for line in range(lines):
        first = code[_SOFTMAX_LINES + line]
        best = largest_of(arena, source + first, cells, step)
        for cell in range(cells):
            arena[out + first + cell * step] = arena[source + first + cell * step] - best
    if code[_SOFTMAX.logarithm]:
        for line in range(lines):
            take_logarithm(arena, out + code[_SOFTMAX_LINES + line], cells, step)
        return
    y = view(arena, out, size)
    for i in range(size):
        y[i] = exponential(y[i])
    for line in range(lines):
        first, total = out + code[_SOFTMAX_LINES + line], 0.0
        for cell in range(cells):
            total += arena[first + cell * step]
        for cell in range(cells):
            arena[first + cell * step] /= total


@kernel
def take_logarithm(arena: Arena, first: int, cells: int, step: int) -> None:
    """Subtract the logarithm of the sum of a line's powers from each of its cells."""
    rest, others = 0.0, -1.0
    for cell in range(cells):  # the largest is 0 by now, and its power stays out of the sum, for log1p
        z = arena[first + cell * step]
        rest += exponential(z) if z != 0.0 else 0.0
        others += 1.0 if z == 0.0 else 0.0
    log = math.log1p(rest + others)
    for cell in range(cells):
        arena[first + cell * step] -= log


@kernel
def softmax_back(arena: Arena, code: Words) -> None:
    """See `SoftmaxBack`."""
    out, gradient, value = code[_BACK.result], code[_BACK.gradient], code[_BACK.value]
    cells, step, logarithm = code[_BACK.cells], code[_BACK.step], code[_BACK.logarithm]
    for line in range(code[_BACK.lines]):
        first = code[_BACK_LINES + line]
        total = 0.0
        for cell in range(cells):
            i = first + cell * step
            total += arena[gradient + i] * (1.0 if logarithm else arena[value + i])
        for cell in range(cells):
            i = first + cell * step
            if logarithm:
                arena[out + i] = arena[gradient + i] - exponential(arena[value + i]) * total
            else:
                arena[out + i] = arena[value + i] * (arena[gradient + i] - total)


@kernel
def largest_of(arena: Arena, first: int, cells: int, step: int) -> float:
    """Return the largest of a line's cells; nan if there is one among them, −∞ for none."""
    best = -np.inf
    for cell in range(cells):
        x = arena[first + cell * step]
        best = x if x > best or x != x else best
    return best
