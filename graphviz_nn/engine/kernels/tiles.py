"""The heart of a matrix product: a few rows by a few lanes, kept in registers while the sum over the depth runs.

Written in LLVM's own vectors. Of the same loops in Python, LLVM keeps nothing in registers, since it can't know that
result and arguments don't overlap, and they run at a third of this speed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from graphviz_nn.engine.kernels.number import DOUBLE, INT
from graphviz_nn.engine.kernels.writer import Writer

Tile = Callable[[Any, int, int, int, int, int, int, int, int, int, int], None]


def make_tile(rows: int, lanes: int) -> Tile:
    """Return `tile(arena, out, out_row, source, source_row, factor, factor_row, factor_step, depth, start, step)`.

    For r < rows and i < lanes it writes to arena[out + r · out_row + i] the sum over j < depth of
    arena[factor + r · factor_row + j · factor_step] · arena[source + j · source_row + i], on top of what is there
    if start is −1, on top of arena[start + r · step] if it is a place, on top of 0 if it is −2.
    """
    vector = ir.VectorType(DOUBLE, lanes)

    @intrinsic
    def tile(  # as many names as the function has arguments: Numba takes no *
        _: Any,
        arena: Any,
        out: Any,
        out_row: Any,
        source: Any,
        source_row: Any,
        factor: Any,
        factor_row: Any,
        factor_step: Any,
        depth: Any,
        start: Any,
        step: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            _write_tile(Writer(context, builder, signature, args), rows, vector, *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 10), generate

    return cast(Tile, tile)


def _write_tile(
    write: Writer,
    rows: int,
    vector: Any,
    out: Any,
    out_row: Any,
    source: Any,
    source_row: Any,
    factor: Any,
    factor_row: Any,
    factor_step: Any,
    depth: Any,
    start: Any,
    step: Any,
) -> None:
    build = write.build
    outs, factors = write.steps(out, out_row, rows), write.steps(factor, factor_row, rows)

    def fresh() -> list[Any]:
        number = write.build.icmp_signed(">=", start, INT(0))
        return write.choose(
            number,
            rows,
            lambda: [write.spread(write.number(i), vector) for i in write.steps(start, step, rows)],
            lambda: [ir.Constant(vector, [DOUBLE(0.0)] * vector.count)] * rows,
        )

    def body(j: Any, carried: list[Any]) -> list[Any]:
        at, along, *sums = carried
        x = write.cells(at, vector)
        weights = [write.spread(write.number(build.add(base, along)), vector) for base in factors]
        return [
            build.add(at, source_row),
            build.add(along, factor_step),
            *(write.plus(total, w, x) for total, w in zip(sums, weights, strict=True)),
        ]

    on_top = build.icmp_signed("==", start, INT(-1))
    starts = write.choose(on_top, rows, lambda: [write.cells(o, vector) for o in outs], fresh)
    _, _, *sums = write.loop(depth, 1, [source, INT(0), *starts], body)
    for total, o in zip(sums, outs, strict=True):
        write.store(total, o)
