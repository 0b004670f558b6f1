"""The heart of a matrix product: a few rows by a few lanes, kept in registers while the sum over the depth runs.

Written in LLVM's own vectors. Of the same loops in Python, LLVM keeps nothing in registers, since it can't know that
result and arguments don't overlap, and they run at a third of this speed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from numba import types
from numba.core.cgutils import unpack_tuple
from numba.extending import intrinsic

from graphviz_nn.engine.kernels.number import INT, Formula, Number
from graphviz_nn.engine.kernels.writer import Writer


class Matrices(NamedTuple):
    """Where the three matrices of out = factor · source lie: the offset of each, and the steps from row to row.

    The factor's other step leads from a cell of a row to the next; the rows of out and source lie cell by cell.
    """

    out: int
    out_row: int
    source: int
    source_row: int
    factor: int
    factor_row: int
    factor_step: int


class Start(NamedTuple):
    """What a product is added to: the cell at offset + row · r + across · i for cell i of row r, across 0 or 1.

    A negative offset stands for 0 everywhere, and goes with a row of 0.
    """

    offset: int
    row: int
    across: int


def _per_word(arena: Any) -> int:
    return 64 // int(arena.dtype.bitwidth)


@intrinsic
def _its_per_word(_: Any, arena: Any) -> Any:
    return types.int64(arena), lambda *_: INT(_per_word(arena))


# per_word(arena): how many of its numbers take the room of one in float64, 1, or 2 in float32; known to the compiler.
per_word = cast(Callable[[Any], int], _its_per_word)


Tile = Callable[[Any, Matrices, Start, int, int], None]


def make_tile(rows: int, lanes: int, function: Formula, *, masked: bool, each: int = 1) -> Tile:
    """Return `tile(arena, matrices, start, depth, cells)`.

    Its vectors have `lanes` numbers, those of one run twice as many in float32. For r < rows and i < lanes, or
    i < cells if `masked`, it writes to cell i of row r of out the function of the sum over j < depth of the factor's
    cell j of row r times the source's cell i of row j, on top of a start. The factor's cells, and those of the start
    where `across` is 0, are rows of `each` numbers, again and again along the vector: one number for all lanes, or one
    for each of the runs that are trained in them.
    """

    @intrinsic
    def tile(_: Any, arena: Any, matrices: Any, start: Any, depth: Any, cells: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            write = Writer(context, builder, signature.args[0], args[0])
            vector = write.vector(lanes if each > 1 else lanes * _per_word(arena))
            mask = write.first_lanes(args[4], vector) if masked else None
            unpacked: Any = unpack_tuple  # untyped
            matrices, start = Matrices(*unpacked(builder, args[1])), Start(*unpacked(builder, args[2]))
            _write_tile(write, rows, vector, each, function, mask, matrices, start, args[3])
            return context.get_dummy_value()

        return types.void(arena, matrices, start, types.int64, types.int64), generate

    return cast(Tile, tile)


def _write_tile(
    write: Writer,
    rows: int,
    vector: Any,
    each: int,
    function: Formula,
    mask: Any,
    m: Matrices,
    start: Start,
    depth: Any,
) -> None:
    build = write.build
    factors, starts = write.steps(m.factor, m.factor_row, rows), write.steps(start.offset, start.row, rows)

    def body(_: Any, carried: list[Any]) -> list[Any]:
        at, along, *sums = carried
        x = write.cells(at, vector, mask)
        weights = [write.repeated(build.add(base, along), each, vector) for base in factors]
        return [
            build.add(at, m.source_row),
            build.add(along, m.factor_step),
            *(write.plus(total, w, x) for total, w in zip(sums, weights, strict=True)),
        ]

    before = write.choose(
        build.icmp_signed("==", start.across, INT(0)),
        rows,
        lambda: [write.repeated_or_zero(offset, each, vector) for offset in starts],
        lambda: [write.cells(offset, vector, mask) for offset in starts],
    )
    _, _, *sums = write.loop(depth, 1, [m.source, INT(0), *before], body)
    for total, offset in zip(sums, write.steps(m.out, m.out_row, rows), strict=True):
        write.store(function(Number(build, total)).value, offset, mask)
