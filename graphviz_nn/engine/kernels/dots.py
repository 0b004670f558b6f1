"""Dots of rows of cells with other rows, and their sums: the gradients of a layer, the lanes along the batch.

Written in LLVM's own vectors, as the tiles are: a few rows by a few, each sum in its register.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from graphviz_nn.engine.kernels.flags import merged
from graphviz_nn.engine.kernels.number import DOUBLE, INT
from graphviz_nn.engine.kernels.writer import Writer
from graphviz_nn.engine.types import Arena

Block = Callable[[Any, int, int, int, int, int, int], None]

_LANES = 8


def make_block(lefts: int, rights: int) -> Block:
    """Return `block(arena, out, out_row, left, right, length, on_top)`.

    For k < lefts and u < rights it writes to arena[out + k · out_row + u] the sum over i < length of
    arena[left + k · length + i] · arena[right + u · length + i]; on top of what is there unless on_top is 0.
    Without lefts it writes the sums of arena[right + u · length + i].
    """
    vector = ir.VectorType(DOUBLE, _LANES)

    @intrinsic
    def block(
        _: Any, arena: Any, out: Any, out_row: Any, left: Any, right: Any, length: Any, on_top: Any
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            _write_block(Writer(context, builder, signature, args), lefts, rights, vector, *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 6), generate

    return cast(Block, block)


_dots_4x4, _dots_1x4, _sums_4 = make_block(4, 4), make_block(1, 4), make_block(0, 4)
_dots_4x1, _dots_1x1, _sums_1 = make_block(4, 1), make_block(1, 1), make_block(0, 1)


@merged
def sums(arena: Arena, out: int, rows: int, count: int, length: int, on_top: int) -> None:
    """Write the sum of each of `count` rows that lie end to end."""
    i = 0
    while i + 4 <= count:
        _sums_4(arena, out + i, 0, 0, rows + i * length, length, on_top)
        i += 4
    while i < count:
        _sums_1(arena, out + i, 0, 0, rows + i * length, length, on_top)
        i += 1


@merged
def dots(arena: Arena, out: int, line: int, rows: int, count: int, length: int, on_top: int) -> None:
    """Write the dot of a line with each of `count` rows that lie end to end."""
    i = 0
    while i + 4 <= count:
        _dots_1x4(arena, out + i, 0, line, rows + i * length, length, on_top)
        i += 4
    while i < count:
        _dots_1x1(arena, out + i, 0, line, rows + i * length, length, on_top)
        i += 1


@merged
def dots_and_sums(
    arena: Arena,
    out: int,
    total: int,
    left: int,
    lefts: int,
    right: int,
    rights: int,
    length: int,
    on_top: int,
) -> None:
    """Write the dot of each left row with each right one as a matrix (lefts, rights), and the sum of each right one.

    No sums where their place, total, is negative.
    """
    u = 0
    while u + 4 <= rights:
        row, o, k = right + u * length, out + u, 0
        if total >= 0:
            _sums_4(arena, total + u, 0, 0, row, length, on_top)
        while k + 4 <= lefts:
            _dots_4x4(arena, o + k * rights, rights, left + k * length, row, length, on_top)
            k += 4
        while k < lefts:
            _dots_1x4(arena, o + k * rights, rights, left + k * length, row, length, on_top)
            k += 1
        u += 4
    while u < rights:
        row, o, k = right + u * length, out + u, 0
        if total >= 0:
            _sums_1(arena, total + u, 0, 0, row, length, on_top)
        while k + 4 <= lefts:
            _dots_4x1(arena, o + k * rights, rights, left + k * length, row, length, on_top)
            k += 4
        while k < lefts:
            _dots_1x1(arena, o + k * rights, rights, left + k * length, row, length, on_top)
            k += 1
        u += 1


def _write_block(
    write: Writer,
    lefts: int,
    rights: int,
    vector: Any,
    out: Any,
    out_row: Any,
    left: Any,
    right: Any,
    length: Any,
    on_top: Any,
) -> None:
    build, rows = write.build, max(lefts, 1)
    left_rows, right_rows = write.steps(left, length, lefts), write.steps(right, length, rights)

    def body(i: Any, totals: list[Any], mask: Any = None) -> list[Any]:
        ys = [write.cells(build.add(row, i), vector, mask) for row in right_rows]
        if not lefts:
            return [build.fadd(total, y) for total, y in zip(totals, ys, strict=True)]
        xs = [write.cells(build.add(row, i), vector, mask) for row in left_rows]
        pairs = ((x, y) for x in xs for y in ys)
        return [write.plus(total, x, y) for total, (x, y) in zip(totals, pairs, strict=True)]

    nothing = ir.Constant(vector, [DOUBLE(0.0)] * vector.count)
    whole = build.and_(length, INT(-vector.count))
    totals = write.loop(whole, vector.count, [nothing] * (rows * rights), body)
    rest = build.sub(length, whole)
    totals = write.choose(
        build.icmp_signed(">", rest, INT(0)),
        len(totals),
        lambda: body(whole, totals, write.first_lanes(rest, vector)),
        lambda: totals,
    )
    keep = build.icmp_signed("!=", on_top, INT(0))
    for k, place in enumerate(write.steps(out, out_row, rows)):
        write.add(write.totals(totals[k * rights : (k + 1) * rights]), place, keep)
