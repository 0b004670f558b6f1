"""Matrix products, tile by tile."""

from __future__ import annotations

from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.kernels.tiles import make_tile
from graphviz_nn.engine.types import Arena, Code

_tile_4x16, _tile_1x16 = make_tile(4, 16), make_tile(1, 16)
_tile_4x8, _tile_1x8 = make_tile(4, 8), make_tile(1, 8)
_tile_4x1, _tile_1x1 = make_tile(4, 1), make_tile(1, 1)


ON_TOP, FROM_ZERO = -1, -2  # where a product starts, if not from one number a row


@kernel
def product(arena: Arena, code: Code) -> None:
    """PRODUCT rows, depth, columns, four steps, matrices, three places for each matrix.

    The steps are out_row, source_row, factor_row and factor_step of `multiply`, the places out, source and factor.
    """
    rows, depth, columns = code[2], code[3], code[4]
    out_row, source_row, factor_row, factor_step = code[5], code[6], code[7], code[8]
    for i in range(code[9]):
        out, source, factor = code[10 + 3 * i], code[11 + 3 * i], code[12 + 3 * i]
        multiply(
            *(arena, out, out_row, source, source_row, factor, factor_row, factor_step),
            *(FROM_ZERO, 0, rows, depth, columns),
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
    start: int,
    step: int,
    rows: int,
    depth: int,
    columns: int,
) -> None:
    """Write factor (rows, depth) times source (depth, columns) to out; the columns of both lie side by side.

    Row r starts from the number at start + r · step, or as ON_TOP and FROM_ZERO say.
    """
    column = 0
    while column + 16 <= columns:
        _strip_16(
            *(arena, out + column, out_row, source + column, source_row),
            *(factor, factor_row, factor_step, start, step, rows, depth),
        )
        column += 16
    while column + 8 <= columns:
        _strip_8(
            *(arena, out + column, out_row, source + column, source_row),
            *(factor, factor_row, factor_step, start, step, rows, depth),
        )
        column += 8
    while column + 1 <= columns:
        _strip_1(
            *(arena, out + column, out_row, source + column, source_row),
            *(factor, factor_row, factor_step, start, step, rows, depth),
        )
        column += 1


@kernel
def _strip_16(
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
    rows: int,
    depth: int,
) -> None:
    """Do 16 columns."""
    row = 0
    while row + 4 <= rows:
        f, o, begin = factor + row * factor_row, out + row * out_row, _begin(start, step, row)
        _tile_4x16(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth, begin, step)
        row += 4
    while row < rows:
        f, o, begin = factor + row * factor_row, out + row * out_row, _begin(start, step, row)
        _tile_1x16(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth, begin, step)
        row += 1


@kernel
def _strip_8(
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
    rows: int,
    depth: int,
) -> None:
    """Do 8 columns."""
    row = 0
    while row + 4 <= rows:
        f, o, begin = factor + row * factor_row, out + row * out_row, _begin(start, step, row)
        _tile_4x8(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth, begin, step)
        row += 4
    while row < rows:
        f, o, begin = factor + row * factor_row, out + row * out_row, _begin(start, step, row)
        _tile_1x8(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth, begin, step)
        row += 1


@kernel
def _strip_1(
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
    rows: int,
    depth: int,
) -> None:
    """Do one column."""
    row = 0
    while row + 4 <= rows:
        f, o, begin = factor + row * factor_row, out + row * out_row, _begin(start, step, row)
        _tile_4x1(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth, begin, step)
        row += 4
    while row < rows:
        f, o, begin = factor + row * factor_row, out + row * out_row, _begin(start, step, row)
        _tile_1x1(arena, o, out_row, source, source_row, f, factor_row, factor_step, depth, begin, step)
        row += 1


@inlined
def _begin(start: int, step: int, row: int) -> int:
    return start + row * step if start >= 0 else start
