"""Every case of every op, and what the laws need at each."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.ops import OPS, Array, Case, FloatArray, Op

CASES = [case for op in OPS.values() for case in op.cases()]


def case_name(case: object) -> str:
    assert isinstance(case, Case)
    return f"{case.op.call(*case.op.inputs)} {' '.join(str(x.shape) for x in case.inputs)}"


at_every_case = pytest.mark.parametrize("case", CASES, ids=case_name)
at_every_op = pytest.mark.parametrize("op", [op.cases()[0].op for op in OPS.values()], ids=lambda op: op.name)


def arriving(y: Array) -> FloatArray:
    """Return a gradient to arrive at a value: numbers of both signs, no two alike."""
    return np.reshape(np.cos(1.3 * np.arange(1, y.size + 1)), y.shape)


def along(op: Op, xs: tuple[FloatArray, ...], vs: tuple[FloatArray, ...]) -> FloatArray:
    """Return how fast the value changes as the inputs move along `vs`: by complex step, or by central difference."""
    if op.analytic:
        h = 1e-30
        moved = op.forward(*(x + 1j * h * v for x, v in zip(xs, vs, strict=True)))
        return np.asarray(np.imag(moved) / h)
    return slope(op, xs, vs)


def slope(op: Op, xs: tuple[FloatArray, ...], vs: tuple[FloatArray, ...], h: float = 1e-6) -> FloatArray:
    """Return the central difference of the value along `vs`."""
    ahead, behind = (
        op.forward(*(np.asarray(x + step * v) for x, v in zip(xs, vs, strict=True))) for step in (h, -h)
    )
    return np.asarray((ahead - behind) / (2 * h))


def directions(xs: tuple[FloatArray, ...]) -> list[tuple[int, tuple[int, ...], tuple[FloatArray, ...]]]:
    """Return, for each cell of each input, the direction that moves this cell alone."""
    found = []
    for i, x in enumerate(xs):
        for cell in np.ndindex(x.shape):
            vs = tuple(np.zeros(z.shape) for z in xs)
            vs[i][cell] = 1.0
            found.append((i, cell, vs))
    return found
