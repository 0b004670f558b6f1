"""Matrix products, tile by tile, each sum through a function of one number if need be."""

from __future__ import annotations

from collections.abc import Callable

from graphviz_nn.engine.instructions import Product, behind, words_of
from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.mathematics import linear
from graphviz_nn.engine.kernels.number import Formula
from graphviz_nn.engine.kernels.tiles import make_tile
from graphviz_nn.engine.types import Arena, Words

Multiply = Callable[[Arena, int, int, int, int, int, int, int, int, int, int, int, int, int], None]
Strip = Callable[[Arena, int, int, int, int, int, int, int, int, int, int, int, int, int, int], None]

FROM_ZERO = -1  # where a product starts, if not from what lies somewhere

_WORDS, _MATRICES = words_of(Product), behind(Product)


@kernel
def product(arena: Arena, code: Words) -> None:
    """See `Product`; its steps are those of `multiply`."""
    rows, depth, columns = code[_WORDS.rows], code[_WORDS.depth], code[_WORDS.columns]
    out_row, source_row = code[_WORDS.out_row], code[_WORDS.source_row]
    factor_row, factor_step = code[_WORDS.factor_row], code[_WORDS.factor_step]
    for i in range(code[_WORDS.matrices]):
        out, source = code[_MATRICES + 3 * i], code[_MATRICES + 1 + 3 * i]
        factor = code[_MATRICES + 2 + 3 * i]
        multiply(
            *(arena, out, out_row, source, source_row, factor, factor_row, factor_step),
            *(FROM_ZERO, 0, 0, rows, depth, columns),
        )


def make_product(tall: int, function: Formula, compiled: Callable[[Multiply], Multiply]) -> Multiply:
    """Return `product(arena, out, out_row, source, source_row, factor, factor_row, factor_step, start, …)`.

    The last five arguments are step, across, rows, depth and columns. It writes the function of each sum of
    factor (rows, depth) times source (depth, columns), the columns side by side, on top of a start, all as for
    `make_tile`; FROM_ZERO goes with a step of 0. It takes `tall` rows at a time, and the last ones one by one.
    `compiled` says how: a call of 14 arguments takes as long as a tile, so what has one caller goes into it.
    """
    strip_16, strip_8 = (_make_strip(tall, lanes, function, masked=False) for lanes in (16, 8))
    rest_16, rest_8 = (_make_strip(tall, lanes, function, masked=True) for lanes in (16, 8))

    @compiled
    def multiplied(
        arena: Arena,
        out: int,
        out_row: int,
        source: int,
        source_row: int,
        factor: int,
        factor_row: int,
        factor_step: int,
        start: int,
        step: int,
        across: int,
        rows: int,
        depth: int,
        columns: int,
    ) -> None:
        matrices = (arena, out, out_row, source, source_row, factor, factor_row, factor_step)
        shape = (start, step, across, rows, depth)
        column = 0
        while column + 16 <= columns:
            strip_16(*matrices, *shape, column, 16)
            column += 16
        cells = columns - column
        if cells > 8:
            rest_16(*matrices, *shape, column, cells)
        elif cells == 8:
            strip_8(*matrices, *shape, column, cells)
        elif cells > 0:
            rest_8(*matrices, *shape, column, cells)

    return multiplied


def _make_strip(tall: int, lanes: int, function: Formula, *, masked: bool) -> Strip:
    """Return the product of all rows with `lanes` columns from one on, if `masked` with the first `cells` of them."""
    tall_tile = make_tile(tall, lanes, function, masked=masked)
    flat_tile = make_tile(1, lanes, function, masked=masked)

    @inlined
    def strip(
        arena: Arena,
        out: int,
        out_row: int,
        source: int,
        source_row: int,
        factor: int,
        factor_row: int,
        factor_step: int,
        start: int,
        step: int,
        across: int,
        rows: int,
        depth: int,
        column: int,
        cells: int,
    ) -> None:
        o, x, s, w, row = out + column, source + column, start + column * across, factor, 0
        while row + tall <= rows:
            tall_tile(
                arena, o, out_row, x, source_row, w, factor_row, factor_step, s, step, across, depth, cells
            )
            o, w, s, row = o + tall * out_row, w + tall * factor_row, s + tall * step, row + tall
        if tall > 1:  # known while this is compiled
            while row < rows:
                flat_tile(
                    arena,
                    o,
                    out_row,
                    x,
                    source_row,
                    w,
                    factor_row,
                    factor_step,
                    s,
                    step,
                    across,
                    depth,
                    cells,
                )
                o, w, s, row = o + out_row, w + factor_row, s + step, row + 1

    return strip


multiply = make_product(4, linear, kernel)
