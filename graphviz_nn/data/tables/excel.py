"""Workbooks: the first sheet with something in it, by python-calamine."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from graphviz_nn.data.tables import header
from graphviz_nn.data.tables.cells import HOLES_AMONG_NUMBERS
from graphviz_nn.data.tables.column import column_of
from graphviz_nn.data.tables.content import MOST_BYTES, check_cells
from graphviz_nn.data.tables.moments import days, hours
from graphviz_nn.data.tables.names import name_all
from graphviz_nn.data.tables.table import Column, Kind, Table
from graphviz_nn.data.tables.tidy import without_empty
from graphviz_nn.errors import DataError, FileError

MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # packed as .xlsx is, and the older .xls
_LOOKED_AT = 200


def read_workbook(path: Path, content: bytes, told_header: bool | None) -> Table:
    """Read the first sheet that is not empty; raise FileError for no workbook, DataError for no table in it."""
    name, rows = _first_sheet(path, content)
    width = len(rows[0])
    texts = [[_text(cell) for cell in row] for row in rows[:_LOOKED_AT]]
    top = header.find(texts, width, told_header, ())
    body = rows[top.skipped :]
    if not body:
        raise DataError(f"{path}, sheet {name!r}, has a header and no rows below it. Add rows.")
    columns = tuple(
        _column(each, cells) for each, cells in zip(name_all(top.names), zip(*body, strict=True), strict=True)
    )
    lines = np.arange(top.skipped + 1, len(rows) + 1)
    return without_empty(Table(path, columns, lines, reasons=(f"sheet {name}", *top.reasons)), top.names)


def _first_sheet(path: Path, content: bytes) -> tuple[str, list[list[Any]]]:
    import python_calamine

    _require_small(path, content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.end is not None:
                last_row, last_column = sheet.end  # from 0
                check_cells(path, last_row + 1, last_column + 1, texts=last_column + 1)
            rows = sheet.to_python(skip_empty_area=False)
            if any(cell != "" for row in rows for cell in row):
                return name, rows
    except python_calamine.CalamineError as error:
        raise FileError(
            f"{path} can't be read as a workbook: {error}. Save the sheet as .xlsx or CSV."
        ) from None
    raise DataError(
        f"{path} has no sheet with anything in it. Write the names of the columns, and rows below them."
    )


def _require_small(path: Path, content: bytes) -> None:
    """Refuse a small file that would unpack to a huge one."""
    if not content.startswith(MARKS[0]):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except zipfile.BadZipFile as error:
        raise FileError(f"{path} can't be unpacked: {error}. Get it once more.") from None
    if size > MOST_BYTES:
        raise FileError(
            f"{path} unpacks to more than {MOST_BYTES // 10**6} MB. Cut it down to a sample of its rows."
        )


def _column(name: str, cells: Sequence[Any]) -> Column:
    """Take cells of one type as what they are, and others as their texts."""
    filled = [cell for cell in cells if not _is_hole(cell)]
    for kind, types, number in _TYPES:
        if (
            filled
            and all(isinstance(cell, types) for cell in filled)
            and (kind == "yes/no" or not _any_bool(filled))
        ):
            values = np.array(
                [np.nan if _is_hole(cell) else number(cell) for cell in cells], dtype=np.float64
            )
            return Column(name, kind, values, ("no", "yes") if kind == "yes/no" else ())
    return column_of(name, map(_text, cells), ".")


def _any_bool(cells: Sequence[Any]) -> bool:
    return any(isinstance(cell, bool) for cell in cells)


def _is_hole(cell: Any) -> bool:
    return isinstance(cell, str) and cell.strip() in HOLES_AMONG_NUMBERS


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return str(cell)


def _length(cell: datetime.time | datetime.timedelta) -> float:
    return cell.total_seconds() / 3600 if isinstance(cell, datetime.timedelta) else hours(cell)


_TYPES: tuple[tuple[Kind, tuple[type, ...], Callable[[Any], float]], ...] = (
    ("yes/no", (bool,), float),
    ("number", (int, float), float),
    ("date", (datetime.date,), days),
    ("time", (datetime.time, datetime.timedelta), _length),
)
