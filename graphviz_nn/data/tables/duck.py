"""DuckDB, imported only when a table is read, told everything, and kept from the network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.tables.table import Kind

if TYPE_CHECKING:  # what every start would have to wait for
    from duckdb import DuckDBPyConnection

_MOST_LETTERS_OF_A_ROW = 1 << 24
_BROKEN_COLUMN = re.compile(r'converting column "c(\d+)"')

# What is asked of a stored column, by how the name of its type begins; any other is asked for as text.
_EXPRESSIONS: dict[tuple[str, ...], tuple[Kind, str]] = {
    ("BOOLEAN",): ("yes/no", "CAST({} AS DOUBLE)"),
    ("DATE",): ("date", "CAST(date_diff('day', DATE '1970-01-01', {}) AS DOUBLE)"),
    ("TIMESTAMP",): ("date", "epoch_us({}) / 86400e6"),
    ("TIME",): ("time", "epoch_us({}) / 3600e6"),
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"): (
        "number",
        "CAST({} AS DOUBLE)",
    ),
    ("UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL"): ("number", "CAST({} AS DOUBLE)"),
}


class Options(NamedTuple):
    """How a CSV file is written: what parts and encloses cells, the decimal sign, the columns, and the holes."""

    delimiter: str
    quote: str | None
    decimal: str
    columns: int
    holes: tuple[str, ...]


class Broken(NamedTuple):
    """The column in which a cell is no number, from 0; −1 where that can't be told."""

    column: int


@contextmanager
def connection(folder: Path) -> Iterator[DuckDBPyConnection]:
    """Have a database in memory that loads no extension and keeps what has no room there in `folder`."""
    import duckdb

    config: dict[str, Any] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(folder),
    }
    with duckdb.connect(config=config) as opened:
        yield opened


def read_csv(file: Path, options: Options, numbers: set[int]) -> list[NDArray[Any]] | Broken | None:
    """Read a file without a header; `numbers` are the columns of numbers, the others are texts.

    Return the columns, float64 with NaN for holes or str and None; or which of the numbers is none; or None for a file
    of any other fault.
    """
    import duckdb

    types = {f"c{i}": "DOUBLE" if i in numbers else "VARCHAR" for i in range(options.columns)}
    quote = options.quote or ""
    with connection(file.parent) as opened:
        try:
            found = opened.read_csv(
                str(file),
                sep=options.delimiter,
                header=False,
                quotechar=quote,
                escapechar=quote,
                columns=types,
                decimal=options.decimal,
                auto_detect=False,
                comment="",
                max_line_size=_MOST_LETTERS_OF_A_ROW,
                na_values=list(options.holes),
            ).fetchnumpy()
        except duckdb.ConversionException as error:
            column = _BROKEN_COLUMN.search(str(error))
            return Broken(int(column[1]) if column else -1)
        except duckdb.Error:
            return None
    return [_filled(found[name]) for name in types]


class Stored(NamedTuple):
    """A column as it is stored: its name, its kind, and its numbers or texts."""

    name: str
    kind: Kind
    values: NDArray[Any]


def read_parquet(file: Path, check: Callable[[int, int, int], None]) -> list[Stored] | str:
    """Read a Parquet file; return its columns, or in words why it can't be read.

    `check(rows, columns, texts)` is asked before anything of it is unpacked.
    """
    import duckdb

    with connection(file.parent) as opened:
        try:
            stored = opened.read_parquet(str(file))
            named = [
                (name, *_asked(str(each))) for name, each in zip(stored.columns, stored.types, strict=True)
            ]
            check(len(stored), len(named), sum(kind == "text" for _, kind, _ in named))
            columns = [f"{asked.format(_quoted(name))} AS c{i}" for i, (name, _, asked) in enumerate(named)]
            found = stored.project(", ".join(columns)).fetchnumpy()
        except duckdb.Error as error:
            return str(error).partition("\n")[0]
    return [Stored(name, kind, _filled(found[f"c{i}"])) for i, (name, kind, _) in enumerate(named)]


def _asked(type_name: str) -> tuple[Kind, str]:
    whole = type_name.endswith("]")  # a list of something
    for beginnings, asked in _EXPRESSIONS.items():
        if type_name.startswith(beginnings) and not whole:
            return asked
    return "text", "CAST({} AS VARCHAR)"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _filled(values: Any) -> NDArray[Any]:
    """Return a column with NaN or None in the place of what is masked."""
    if values.dtype == object:
        texts = np.array(np.ma.getdata(values), dtype=object)
        texts[np.ma.getmaskarray(values)] = None
        return texts
    return np.asarray(np.ma.filled(values.astype(np.float64, copy=False), np.nan))
