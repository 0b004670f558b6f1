"""Numbers drawn anew for each update: the arithmetic of `graph.noise`."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.codes import DIGIT, KEY_DIGITS, UPDATE_DIGITS, NoiseKind
from graphviz_nn.engine.instructions import Noise, words_of
from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.order import mixed
from graphviz_nn.engine.kernels.views import number
from graphviz_nn.engine.types import Arena, Words

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_UNIT = 2.0**-53

_NOISE = words_of(Noise)


@kernel
def noise(arena: Arena, code: Words) -> None:
    """See `Noise`."""
    out, examples, cells = code[_NOISE.value], code[_NOISE.examples], code[_NOISE.cells]
    across, along = code[_NOISE.example_step], code[_NOISE.cell_step]
    kind, amount, header = code[_NOISE.kind], number(code, _NOISE.amount), code[_NOISE.header]
    step = code[_NOISE.header_step]
    count = header + KEY_DIGITS * step
    base = mixed(_whole(arena, header, step, KEY_DIGITS) + _whole(arena, count, step, UPDATE_DIGITS))
    for i in range(examples):
        for j in range(cells):
            nth = np.uint64(i * cells + j)
            if kind == NoiseKind.KEEP:
                drawn = 1.0 / (1.0 - amount) if _uniform(base, nth) >= amount else 0.0
            else:
                radius = np.sqrt(-2.0 * np.log(1.0 - _uniform(base, np.uint64(2) * nth)))
                angle = 2.0 * np.pi * _uniform(base, np.uint64(2) * nth + np.uint64(1))
                drawn = amount * (radius * np.cos(angle))
            arena[out + i * across + j * along] = drawn
    _count_on(arena, count, step)


@inlined
def _whole(arena: Arena, first: int, step: int, digits: int) -> np.uint64:
    """Return a whole number by its digits, the highest first."""
    whole = np.uint64(0)
    for i in range(digits):
        whole = (whole << np.uint64(DIGIT)) | np.uint64(arena[first + i * step])
    return whole


@inlined
def _count_on(arena: Arena, first: int, step: int) -> None:
    """Add 1 to a whole number of two digits."""
    arena[first + step] += 1.0
    if arena[first + step] == 2.0**DIGIT:
        arena[first + step] = 0.0
        arena[first] += 1.0


@kernel
def _uniform(base: np.uint64, nth: np.uint64) -> float:
    return float(mixed(base + (nth + np.uint64(1)) * _GOLDEN) >> np.uint64(11)) * _UNIT
