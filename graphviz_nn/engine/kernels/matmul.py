"""Matrix products, tile by tile."""

from __future__ import annotations

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.engine.kernels.tiles import make_tile
from graphviz_nn.engine.types import Arena, Code

_tile_4x8, _tile_1x8 = make_tile(4, 8), make_tile(1, 8)
_tile_4x4, _tile_1x4 = make_tile(4, 4), make_tile(1, 4)
_tile_4x1, _tile_1x1 = make_tile(4, 1), make_tile(1, 1)


@kernel
def product(arena: Arena, code: Code, at: int) -> None:
    """PRODUCT mode, target, its size, rows, depth, columns, four steps, matrices, three places for each matrix.

    The steps are out_row, source_row, factor_row and factor_step of `multiply`, the places out, source and factor.
    """
    mode, target, size = code[at + 2], code[at + 3], code[at + 4]
    rows, depth, columns = code[at + 5], code[at + 6], code[at + 7]
    out_row, source_row, factor_row, factor_step = code[at + 8], code[at + 9], code[at + 10], code[at + 11]
    if mode == codes.RESTART:
        arena[target : target + size] = 0.0
    for i in range(code[at + 12]):
        out, source, factor = code[at + 13 + 3 * i], code[at + 14 + 3 * i], code[at + 15 + 3 * i]
        multiply(
            arena, out, out_row, source, source_row, factor, factor_row, factor_step, rows, depth, columns
        )


@kernel
def multiply(
    arena: Arena,
    out: int,
    out_row: int,
    source: int,
    source_row: int,
    factor: int,
    factor_row: int,
    factor_step: int,
    rows: int,
    depth: int,
    columns: int,
) -> None:
    """Add factor (rows, depth) times source (depth, columns) to out; the columns of both lie side by side."""
    column = 0
    while column + 8 <= columns:
        row = 0
        o, s = out + column, source + column
        while row + 4 <= rows:
            f = factor + row * factor_row
            _tile_4x8(arena, o + row * out_row, out_row, s, source_row, f, factor_row, factor_step, depth)
            row += 4
        while row < rows:
            f = factor + row * factor_row
            _tile_1x8(arena, o + row * out_row, out_row, s, source_row, f, factor_row, factor_step, depth)
            row += 1
        column += 8
    if column < columns:
        _narrow(
            arena,
            out + column,
            out_row,
            source + column,
            source_row,
            factor,
            factor_row,
            factor_step,
            rows,
            depth,
            columns - column,
        )


@kernel
def _narrow(
    arena: Arena,
    out: int,
    out_row: int,
    source: int,
    source_row: int,
    factor: int,
    factor_row: int,
    factor_step: int,
    rows: int,
    depth: int,
    columns: int,
) -> None:
    """Do the same for the fewer than eight columns that are left."""
    if columns >= 4:
        row = 0
        while row + 4 <= rows:
            f, o = factor + row * factor_row, out + row * out_row
            _tile_4x4(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth)
            row += 4
        while row < rows:
            f, o = factor + row * factor_row, out + row * out_row
            _tile_1x4(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth)
            row += 1
    for column in range(columns & 4, columns):
        row = 0
        while row + 4 <= rows:
            f, o = factor + row * factor_row, out + row * out_row + column
            _tile_4x1(arena, o, out_row, source + column, source_row, f, factor_row, factor_step, depth)
            row += 4
        while row < rows:
            f, o = factor + row * factor_row, out + row * out_row + column
            _tile_1x1(arena, o, out_row, source + column, source_row, f, factor_row, factor_step, depth)
            row += 1
