"""Numbers drawn anew for each update: the arithmetic of `graph.noise`."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.codes import NoiseKind
from graphviz_nn.engine.instructions import Noise, words_of
from graphviz_nn.engine.kernels.flags import kernel
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
    update = np.uint64(arena[header + 2 * step])
    key = (np.uint64(arena[header]) << np.uint64(32)) | np.uint64(arena[header + step])
    base = mixed(key + update)
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
    arena[header + 2 * step] += 1.0


@kernel
def _uniform(base: np.uint64, nth: np.uint64) -> float:
    return float(mixed(base + (nth + np.uint64(1)) * _GOLDEN) >> np.uint64(11)) * _UNIT
