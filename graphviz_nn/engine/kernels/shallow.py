"""The values of a layer's units where each is the sum of a few inputs, by activation."""

from __future__ import annotations

from collections.abc import Callable

from graphviz_nn.engine.kernels.flags import merged
from graphviz_nn.engine.kernels.layers import make_unit
from graphviz_nn.engine.kernels.mathematics import linear, relu, sigmoid, tanh
from graphviz_nn.engine.kernels.number import Formula
from graphviz_nn.engine.types import Arena

Units = Callable[[Arena, int, int, int, int, int, int, int, int, int], None]


def _make_units(activation: Formula) -> Units:
    unit_16, unit_8, unit_1 = (make_unit(lanes, activation) for lanes in (16, 8, 1))

    @merged
    def units(
        arena: Arena,
        out: int,
        source: int,
        factor: int,
        factor_row: int,
        factor_step: int,
        start: int,
        batch: int,
        depth: int,
        count: int,
    ) -> None:
        """Write the values of `count` units; start is the place of the first one's bias, negative without any.

        Unit u has the factors arena[factor + u · factor_row + j · factor_step] for its inputs j < depth.
        """
        step = 1 if start >= 0 else 0
        column = 0
        while column + 16 <= batch:
            for u in range(count):
                o, f, s = out + u * batch + column, factor + u * factor_row, start + u * step
                unit_16(arena, o, source + column, batch, f, factor_step, depth, s)
            column += 16
        while column < batch and batch >= 8:
            column = min(column, batch - 8)  # the last 8 may hold some that are done: the same again
            for u in range(count):
                o, f, s = out + u * batch + column, factor + u * factor_row, start + u * step
                unit_8(arena, o, source + column, batch, f, factor_step, depth, s)
            column += 8
        while column < batch:
            for u in range(count):
                o, f, s = out + u * batch + column, factor + u * factor_row, start + u * step
                unit_1(arena, o, source + column, batch, f, factor_step, depth, s)
            column += 1

    return units


sigmoid_units, tanh_units = _make_units(sigmoid), _make_units(tanh)
relu_units, linear_units = _make_units(relu), _make_units(linear)
