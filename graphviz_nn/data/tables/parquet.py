"""Parquet files, by DuckDB."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from graphviz_nn.data.tables import duck
from graphviz_nn.data.tables.column import column_of
from graphviz_nn.data.tables.content import check_cells
from graphviz_nn.data.tables.names import name_all
from graphviz_nn.data.tables.scratch import folder
from graphviz_nn.data.tables.table import Column, Table
from graphviz_nn.errors import DataError, FileError

MARK = b"PAR1"


def read_parquet(path: Path, content: bytes) -> Table:
    """Read a file of columns, each of one type; raise FileError for what is none, DataError for no rows."""
    with folder() as place:
        file = (
            place / "table.parquet"
        )  # a name of our own: in another, DuckDB would take brackets for a pattern
        file.write_bytes(content)
        found = duck.read_parquet(file, partial(check_cells, path))
    if isinstance(found, str):
        raise FileError(f"{path} can't be read as Parquet: {found}. Get it once more, or save it as CSV.")
    if not found or not len(found[0].values):
        raise DataError(f"{path} has no rows. Add rows.")
    names = name_all([each.name for each in found])
    columns = tuple(_column(name, each) for name, each in zip(names, found, strict=True))
    return Table(path, columns, np.arange(1, len(found[0].values) + 1), reasons=("Parquet",))


def _column(name: str, found: duck.Stored) -> Column:
    if found.kind == "text":
        return column_of(name, found.values, ".")
    if np.isnan(found.values).all():
        return Column(name, "empty", found.values)
    return Column(name, found.kind, found.values, ("no", "yes") if found.kind == "yes/no" else ())
