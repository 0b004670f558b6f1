"""Numbers drawn anew for each update: the arithmetic of `graph.noise`."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.order import mixed
from graphviz_nn.engine.types import Arena, Code

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_UNIT = 2.0**-53


@kernel
def noise(arena: Arena, code: Code) -> None:
    """NOISE value, examples, cells of one, steps between examples and between cells, distribution, amount, header.

    The header is three cells: the upper and the lower half of the key, and the number of the update, which goes on.
    """
    out, examples, cells, across, along = code[2], code[3], code[4], code[5], code[6]
    distribution, header = code[7], code[9]
    amount = np.int64(code[8]).view(np.float64)
    update = np.uint64(arena[header + 2])
    key = (np.uint64(arena[header]) << np.uint64(32)) | np.uint64(arena[header + 1])
    base = mixed(key + update)
    for i in range(examples):
        for j in range(cells):
            number = np.uint64(i * cells + j)
            if distribution == codes.KEEP:
                drawn = 1.0 / (1.0 - amount) if _uniform(base, number) >= amount else 0.0
            else:
                radius = np.sqrt(-2.0 * np.log(1.0 - _uniform(base, np.uint64(2) * number)))
                angle = 2.0 * np.pi * _uniform(base, np.uint64(2) * number + np.uint64(1))
                drawn = amount * (radius * np.cos(angle))
            arena[out + i * across + j * along] = drawn
    arena[header + 2] += 1.0


@kernel
def _uniform(base: np.uint64, number: np.uint64) -> float:
    return float(mixed(base + (number + np.uint64(1)) * _GOLDEN) >> np.uint64(11)) * _UNIT
