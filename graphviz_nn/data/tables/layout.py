"""How the text of a file is laid out as a table, told from its first rows, with the reasons."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from graphviz_nn.data.tables import header
from graphviz_nn.data.tables.cells import COMMA, DECIMALS, HOLES, POINT, decimal_sign, is_number, number
from graphviz_nn.data.tables.delimiter import DELIMITERS, Candidate, choose_delimiter
from graphviz_nn.data.tables.records import BLANKS, Dialect
from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.text import cited

SAMPLE_ROWS, SAMPLE_LETTERS = 260, 400_000
_COMMENTS = ("#", "%", "//", "!", "*")
_DELIMITER = re.compile(r"[^\w\"'\\.+\n\r-]")
_SEP_LINE = re.compile(rf'"?sep=({_DELIMITER.pattern})"?', re.IGNORECASE)
_LEAST_ALIKE, _LEAST_SHARE = (
    0.5,
    0.2,
)  # the share of the rows, below the header and in all, that are of one width
_SENTENCE, _SENTENCES = (
    40,
    0.7,
)  # letters of the longest line, and the share of lines with blanks, that make prose
_NAMES = {COMMA: "commas", ";": "semicolons", "\t": "tabs", "|": "bars", BLANKS: "blanks"}


class Told(NamedTuple):
    """What the user says of the layout, where the choice would be another; None leaves it open.

    Attributes:
        delimiter: between the cells; a blank stands for any number of blanks and tabs.
        decimal: "." or ",".
        header: whether the first row has the names of the columns.

    """

    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None

    def check(self) -> None:
        """Raise SettingError for what no table can be read by."""
        if self.delimiter is not None and not _DELIMITER.fullmatch(self.delimiter):
            raise SettingError(
                f"The delimiter is {cited(self.delimiter)}. Give one character that is in no number, word or quote."
            )
        if self.decimal not in (None, *DECIMALS):
            raise SettingError(f"The decimal sign is {cited(self.decimal)}. Give '.' or ','.")


@dataclass(frozen=True)
class Layout:
    """Where the table stands in its file, and how it is written.

    Attributes:
        dialect: how cells are told apart.
        skipped: how many records stand above the first row of values.
        names: of the columns, as written; None where the file has none.
        decimal: the sign before the decimals.
        is_decimal_told: whether it was told rather than found.
        classes: the words for 0, 1, … in the last column, where a first line gives them.
        sample: the cells of the first rows of values.
        reasons: what was found, in a few words each.

    """

    dialect: Dialect
    skipped: int
    names: tuple[str | None, ...]
    decimal: str
    is_decimal_told: bool
    classes: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    reasons: tuple[str, ...]


class _Above(NamedTuple):
    """What the first lines say of the rest: the delimiter of a `sep=` line, the comment mark, and the comments."""

    delimiter: str | None
    comment: str | None
    comments: list[str]


def choose_layout(path: Path, text: str, told: Told) -> Layout:
    """Choose the layout of a text; raise DataError where there is no table in it, or no row of one."""
    sample = _sample(text)
    if sample.lstrip().startswith("{"):
        raise DataError(
            f"{path} begins with a brace, as JSON does, and no table. Give a table, such as a CSV file."
        )
    above = _above(sample.split("\n"))
    found = choose_delimiter(sample, above.comment, told.delimiter or above.delimiter)
    rows = found.rows[1 if above.delimiter else 0 :]
    if found.open_row and len(sample) == len(text):
        raise never_closed(path, found.open_row)
    if not found.rows and sample.strip():
        raise DataError(
            f"{path}: one of the first cells is longer than {csv.field_size_limit():,} letters. Check its quotes."
        )
    if not any(any(row) for row in rows):
        raise DataError(
            f"{path} is empty. A data file needs a row with the names of the columns, and rows below it."
        )
    _require_table(path, rows, found)
    top = _counted(text, rows, found, above) or header.find(
        rows, found.width, told.header, _comments(found, above)
    )
    body = [tuple(row) for row in rows[top.skipped :] if len(row) == found.width]
    if not body:
        names = ", ".join(name or "" for name in top.names[:20])
        raise DataError(f"{path} has a header ({names}) and no rows below it. Add rows.")
    if sum(len(row) == found.width for row in rows[top.skipped :]) < _LEAST_ALIKE * len(rows[top.skipped :]):
        raise _no_table(path, found)
    decimal = told.decimal or _decimal(body, found.dialect.delimiter)
    return Layout(
        dialect=found.dialect,
        skipped=top.skipped + (1 if above.delimiter else 0),
        names=top.names,
        decimal=decimal,
        is_decimal_told=told.decimal is not None,
        classes=top.classes,
        sample=tuple(body),
        reasons=(*_parted(found), *top.reasons, *(("decimal comma",) if decimal == COMMA else ())),
    )


def never_closed(path: Path, row: int) -> DataError:
    """Return the error of a quote that opens a cell and has no other at its end."""
    return DataError(f"{path}, row {row}: its quote is never closed. Close it, or take it away.")


def _sample(text: str) -> str:
    """Return the first lines, none of them cut short."""
    lines = text[:SAMPLE_LETTERS].split("\n")
    if len(text) > SAMPLE_LETTERS and 2 < len(lines) <= SAMPLE_ROWS:
        lines.pop()
    return "\n".join(lines[:SAMPLE_ROWS])


def _above(lines: Sequence[str]) -> _Above:
    """Read the first lines; a file of which every line begins with a mark has no comments."""
    filled = [line.strip() for line in lines if line.strip()]
    given = _SEP_LINE.fullmatch(next(filter(str.strip, lines), "").rstrip("\r"))
    delimiter = given[1] if given else None
    filled = filled[1:] if given else filled
    mark = next((mark for mark in _COMMENTS if filled and filled[0].startswith(mark)), None)
    if mark is None or all(line.startswith(mark) for line in filled):
        return _Above(delimiter, None, [])
    count = next(i for i, line in enumerate(filled) if not line.startswith(mark))
    return _Above(delimiter, mark, [line.removeprefix(mark).strip() for line in filled[:count]])


def _comments(found: Candidate, above: _Above) -> list[list[str]]:
    """Return the cells of the last comment above, parted in each way that might give the names."""
    lines = [line for line in above.comments[-1:] if len(line) < csv.field_size_limit()]
    dialects = (found.dialect._replace(delimiter=each) for each in (found.dialect.delimiter, *DELIMITERS))
    return [row for dialect in dialects for row in dialect.cells(lines)][::-1]


def _counted(text: str, rows: Sequence[Sequence[str]], found: Candidate, above: _Above) -> header.Top | None:
    if not header.may_count(rows[0]):
        return None
    records = sum(1 for line in text.split("\n") if line.strip()) - (1 if above.delimiter else 0)
    return header.counted(rows[0], found.width, records)


def _require_table(path: Path, rows: Sequence[Sequence[str]], found: Candidate) -> None:
    """Raise DataError for prose: rows of no width in particular, one column of sentences, or nothing but words."""
    firsts = [row[0] for row in rows if row]
    sentences = sum(" " in cell and not is_number(cell) for cell in firsts)
    is_prose = found.width == 1 and len(rows) > 1 and max(map(len, firsts)) > _SENTENCE
    has_numbers = any(is_number(cell) for row in rows for cell in row)
    is_ragged = found.dialect.delimiter == BLANKS and found.share < 1 and not has_numbers
    is_thin = found.share < _LEAST_SHARE or not any(len(row) == found.width for row in rows)
    if is_thin or is_ragged or (is_prose and sentences > _SENTENCES * len(firsts)):
        raise _no_table(path, found)


def _no_table(path: Path, found: Candidate) -> DataError:
    return DataError(
        f"{path}: no table was found in it. Parted by {_name(found.dialect.delimiter)}, its rows do not have the same "
        "number of cells. Part the cells by commas, semicolons, tabs or bars, each row alike."
    )


def _decimal(body: Sequence[Sequence[str]], delimiter: str) -> str:
    """Return the decimal sign of most numbers; where none tells, a comma that parts no cells is one."""
    cells = [cell for row in body for cell in row if cell not in HOLES]
    sign = decimal_sign(cells)
    if sign is not None or delimiter == COMMA:
        return sign or POINT
    return COMMA if any(COMMA in cell and number(cell, COMMA) is not None for cell in cells) else POINT


def _parted(found: Candidate) -> tuple[str, ...]:
    return (f"parted by {_name(found.dialect.delimiter)}",) if found.width > 1 else ()


def _name(delimiter: str) -> str:
    return _NAMES.get(delimiter, repr(delimiter))
