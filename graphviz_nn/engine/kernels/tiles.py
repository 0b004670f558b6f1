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

_DOUBLE, _INT, _SHORT = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_FUSED = ("contract",)

Tile = Callable[[Any, int, int, int, int, int, int, int, int, int, int], None]
Dots = Callable[[Any, int, int, int, int, int, int, int, int], None]


def make_tile(rows: int, lanes: int) -> Tile:
    """Return `tile(arena, out, out_row, source, source_row, factor, factor_row, factor_step, depth, start, step)`.

    For r < rows and i < lanes it writes to arena[out + r · out_row + i] the sum over j < depth of
    arena[factor + r · factor_row + j · factor_step] · arena[source + j · source_row + i], on top of what is there
    if start is −1, on top of arena[start + r · step] if it is a place, on top of 0 if it is −2.
    """
    vector = ir.VectorType(_DOUBLE, lanes)

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
            _write_tile(_Writer(context, builder, signature, args), rows, vector, *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 10), generate

    return cast(Tile, tile)


def make_dots(rows: int, lanes: int) -> Dots:
    """Return `dots(arena, out, out_step, total, first, first_row, second, depth, on_top)`.

    For r < rows it writes to arena[out + r · out_step] the sum over j < depth, a multiple of the lanes, of
    arena[first + r · first_row + j] · arena[second + j], and to arena[total] the sum of arena[second + j]; both on
    top of what is there unless on_top is 0.
    """
    vector = ir.VectorType(_DOUBLE, lanes)

    @intrinsic
    def dots(
        _: Any,
        arena: Any,
        out: Any,
        out_step: Any,
        total: Any,
        first: Any,
        first_row: Any,
        second: Any,
        depth: Any,
        on_top: Any,
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            _write_dots(_Writer(context, builder, signature, args), rows, vector, *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 8), generate

    return cast(Dots, dots)


class _Writer:
    """Writes LLVM instructions on the cells of one arena."""

    def __init__(self, context: Any, builder: Any, signature: Any, args: Any) -> None:
        self.build = builder
        self._data = context.make_array(signature.args[0])(context, builder, args[0]).data

    def place(self, index: Any) -> Any:
        """Return the address of a cell."""
        return self.build.gep(self._data, [index], source_etype=_DOUBLE)

    def number(self, index: Any) -> Any:
        """Return the number in a cell."""
        return self.build.load(self.place(index), typ=_DOUBLE)

    def cells(self, index: Any, vector: Any) -> Any:
        """Return the numbers in a cell and those after it; promise no more than the 8 bytes' alignment of one."""
        loaded = self.build.load(self.build.bitcast(self.place(index), vector.as_pointer()))
        loaded.align = 8
        return loaded

    def store(self, value: Any, index: Any) -> None:
        """Write numbers to a cell and those after it."""
        address = self.build.bitcast(self.place(index), value.type.as_pointer())
        self.build.store(value, address).align = 8

    def spread(self, number: Any, vector: Any) -> Any:
        """Return a vector with the number in each lane."""
        nothing = ir.Constant(vector, ir.Undefined)
        zeros = ir.Constant(ir.VectorType(_SHORT, vector.count), [_SHORT(0)] * vector.count)
        return self.build.shuffle_vector(
            self.build.insert_element(nothing, number, _SHORT(0)), nothing, zeros
        )

    def steps(self, first: Any, step: Any, count: int) -> list[Any]:
        """Return first, first + step, … as many as `count`."""
        return [self.build.add(first, self.build.mul(step, _INT(i))) for i in range(count)]

    def plus(self, total: Any, a: Any, b: Any) -> Any:
        """Return total + a · b."""
        product = self.build.fmul(a, b, flags=_FUSED)
        return self.build.fadd(total, product, flags=_FUSED)

    def total(self, vector: Any) -> Any:
        """Return the sum of a vector's lanes: one half on the other, until one is left."""
        build, lanes = self.build, vector.type.count
        while lanes > 1:
            lanes //= 2
            low, high = (
                ir.Constant(ir.VectorType(_SHORT, lanes), [_SHORT(first + i) for i in range(lanes)])
                for first in (0, lanes)
            )
            vector = build.fadd(
                build.shuffle_vector(vector, vector, low), build.shuffle_vector(vector, vector, high)
            )
        return build.extract_element(vector, _SHORT(0))

    def loop(
        self, end: Any, step: int, starts: list[Any], body: Callable[[Any, list[Any]], list[Any]]
    ) -> list[Any]:
        """Write a loop of j = 0, step, … below end that carries values, and return them after it."""
        build, before = self.build, self.build.block
        head, inside, after = (build.append_basic_block(f"tile.{name}") for name in ("head", "body", "after"))
        build.branch(head)
        build.position_at_end(head)
        carried = [build.phi(value.type) for value in (end, *starts)]
        for phi, value in zip(carried, (_INT(0), *starts), strict=True):
            phi.add_incoming(value, before)
        j, values = carried[0], carried[1:]
        build.cbranch(build.icmp_signed("<", j, end), inside, after)
        build.position_at_end(inside)
        following = [build.add(j, _INT(step)), *body(j, values)]
        for phi, value in zip(carried, following, strict=True):
            phi.add_incoming(value, build.block)
        build.branch(head)
        build.position_at_end(after)
        return values

    def choose(
        self, condition: Any, vectors: int, yes: Callable[[], Any], no: Callable[[], Any]
    ) -> list[Any]:
        """Write a branch of which each side computes vectors, and return them after it."""
        build = self.build
        sides = []
        with build.if_else(condition) as branches:
            for branch, compute in zip(branches, (yes, no), strict=True):
                with branch:
                    sides.append((compute(), build.block))
        phis = []
        for i in range(vectors):
            phi = build.phi(sides[0][0][i].type)
            for values, block in sides:
                phi.add_incoming(values[i], block)
            phis.append(phi)
        return phis


def _write_tile(
    write: _Writer,
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
        number = write.build.icmp_signed(">=", start, _INT(0))
        return write.choose(
            number,
            rows,
            lambda: [write.spread(write.number(i), vector) for i in write.steps(start, step, rows)],
            lambda: [ir.Constant(vector, [_DOUBLE(0.0)] * vector.count)] * rows,
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

    on_top = build.icmp_signed("==", start, _INT(-1))
    starts = write.choose(on_top, rows, lambda: [write.cells(o, vector) for o in outs], fresh)
    _, _, *sums = write.loop(depth, 1, [source, _INT(0), *starts], body)
    for total, o in zip(sums, outs, strict=True):
        write.store(total, o)


def _write_dots(
    write: _Writer,
    rows: int,
    vector: Any,
    out: Any,
    out_step: Any,
    total: Any,
    first: Any,
    first_row: Any,
    second: Any,
    depth: Any,
    on_top: Any,
) -> None:
    build = write.build
    firsts = write.steps(first, first_row, rows)
    nothing = ir.Constant(vector, [_DOUBLE(0.0)] * vector.count)

    def body(j: Any, sums: list[Any]) -> list[Any]:
        d = write.cells(build.add(second, j), vector)
        products = [
            write.plus(dot, write.cells(build.add(row, j), vector), d)
            for dot, row in zip(sums, firsts, strict=False)
        ]
        return [*products, build.fadd(sums[-1], d)]

    sums = write.loop(depth, vector.count, [nothing] * (rows + 1), body)
    keep = build.icmp_signed("!=", on_top, _INT(0))
    for result, place in zip(sums, [*write.steps(out, out_step, rows), total], strict=True):
        before = build.select(keep, write.number(place), _DOUBLE(0.0))
        build.store(build.fadd(before, write.total(result)), write.place(place))
