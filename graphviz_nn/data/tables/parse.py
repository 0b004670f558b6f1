"""From the records of a text to columns of cells: numbers by DuckDB's parser, which is told everything."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.tables import duck
from graphviz_nn.data.tables.cells import HOLES, HOLES_AMONG_NUMBERS, is_plain
from graphviz_nn.data.tables.content import check_cells, most_rows
from graphviz_nn.data.tables.layout import Layout, never_closed
from graphviz_nn.data.tables.records import BLANKS, Dialect, Record, lines_of, records
from graphviz_nn.data.tables.scratch import folder
from graphviz_nn.errors import DataError
from graphviz_nn.folders import temporary_folder

_WRITTEN, _PARSED = 0.5, 0.9  # how far writing the records and parsing them come
_UNDERSCORED = re.compile(r"\d_\d")  # which DuckDB takes for a number


class Parsed(NamedTuple):
    """The cells of a table, column by column: float64 with NaN for holes, or str and None; and the row of each."""

    columns: list[NDArray[Any]]
    rows: NDArray[np.int64]


class _Written(NamedTuple):
    """What was written for the parser: the row of each record, and whether words of digits might pass as numbers."""

    rows: array[int]
    underscored: bool


def parse(path: Path, text: str, layout: Layout) -> Generator[float, None, Parsed]:
    """Parse the rows of a text, laid out as told; yield how far it is, from 0 to 1.

    Raise DataError for a row that is too short or too long, and for quotes that are never closed.
    """
    yield from _check_size(path, text, layout)
    if _needs_python(text, layout.dialect) or temporary_folder() is None:
        return (yield from _by_hand(path, text, layout))
    with folder() as place:
        file = place / "table.csv"
        written = yield from _write(path, text, layout, file)
        numbers = set() if written.underscored else _numbers(layout)
        columns = yield from _by_duckdb(path, file, layout, numbers, len(written.rows))
    if columns is None or any(len(column) != len(written.rows) for column in columns):
        return (yield from _by_hand(path, text, layout))
    return Parsed(columns, np.array(written.rows, dtype=np.int64))


def _check_size(path: Path, text: str, layout: Layout) -> Generator[float, None, None]:
    """Raise DataError for too many rows before the work with them begins, where every line is one unless it is blank.

    With quotes and comments that is known only once they are parted.
    """
    dialect, columns = layout.dialect, len(layout.names)
    texts = columns - len(_numbers(layout))
    if text.count("\n") <= most_rows(columns, texts) or dialect.comment:
        return
    if dialect.quote is None or dialect.quote not in text:
        rows = -layout.skipped
        for lines in lines_of(text):
            rows += sum(map(bool, map(str.strip, lines)))
            check_cells(path, rows, columns, texts)
            yield 0.0


def _needs_python(text: str, dialect: Dialect) -> bool:
    """Tell whether quotes are as csv reads them and DuckDB does not: behind a blank, or escaped."""
    if dialect.quote is None or dialect.quote not in text:
        return False
    return (
        bool(dialect.escape) or dialect.delimiter == BLANKS or f"{dialect.delimiter} {dialect.quote}" in text
    )


def _rows(path: Path, text: str, layout: Layout) -> Iterator[list[Record]]:
    """Yield the records below the header, in parts."""
    skip, parts = layout.skipped, records(text, layout.dialect)
    while True:
        try:
            part = next(parts)
        except StopIteration as end:
            if end.value:
                raise never_closed(path, end.value) from None
            return
        yield part[skip:]
        skip = max(0, skip - len(part))


def _write(path: Path, text: str, layout: Layout, file: Path) -> Generator[float, None, _Written]:
    """Write the records alone, without blank lines and comments."""
    rows = array("q")
    underscored, size = False, 0
    with file.open("w", encoding="utf-8", newline="") as out:
        for part in _rows(path, text, layout):
            lines = [record.text for record in part]
            if layout.dialect.delimiter == BLANKS:
                lines = ["\t".join(line.split()) for line in lines]
            block = "".join(f"{line}\n" for line in lines)
            underscored = underscored or ("_" in block and _UNDERSCORED.search(block) is not None)
            out.write(block)
            rows.extend(record.row for record in part)
            check_cells(path, len(rows), len(layout.names))
            size += len(block)
            yield _WRITTEN * min(1.0, size / len(text))
    return _Written(rows, underscored)


def _numbers(layout: Layout) -> set[int]:
    """Return the columns whose first cells are all plain numbers, and not digits of which some have a leading 0."""
    columns = enumerate(zip(*layout.sample, strict=True))
    return {
        i
        for i, cells in columns
        if _are_plain([c for c in cells if c not in HOLES_AMONG_NUMBERS], layout.decimal)
    }


def _are_plain(cells: Sequence[str], decimal: str) -> bool:
    if any(len(cell) > 1 and cell[0] == "0" and cell.isdigit() for cell in cells):
        return False
    return bool(cells) and all(is_plain(cell, decimal) for cell in cells)


def _by_duckdb(
    path: Path, file: Path, layout: Layout, numbers: set[int], rows: int
) -> Generator[float, None, list[NDArray[Any]] | None]:
    """Read a column as text if a cell of it further down is no number; return None for what Python shall look at."""
    delimiter = "\t" if layout.dialect.delimiter == BLANKS else layout.dialect.delimiter
    options = duck.Options(
        delimiter, layout.dialect.quote, layout.decimal, len(layout.names), tuple(sorted(HOLES))
    )
    while True:
        yield _WRITTEN
        check_cells(path, rows, len(layout.names), texts=len(layout.names) - len(numbers))
        found = duck.read_csv(file, options, numbers)
        if isinstance(found, list):
            yield _PARSED
            return found
        if found is None or not numbers:
            return None
        numbers = numbers - {found.column} if found.column in numbers else set()


def _by_hand(path: Path, text: str, layout: Layout) -> Generator[float, None, Parsed]:
    """Read all cells as text by Python's csv, and find the row that is wrong."""
    rows = array("q")
    found: list[list[str]] = []
    for part in _rows(path, text, layout):
        check_cells(path, len(rows) + len(part), len(layout.names), texts=len(layout.names))
        found.extend(_cells(path, record, layout) for record in part)
        rows.extend(record.row for record in part)
        yield _PARSED * len(rows) / (len(rows) + 1)
    columns = [np.array(cells, dtype=object) for cells in zip(*found, strict=True)]
    return Parsed(columns, np.array(rows, dtype=np.int64))


def _cells(path: Path, record: Record, layout: Layout) -> list[str]:
    """Return the cells of one record; raise DataError where it is not one row as wide as the table."""
    width = len(layout.names)
    try:
        rows = list(layout.dialect.cells([record.text]))
    except csv.Error as error:
        raise DataError(f"{path}, row {record.row}: {error}. Check the quotes of this row.") from None
    if len(rows) != 1:
        raise DataError(f"{path}, row {record.row}: a line end within a cell. Put quotes around the cell.")
    if len(rows[0]) != width:
        raise DataError(
            f"{path}, row {record.row}: {_count(len(rows[0]), 'cell')}, where the table has "
            f"{_count(width, 'column')}. Add or take away cells, or put quotes around a cell that holds the delimiter."
        )
    return rows[0]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
