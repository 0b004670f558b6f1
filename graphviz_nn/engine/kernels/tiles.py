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

from graphviz_nn.engine.kernels.number import DOUBLE, INT, Formula, Number
from graphviz_nn.engine.kernels.writer import Writer

Tile = Callable[[Any, int, int, int, int, int, int, int, int, int, int, int, int], None]


def make_tile(rows: int, lanes: int, function: Formula, *, masked: bool) -> Tile:
    """Return `tile(arena, out, out_row, source, source_row, factor, factor_row, factor_step, start, …)`.

    The last four arguments are step, across, depth and cells. For r < rows and i < lanes, or i < cells if `masked`,
    it writes to arena[out + r · out_row + i] the function of the sum over j < depth of
    arena[factor + r · factor_row + j · factor_step] · arena[source + j · source_row + i], on top of
    arena[start + r · step + i · across], where across is 0 or 1, or on top of 0 if start < 0.
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
        start: Any,
        step: Any,
        across: Any,
        depth: Any,
        cells: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            *places, count = args[1:]
            write = Writer(context, builder, signature, args)
            mask = write.first_lanes(count, vector) if masked else None
            _write_tile(write, rows, vector, function, mask, *places)
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 12), generate

    return cast(Tile, tile)


def _write_tile(
    write: Writer,
    rows: int,
    vector: Any,
    function: Formula,
    mask: Any,
    out: Any,
    out_row: Any,
    source: Any,
    source_row: Any,
    factor: Any,
    factor_row: Any,
    factor_step: Any,
    start: Any,
    step: Any,
    across: Any,
    depth: Any,
) -> None:
    build = write.build
    factors, starts = write.steps(factor, factor_row, rows), write.steps(start, step, rows)

    def body(_: Any, carried: list[Any]) -> list[Any]:
        at, along, *sums = carried
        x = write.cells(at, vector, mask)
        weights = [write.spread(write.number(build.add(base, along)), vector) for base in factors]
        return [
            build.add(at, source_row),
            build.add(along, factor_step),
            *(write.plus(total, w, x) for total, w in zip(sums, weights, strict=True)),
        ]

    before = write.choose(
        build.icmp_signed("==", across, INT(0)),
        rows,
        lambda: [write.spread(write.number_or_zero(place), vector) for place in starts],
        lambda: [write.cells(place, vector, mask) for place in starts],
    )
    _, _, *sums = write.loop(depth, 1, [source, INT(0), *before], body)
    for total, place in zip(sums, write.steps(out, out_row, rows), strict=True):
        write.store(function(Number(build, total)).value, place, mask)
