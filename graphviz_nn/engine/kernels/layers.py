"""The heart of a small layer: a unit's sums over some examples and their activation, and the gradients of its weights.

Written in LLVM's own vectors, as the tiles are: a sum stays in its register until it is a value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from graphviz_nn.engine.kernels.number import DOUBLE, INT, Formula, Number
from graphviz_nn.engine.kernels.writer import Writer

Unit = Callable[[Any, int, int, int, int, int, int, int], None]
Gradients = Callable[[Any, int, int, int, int, int, int, int], None]


def make_unit(lanes: int, activation: Formula) -> Unit:
    """Return `unit(arena, out, source, source_row, factor, factor_step, depth, start)`.

    For i < lanes it writes to arena[out + i] the activation of the sum over j < depth of
    arena[factor + j · factor_step] · arena[source + j · source_row + i] on top of arena[start], or of 0 if start < 0.
    """
    vector = ir.VectorType(DOUBLE, lanes)

    @intrinsic
    def unit(
        _: Any,
        arena: Any,
        out: Any,
        source: Any,
        source_row: Any,
        factor: Any,
        factor_step: Any,
        depth: Any,
        start: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            _write_unit(Writer(context, builder, signature, args), activation, vector, *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 7), generate

    return cast(Unit, unit)


def make_gradients(inputs: int, units: int, lanes: int) -> Gradients:
    """Return `gradients(arena, out, out_row, source, delta, row, depth, on_top)`.

    For k < inputs and u < units it writes to arena[out + k · out_row + u] the sum over i < depth, a multiple of the
    lanes, of arena[source + k · row + i] · arena[delta + u · row + i]; on top of what is there unless on_top is 0.
    Without inputs it writes the sums of arena[delta + u · row + i].
    """
    vector = ir.VectorType(DOUBLE, lanes)

    @intrinsic
    def gradients(
        _: Any,
        arena: Any,
        out: Any,
        out_row: Any,
        source: Any,
        delta: Any,
        row: Any,
        depth: Any,
        on_top: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            _write_gradients(Writer(context, builder, signature, args), inputs, units, vector, *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 7), generate

    return cast(Gradients, gradients)


def _write_unit(
    write: Writer,
    activation: Formula,
    vector: Any,
    out: Any,
    source: Any,
    source_row: Any,
    factor: Any,
    factor_step: Any,
    depth: Any,
    start: Any,
) -> None:
    build = write.build

    def body(_: Any, carried: list[Any]) -> list[Any]:
        x, w, total = carried
        more = write.plus(total, write.spread(write.number(w), vector), write.cells(x, vector))
        return [build.add(x, source_row), build.add(w, factor_step), more]

    begin = write.spread(write.number_or_zero(start), vector)
    *_, total = write.loop(depth, 1, [source, factor, begin], body)
    write.store(activation(Number(build, total)).value, out)


def _write_gradients(
    write: Writer,
    inputs: int,
    units: int,
    vector: Any,
    out: Any,
    out_row: Any,
    source: Any,
    delta: Any,
    row: Any,
    depth: Any,
    on_top: Any,
) -> None:
    build, rows = write.build, max(inputs, 1)
    sources, deltas = write.steps(source, row, inputs), write.steps(delta, row, units)

    def body(i: Any, sums: list[Any]) -> list[Any]:
        ds = [write.cells(build.add(d, i), vector) for d in deltas]
        if not inputs:
            return [build.fadd(total, d) for total, d in zip(sums, ds, strict=True)]
        xs = [write.cells(build.add(x, i), vector) for x in sources]
        pairs = ((x, d) for x in xs for d in ds)
        return [write.plus(total, x, d) for total, (x, d) in zip(sums, pairs, strict=True)]

    nothing = ir.Constant(vector, [DOUBLE(0.0)] * vector.count)
    sums = write.loop(depth, vector.count, [nothing] * (rows * units), body)
    keep = build.icmp_signed("!=", on_top, INT(0))
    for k, place in enumerate(write.steps(out, out_row, rows)):
        write.add(write.totals(sums[k * units : (k + 1) * units]), place, keep)
