"""The heart of a matrix product: a few rows by a few lanes, kept in registers while the sum over the depth runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_DOUBLE, _INT, _SHORT = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_FUSED = ("contract",)

Tile = Callable[[Any, int, int, int, int, int, int, int, int], None]


def make_tile(rows: int, lanes: int) -> Tile:
    """Return the function `tile(arena, out, out_row, source, source_row, factor, factor_row, factor_step, depth)`.

    For r < rows and i < lanes it adds to arena[out + r · out_row + i] the sum over j < depth of
    arena[factor + r · factor_row + j · factor_step] · arena[source + j · source_row + i].

    Written in LLVM's own vectors: of the same loops in Python, LLVM keeps nothing in registers, since it can't know
    that out and source don't overlap, and they run at a third of this speed.
    """

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
    ) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            data = context.make_array(signature.args[0])(context, builder, args[0]).data
            _generate(builder, data, rows, ir.VectorType(_DOUBLE, lanes), *args[1:])
            return context.get_dummy_value()

        return types.void(arena, *[types.int64] * 8), generate

    return cast(Tile, tile)


def _generate(
    builder: Any,
    data: Any,
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
) -> None:
    """Write the tile's instructions: a loop over the depth that carries one vector for each row."""

    def place(index: Any) -> Any:
        return builder.gep(data, [index], source_etype=_DOUBLE)

    def cells(index: Any) -> Any:
        return builder.bitcast(place(index), vector.as_pointer())

    def carried(kind: Any, start: Any) -> Any:
        value = builder.phi(kind)
        value.add_incoming(start, before)
        return value

    outs = [cells(builder.add(out, builder.mul(out_row, _INT(r)))) for r in range(rows)]
    factors = [builder.add(factor, builder.mul(factor_row, _INT(r))) for r in range(rows)]
    starts = [_aligned(builder.load(o)) for o in outs]
    before = builder.block
    head, body, after = (builder.append_basic_block(f"tile.{name}") for name in ("head", "body", "after"))
    builder.branch(head)
    builder.position_at_end(head)
    j, at, step = carried(_INT, _INT(0)), carried(_INT, source), carried(_INT, _INT(0))
    sums = [carried(vector, start) for start in starts]
    builder.cbranch(builder.icmp_signed("<", j, depth), body, after)
    builder.position_at_end(body)
    x = _aligned(builder.load(cells(at)))
    for total, base in zip(sums, factors, strict=True):
        w = builder.load(place(builder.add(base, step)), typ=_DOUBLE)
        product = builder.fmul(_spread(builder, w, vector), x, flags=_FUSED)
        total.add_incoming(builder.fadd(total, product, flags=_FUSED), body)
    for value, change in ((j, _INT(1)), (at, source_row), (step, factor_step)):
        value.add_incoming(builder.add(value, change), body)
    builder.branch(head)
    builder.position_at_end(after)
    for total, o in zip(sums, outs, strict=True):
        _aligned(builder.store(total, o))


def _aligned(instruction: Any) -> Any:
    """Promise no more than that a number lies on a multiple of its own 8 bytes."""
    instruction.align = 8
    return instruction


def _spread(builder: Any, number: Any, vector: Any) -> Any:
    """Return a vector with the number in each lane."""
    nothing = ir.Constant(vector, ir.Undefined)
    first = builder.insert_element(nothing, number, _SHORT(0))
    zeros = ir.Constant(ir.VectorType(_SHORT, vector.count), [_SHORT(0)] * vector.count)
    return builder.shuffle_vector(first, nothing, zeros)
