"""Matrix products, tile by tile, each sum through a function of one number if need be."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from llvmlite.binding import get_host_cpu_features

from graphviz_nn.engine.codes import LANES
from graphviz_nn.engine.instructions import Product, behind, words_of
from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.mathematics import linear
from graphviz_nn.engine.kernels.number import Formula
from graphviz_nn.engine.kernels.tiles import Matrices, Start, make_tile, per_word
from graphviz_nn.engine.types import Arena, Words


class Size(NamedTuple):
    """The size of a product: of the factor (rows, depth), of the source (depth, columns)."""

    rows: int
    depth: int
    columns: int


Multiply = Callable[[Arena, Matrices, Start, Size], None]
Strip = Callable[[Arena, Matrices, Start, Size, int, int], None]

FROM_ZERO = Start(-1, 0, 0)

LARGE = 1 << 18  # terms in all sums together from which on a product outgrows the nearest cache
DEEP = 128  # terms of a sum at a time there: WIDE columns of so many rows are half of that cache
WIDE = 16  # columns at a time, in float64
# Rows at a time there: as many as the registers hold, 32 of 8 floats or 16 of 4.
TALL = 8 if get_host_cpu_features().get("avx512f") else 4

_WORDS, _OFFSETS = words_of(Product), behind(Product)


@kernel
def product(arena: Arena, code: Words) -> None:
    """See `Product`; its steps are those of `Matrices`."""
    size = Size(code[_WORDS.rows], code[_WORDS.depth], code[_WORDS.columns])
    out_row, source_row = code[_WORDS.out_row], code[_WORDS.source_row]
    factor_row, factor_step = code[_WORDS.factor_row], code[_WORDS.factor_step]
    for i in range(code[_WORDS.matrices]):
        out, source = code[_OFFSETS + 3 * i], code[_OFFSETS + 1 + 3 * i]
        factor = code[_OFFSETS + 2 + 3 * i]
        matrices = Matrices(out, out_row, source, source_row, factor, factor_row, factor_step)
        multiply(arena, matrices, FROM_ZERO, size)


def make_product(tall: int, function: Formula, compiled: Callable[[Multiply], Multiply]) -> Multiply:
    """Return `product(arena, matrices, start, size)`.

    It writes the function of each sum of factor times source, the columns side by side, on top of a start. It takes
    `tall` rows at a time, and the last ones one by one. `compiled` says how: a call with all these numbers takes as
    long as a tile, so what has one caller goes into it.
    """
    strip_16, strip_8 = (_make_strip(tall, lanes, function, masked=False) for lanes in (16, 8))
    rest_16, rest_8 = (_make_strip(tall, lanes, function, masked=True) for lanes in (16, 8))

    @compiled
    def multiplied(arena: Arena, matrices: Matrices, start: Start, size: Size) -> None:
        column, wide = 0, 16 * per_word(arena)
        half = wide // 2
        while column + wide <= size.columns:
            strip_16(arena, matrices, start, size, column, wide)
            column += wide
        cells = size.columns - column
        if cells > half:
            rest_16(arena, matrices, start, size, column, cells)
        elif cells == half:
            strip_8(arena, matrices, start, size, column, cells)
        elif cells > 0:
            rest_8(arena, matrices, start, size, column, cells)

    return multiplied


def _make_strip(tall: int, lanes: int, function: Formula, *, masked: bool, each: int = 1) -> Strip:
    """Return the product of all rows with some columns from one on, if `masked` with the first `cells` of them.

    They are as many as the vectors of `make_tile` have numbers.
    """
    tall_tile = make_tile(tall, lanes, function, masked=masked, each=each)
    flat_tile = make_tile(1, lanes, function, masked=masked, each=each)

    @inlined
    def strip(arena: Arena, m: Matrices, start: Start, size: Size, column: int, cells: int) -> None:
        out, x, s, w, row = (
            m.out + column,
            m.source + column,
            start.offset + column * start.across,
            m.factor,
            0,
        )
        while row + tall <= size.rows:
            here = Matrices(out, m.out_row, x, m.source_row, w, m.factor_row, m.factor_step)
            tall_tile(arena, here, Start(s, start.row, start.across), size.depth, cells)
            out, w, s, row = out + tall * m.out_row, w + tall * m.factor_row, s + tall * start.row, row + tall
        if tall > 1:  # known while this is compiled
            while row < size.rows:
                here = Matrices(out, m.out_row, x, m.source_row, w, m.factor_row, m.factor_step)
                flat_tile(arena, here, Start(s, start.row, start.across), size.depth, cells)
                out, w, s, row = out + m.out_row, w + m.factor_row, s + start.row, row + 1

    return strip


_few, _strip = make_product(4, linear, kernel), _make_strip(TALL, WIDE, linear, masked=False)


@kernel
def multiply(arena: Arena, matrices: Matrices, start: Start, size: Size) -> None:
    """Write the sums of factor times source, the columns side by side, on top of a start.

    Each sum is added up from its first term to its last, whatever the size: to the same bits.
    """
    if size.rows * size.depth * size.columns < LARGE:
        _few(arena, matrices, start, size)
        return
    rows, columns = size.rows - size.rows % TALL, size.columns - size.columns % (WIDE * per_word(arena))
    _in_blocks(arena, matrices, start, Size(rows, size.depth, columns))
    if columns < size.columns:
        beside, above = _from(matrices, start, 0, columns)
        _few(arena, beside, above, Size(rows, size.depth, size.columns - columns))
    if rows < size.rows:
        below, above = _from(matrices, start, rows, 0)
        _few(arena, below, above, Size(size.rows - rows, size.depth, size.columns))


_four_columns = _make_strip(4, 4 * LANES, linear, masked=False, each=LANES)
_column = _make_strip(4, LANES, linear, masked=False, each=LANES)


@kernel
def multiply_lanes(arena: Arena, matrices: Matrices, start: Start, size: Size) -> None:
    """Do the same in the lanes of many runs: each cell is a row of LANES numbers, one a run, and so is the start's.

    The steps are those of numbers, and so are the columns; each sum is added up in the same order.
    """
    column = 0
    while column + 4 * LANES <= size.columns:
        _four_columns(arena, matrices, start, size, column, 4 * LANES)
        column += 4 * LANES
    while column < size.columns:
        _column(arena, matrices, start, size, column, LANES)
        column += LANES


@inlined
def _from(m: Matrices, start: Start, row: int, column: int) -> tuple[Matrices, Start]:
    """Return the part of a product from a row and a column of its result on."""
    out, factor, source = m.out + row * m.out_row + column, m.factor + row * m.factor_row, m.source + column
    above = Start(start.offset + row * start.row + column * start.across, start.row, start.across)
    return Matrices(out, m.out_row, source, m.source_row, factor, m.factor_row, m.factor_step), above


@kernel
def _in_blocks(arena: Arena, matrices: Matrices, start: Start, size: Size) -> None:
    """Write a product of whole tiles, DEEP terms of all sums after each other: tiles find again what they share."""
    m, wide = matrices, WIDE * per_word(arena)
    for first in range(0, size.depth, DEEP):
        source, factor = m.source + first * m.source_row, m.factor + first * m.factor_step
        block = Matrices(m.out, m.out_row, source, m.source_row, factor, m.factor_row, m.factor_step)
        on_top = start if first == 0 else Start(m.out, m.out_row, 1)
        part = Size(size.rows, min(DEEP, size.depth - first), size.columns)
        for column in range(0, size.columns, wide):
            _strip(arena, block, on_top, part, column, wide)
