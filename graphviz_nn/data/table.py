"""A CSV file as named columns of text, with the kind of each column and its holes."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from graphviz_nn.errors import DataError, FileError

HOLES = frozenset({"", "NA", "N/A", "NaN", "nan", "?"})
DELIMITERS = ",;\t"
MOST_BYTES = 100_000_000

Kind: TypeAlias = Literal["number", "text"]
_NUMBER = re.compile(r"[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf|infinity)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes:
        name: from the header; a column without one is called `column 1`, `column 2` …
        kind: "number" if more than half of the cells that are not holes are numbers.
        values: the cells as written, without surrounding blanks; None is a hole.
        holes: how many cells are holes: empty, NA, N/A, NaN or ?.

    """

    name: str
    kind: Kind
    values: tuple[str | None, ...]
    holes: int


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a CSV file.

    Attributes:
        path: the file.
        columns: in the order of the file; the names differ from each other.
        lines: the row of the file in which each row of values stands; the header is row 1.

    """

    path: Path
    columns: tuple[Column, ...]
    lines: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of this name; raise DataError, with the names there are, if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise DataError(f"{self.path} has no column {name!r}. Its columns are: {listing(self.names)}.")


def read_table(path: str | Path) -> Table:
    """Read a CSV file in UTF-8, its cells parted by commas, semicolons or tabs, its first row the header.

    Raise FileError if the file can't be read, DataError if it is not such a table or has no rows.
    """
    path = Path(os.path.expanduser(path))
    records = _records(path, _text(path))
    header_line, header = next(records, (1, []))
    if not header:
        raise DataError(
            f"{path} is empty. A data file needs a row with the names of the columns, and rows below it."
        )
    names = _names(path, header_line, header)
    lines, rows = [], []
    for line, cells in records:
        if len(cells) != len(names):
            raise DataError(
                f"{path}, row {line}: {_count(len(cells), 'cell')}, but the header has {len(names)}. "
                "Add or take away cells, or put quotes around a cell that holds the delimiter."
            )
        lines.append(line)
        rows.append(cells)
    if not rows:
        raise DataError(f"{path} has a header ({listing(names)}) and no rows below it. Add rows.")
    cells_of = zip(*rows, strict=True)
    columns = tuple(_column(name, cells) for name, cells in zip(names, cells_of, strict=True))
    return Table(path, columns, tuple(lines))


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number as CSV files write it: `-1.5e3` or `inf`, not `1_000` or `1,5`."""
    return _NUMBER.fullmatch(cell) is not None


def listing(names: Sequence[str], most: int = 20) -> str:
    """Return names in a row for a message, the first `most` of them if there are more."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} … ({len(names)} in all)"


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder. Give the path of a CSV file in it.")
        if path.exists() and not path.is_file():
            raise FileError(f"{path} is not a file that can be read to its end. Give the path of a CSV file.")
        if path.stat().st_size > MOST_BYTES:
            raise FileError(
                f"{path} is larger than {MOST_BYTES // 10**6} MB. Cut it down to a sample of its rows."
            )
        content = path.read_bytes()
    except FileError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{path} can't be read: {reason}. Check the path and the permissions.") from None
    return _decoded(path, content)


def _decoded(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise FileError(
            f"{path} is not UTF-8 text: byte 0x{content[error.start]:02x} in row {row}. "
            "Save it as CSV in UTF-8 (in a spreadsheet: CSV UTF-8)."
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise FileError(f"{path} is not text: a zero byte in row {row}. Save it as CSV in UTF-8.")
    return text


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the stripped cells of each row that is not blank."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True, skipinitialspace=True
    )
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield row, stripped
    except csv.Error as error:
        raise DataError(f"{path}, row {row + 1}: {error}. Check the quotes of this row.") from None


def _delimiter(text: str) -> str:
    """Return the delimiter that parts the first row with text into the most cells."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))


def _names(path: Path, line: int, header: Sequence[str]) -> tuple[str, ...]:
    if sum(map(is_number, header)) > len(header) / 2:
        raise DataError(
            f"{path}, row {line}: {listing(header)} are numbers, where the names of the columns belong. "
            "Add a row with the names above it."
        )
    names = tuple(name or f"column {i}" for i, name in enumerate(header, start=1))
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        first = names.index(name)
        second = names.index(name, first + 1)
        raise DataError(
            f"{path}, row {line}: columns {first + 1} and {second + 1} are both called {name!r}. "
            "Rename one of them."
        )
    return names


def _column(name: str, cells: Sequence[str]) -> Column:
    values = tuple(None if cell in HOLES else cell for cell in cells)
    filled = [value for value in values if value is not None]
    kind: Kind = "number" if sum(map(is_number, filled)) > len(filled) / 2 else "text"
    return Column(name, kind, values, len(values) - len(filled))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
