"""Where ops are tested: evenly scattered numbers, the same on every machine."""

from __future__ import annotations

from math import sqrt

import numpy as np

from graphviz_nn.ops.arrays import FloatArray, Shape
from graphviz_nn.ops.base import Case, Op

# By the number of inputs: the shapes of each, which broadcast.
SHAPES: dict[int, tuple[tuple[Shape, ...], ...]] = {
    1: (((),), ((1,),), ((4,),), ((3, 4),), ((2, 1, 3),), ((0, 3),)),
    2: (
        ((), ()),
        ((1,), (1,)),
        ((2, 3), (2, 3)),
        ((3, 4), (4,)),
        ((2, 1, 4), (3, 1)),
        ((), (2, 3)),
        ((1, 3), (0, 3)),
    ),
    3: (
        ((), (), ()),
        ((1,), (1,), (1,)),
        ((2, 3), (2, 3), (2, 3)),
        ((3, 4), (4,), ()),
        ((2, 1), (3, 1, 3), (1, 2, 3)),
        ((1, 3), (0, 3), (3,)),
    ),
}

_GOLDEN = (sqrt(5) - 1) / 2


def sample(
    shape: Shape, low: float = -2.0, high: float = 2.0, *, gap: float = 0.0, start: int = 1
) -> FloatArray:
    """Return distinct numbers between `low` and `high`, each moved `gap` away from zero.

    Two arrays with different `start` hold different numbers.
    """
    steps = np.arange(start, start + int(np.prod(shape, dtype=int)), dtype=np.float64)
    x = low + (high - low) * (steps * _GOLDEN % 1.0)
    return np.reshape(x + np.copysign(gap, x), shape)


def cases_of(op: Op, low: float = -2.0, high: float = 2.0, *, gap: float = 0.0) -> tuple[Case, ...]:
    """Return one case for each of the SHAPES of as many inputs as the op has."""
    return tuple(
        Case(op, tuple(sample(shape, low, high, gap=gap, start=1 + 49 * k) for k, shape in enumerate(shapes)))
        for shapes in SHAPES[len(op.inputs)]
    )
