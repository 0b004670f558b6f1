"""The one way in: from a path to a table, whatever the kind of file."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import numpy as np

from graphviz_nn.data.tables import excel, parquet
from graphviz_nn.data.tables.column import column_of, with_words
from graphviz_nn.data.tables.content import content_of, expanded
from graphviz_nn.data.tables.decode import text_of
from graphviz_nn.data.tables.kept import keep, kept, key_of
from graphviz_nn.data.tables.layout import Layout, Told, choose_layout
from graphviz_nn.data.tables.names import name_all
from graphviz_nn.data.tables.parse import Parsed, parse
from graphviz_nn.data.tables.table import Column, Table
from graphviz_nn.data.tables.tidy import without_empty
from graphviz_nn.work import Whole, finish, quiet

SUFFIXES = (
    ".csv",
    ".tsv",
    ".txt",
    ".data",
    ".dat",
    ".csv.gz",
    ".tsv.gz",
    ".txt.gz",
    ".data.gz",
    ".xlsx",
    ".parquet",
)
_READ, _DECODED, _LAID_OUT, _PARSED = 0.1, 0.2, 0.3, 0.8  # how far each part of the work comes
_NOTHING_TOLD = Told()


def read_table(path: str | Path, told: Told = _NOTHING_TOLD) -> Table:
    """Read a table from a text of any layout, packed or not, from a workbook or from Parquet.

    Raise FileError if the file can't be read, DataError if there is no table in it; either names the file, the row and
    the cure. What is `told` is not chosen.
    """
    return finish(reading(path, told), quiet)


def reading(path: str | Path, told: Told = _NOTHING_TOLD) -> Generator[float, None, Table]:
    """Read a table as `read_table` does; yield how far it is, from 0 to 1, and end where the generator is closed."""
    told.check()
    path = expanded(path)
    key = key_of(path, told)
    yield 0.0
    table = kept(key) or (yield from _read(path, told))
    keep(key, table)
    return table


def _read(path: Path, told: Told) -> Generator[float, None, Table]:
    content = yield from _within(0.0, _READ, content_of(path))
    if content.startswith(excel.MARKS):
        return excel.read_workbook(path, content, told.header)
    if content.startswith(parquet.MARK):
        return parquet.read_parquet(path, content)
    text = yield from _within(_READ, _DECODED, text_of(path, content))
    del content
    layout = choose_layout(path, text, told)
    yield _LAID_OUT
    parsed = yield from _within(_LAID_OUT, _PARSED, parse(path, text, layout))
    del text
    columns = yield from _within(_PARSED, 1.0, _columns(layout, parsed))
    return without_empty(Table(path, columns, parsed.rows, layout.decimal, layout.reasons), layout.names)


def _columns(layout: Layout, parsed: Parsed) -> Generator[float, None, tuple[Column, ...]]:
    columns: list[Column] = []
    for name, cells in zip(name_all(layout.names), parsed.columns, strict=True):
        is_number = cells.dtype == np.float64
        told = layout.is_decimal_told
        other = None if is_number else column_of(name, cells, layout.decimal, is_told=told)
        columns.append(other or Column(name, "number", cells))
        yield len(columns) / len(parsed.columns)
    if layout.classes:
        columns[-1] = with_words(columns[-1], layout.classes)
    return tuple(columns)


def _within(start: float, end: float, work: Generator[float, None, Whole]) -> Generator[float, None, Whole]:
    """Do some work that tells how far it is from 0 to 1, as the part of the whole from `start` to `end`."""
    with closing(work):
        while True:
            try:
                done = next(work)
            except StopIteration as finished:
                whole: Whole = finished.value
                return whole
            yield start + (end - start) * done
