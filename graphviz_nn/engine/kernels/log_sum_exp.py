"""The logarithm of the sum of powers along lines of cells, without overflow."""

from __future__ import annotations

import math

import numpy as np

from graphviz_nn.engine.instructions import LogSumExp, LogSumExpBack, behind, words_of
from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.mathematics import exponential
from graphviz_nn.engine.types import Arena, Words

_SUM, _LINES = words_of(LogSumExp), behind(LogSumExp)
_BACK, _BACK_LINES = words_of(LogSumExpBack), behind(LogSumExpBack)


@kernel
def log_sum_exp(arena: Arena, code: Words) -> None:
    """See `LogSumExp`."""
    lanes, cells = code[_SUM.lanes], code[_SUM.cells]
    offsets = _LINES + code[_SUM.lines]
    for line in range(code[_SUM.lines]):
        for lane in range(lanes):
            first = code[_SUM.source] + code[_LINES + line] + lane
            arena[code[_SUM.value] + line * lanes + lane] = total_of(arena, code, offsets, cells, first)


@kernel
def log_sum_exp_back(arena: Arena, code: Words) -> None:
    """See `LogSumExpBack`."""
    lanes, cells, source = code[_BACK.lanes], code[_BACK.cells], code[_BACK.source]
    offsets = _BACK_LINES + code[_BACK.lines]
    for line in range(code[_BACK.lines]):
        for lane in range(lanes):
            first = code[_BACK_LINES + line] + lane
            shift, total = shift_of(arena, code, offsets, cells, source + first), 0.0
            for cell in range(cells):
                i = first + code[offsets + cell]
                arena[code[_BACK.result] + i] = exponential(arena[source + i] - shift)
                total += arena[code[_BACK.result] + i]
            g = arena[code[_BACK.gradient] + line * lanes + lane]
            for cell in range(cells):
                i = code[_BACK.result] + first + code[offsets + cell]
                arena[i] = g * (arena[i] / total)


@kernel
def total_of(arena: Arena, code: Words, offsets: int, cells: int, first: int) -> float:
    """Return ln Σ eˣ of a line: the power of the largest x is 1 and stays out of the sum, for log1p."""
    shift, rest, others = shift_of(arena, code, offsets, cells, first), 0.0, -1.0
    for cell in range(cells):
        z = arena[first + code[offsets + cell]] - shift
        if z == 0.0:
            others += 1.0
        else:
            rest += exponential(z)
    return shift + math.log1p(rest + others)


@kernel
def shift_of(arena: Arena, code: Words, offsets: int, cells: int, first: int) -> float:
    """Return the largest cell of a line; 0 where it is not finite."""
    best = -np.inf
    for cell in range(cells):
        x = arena[first + code[offsets + cell]]
        best = x if x > best or x != x else best
    return best if abs(best) < np.inf else 0.0
