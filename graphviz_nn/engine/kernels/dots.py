"""Dots of rows of cells with other rows, and their sums: the gradients of a layer, the lanes along the batch.

Written in LLVM's own vectors, as the tiles are: a few rows by a few, each sum in its register.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from numba import types
from numba.extending import intrinsic

from graphviz_nn.engine.codes import LANES
from graphviz_nn.engine.kernels.flags import kernel, merged
from graphviz_nn.engine.kernels.number import DOUBLE, INT, SHORT
from graphviz_nn.engine.kernels.writer import Writer
from graphviz_nn.engine.types import Arena
from graphviz_nn.ops import FloatArray

Block = Callable[[Any, int, int, int, int, int, int], None]

Term = Callable[[Writer, Any, Any, Any], Any]


def make_block(lefts: int, rights: int) -> Block:
    """Return `block(arena, out, out_row, left, right, length, on_top)`.

    For k < lefts and u < rights it writes to arena[out + k · out_row + u] the sum over i < length of
    arena[left + k · length + i] · arena[right + u · length + i]; on top of what is there unless on_top is 0.
    Without lefts it writes the sums of arena[right + u · length + i].
    """
    return _block(lambda write, *places: _write_block(write, lefts, rights, *places))


def make_lane_block(lefts: int, rights: int, term: Term) -> Block:
    """Return `block(arena, out, out_row, left, right, length, on_top)`, the same in the lanes of many runs.

    Each cell is a row of LANES numbers, and the offsets and steps are those of numbers. To the bits of `make_block`:
    cell i is added to the sum number i mod LANES, and these as there.
    """
    return _block(lambda write, out, _, *places: _write_lane_block(write, lefts, rights, term, out, *places))


def _block(put: Callable[..., None]) -> Block:
    """Return the function of an arena and six places whose code `put` writes."""

    @intrinsic
    def block(
        _: Any, arena: Any, out: Any, out_row: Any, left: Any, right: Any, length: Any, on_top: Any
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            put(Writer(context, builder, signature.args[0], args[0]), *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 6), generate

    return cast(Block, block)


def product(write: Writer, total: Any, x: Any, y: Any) -> Any:
    """Return total + x · y: the term of a dot."""
    return write.plus(total, x, y)


def squared_difference(write: Writer, total: Any, x: Any, y: Any) -> Any:
    """Return total + (x − y)²: the term of a squared distance."""
    difference = write.build.fsub(x, y)
    return write.plus(total, difference, difference)


@intrinsic
def _squared_distance(_: Any, x: Any, y: Any) -> Any:
    """Return the sum of (x[i] − y[i])² of two parts of the arena, of one length."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        xs, ys = (
            Writer(context, builder, kind, part) for kind, part in zip(signature.args, args, strict=True)
        )
        length = builder.extract_value(
            context.make_array(signature.args[0])(context, builder, args[0]).shape, 0
        )
        vector = xs.whole_vector

        def body(i: Any, totals: list[Any], mask: Any = None) -> list[Any]:
            return [squared_difference(xs, totals[0], xs.cells(i, vector, mask), ys.cells(i, vector, mask))]

        total = builder.extract_element(xs.totals(_summed(xs, length, 1, vector, body)), SHORT(0))
        return total if total.type == DOUBLE else builder.fpext(total, DOUBLE)

    return types.float64(x, y), generate


squared_distance = cast(Callable[[FloatArray, FloatArray], float], _squared_distance)
_lane_dots_1x2, _lane_dots_1x1 = make_lane_block(1, 2, product), make_lane_block(1, 1, product)
_lane_sums, _lane_distances = make_lane_block(0, 1, product), make_lane_block(1, 1, squared_difference)
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


@merged
def lane_sums(arena: Arena, out: int, rows: int, count: int, length: int, on_top: int) -> None:
    """Do what `sums` does in the lanes of many runs; offsets are those of numbers."""
    for i in range(count):
        _lane_sums(arena, out + i * LANES, 0, 0, rows + i * length * LANES, length, on_top)


@kernel
def lane_dots(arena: Arena, out: int, line: int, rows: int, count: int, length: int, on_top: int) -> None:
    """Do what `dots` does in the lanes of many runs; offsets are those of numbers."""
    i = 0
    while i + 2 <= count:
        _lane_dots_1x2(arena, out + i * LANES, 0, line, rows + i * length * LANES, length, on_top)
        i += 2
    if i < count:
        _lane_dots_1x1(arena, out + i * LANES, 0, line, rows + i * length * LANES, length, on_top)


@merged
def lane_distances(arena: Arena, out: int, x: int, y: int, length: int) -> None:
    """Write the sum of (x − y)² over a length in each lane, to the bits of `squared_distance`."""
    _lane_distances(arena, out, 0, x, y, length, 0)


def _write_block(
    write: Writer,
    lefts: int,
    rights: int,
    out: Any,
    out_row: Any,
    left: Any,
    right: Any,
    length: Any,
    on_top: Any,
) -> None:
    rows, vector = max(lefts, 1), write.whole_vector
    left_rows, right_rows = write.steps(left, length, lefts), write.steps(right, length, rights)

    def body(i: Any, totals: list[Any], mask: Any = None) -> list[Any]:
        ys = [write.cells(write.build.add(row, i), vector, mask) for row in right_rows]
        if not lefts:
            return [write.build.fadd(total, y) for total, y in zip(totals, ys, strict=True)]
        xs = [write.cells(write.build.add(row, i), vector, mask) for row in left_rows]
        pairs = ((x, y) for x in xs for y in ys)
        return [write.plus(total, x, y) for total, (x, y) in zip(totals, pairs, strict=True)]

    totals = _summed(write, length, rows * rights, vector, body)
    keep = write.build.icmp_signed("!=", on_top, INT(0))
    for k, place in enumerate(write.steps(out, out_row, rows)):
        write.add(write.totals(totals[k * rights : (k + 1) * rights]), place, keep)


def _summed(write: Writer, length: Any, count: int, vector: Any, body: Callable[..., list[Any]]) -> list[Any]:
    """Write the loop of `body(i, totals, mask)` over a length, a vector at a time, and return its `count` totals."""
    build = write.build
    whole = build.and_(length, INT(-vector.count))
    totals = write.loop(whole, vector.count, [write.nothing(vector)] * count, body)
    rest = build.sub(length, whole)
    return write.choose(
        build.icmp_signed(">", rest, INT(0)),
        count,
        lambda: body(whole, totals, write.first_lanes(rest, vector)),
        lambda: totals,
    )


def _write_lane_block(
    write: Writer,
    lefts: int,
    rights: int,
    term: Term,
    out: Any,
    left: Any,
    right: Any,
    length: Any,
    on_top: Any,
) -> None:
    build, each, row = write.build, INT(LANES), write.vector(LANES)
    right_rows = write.steps(right, build.mul(length, each), rights)

    def added(i: Any, totals: list[Any]) -> list[Any]:
        """Add cell i of each right row to its total."""
        at = build.mul(i, each)
        ys = [write.cells(build.add(first, at), row) for first in right_rows]
        if not lefts:
            return [build.fadd(total, y) for total, y in zip(totals, ys, strict=True)]
        x = write.cells(build.add(left, at), row)
        return [term(write, total, x, y) for total, y in zip(totals, ys, strict=True)]

    def body(i: Any, totals: list[Any]) -> list[Any]:
        parts = [added(build.add(i, INT(k)), totals[k * rights : (k + 1) * rights]) for k in range(LANES)]
        return [total for part in parts for total in part]

    whole = build.and_(length, INT(-LANES))
    totals = write.loop(whole, LANES, [write.nothing(row)] * (LANES * rights), body)

    def rest() -> list[Any]:
        """Add the cells behind the last whole eight."""
        found = [*totals]
        for k in range(LANES - 1):
            i, before = build.add(whole, INT(k)), found[k * rights : (k + 1) * rights]
            there = build.icmp_signed("<", i, length)
            found[k * rights : (k + 1) * rights] = write.choose(
                there, rights, partial(added, i, before), partial(list, before)
            )
        return found

    totals = write.choose(build.icmp_signed("<", whole, length), len(totals), rest, partial(list, totals))
    keep = build.icmp_signed("!=", on_top, INT(0))
    for u, place in enumerate(write.steps(out, each, rights)):
        write.add(write.total_of_eight(totals[u::rights]), place, keep)
