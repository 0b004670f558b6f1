"""What is left out of a table: rows with nothing in them, and columns with no name and nothing in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graphviz_nn.data.tables.table import Table
from graphviz_nn.errors import DataError


def without_empty(table: Table, names: Sequence[str | None]) -> Table:
    """Return the table without what says nothing; `names` are those of the file, None for a column without one."""
    named = zip(table.columns, names, strict=True)
    columns = tuple(column for column, name in named if name or column.kind != "empty")
    nothing = columns[0].is_hole if columns else None
    for column in columns[1:]:
        if nothing is None or not nothing.any():
            break
        nothing = nothing & column.is_hole
    if nothing is None or nothing.all():
        raise DataError(f"{table.path} has no rows with anything in them. Add rows.")
    if nothing.any():
        columns = tuple(
            replace(
                column,
                values=column.values[~nothing],
                odd=None if column.odd is None else column.odd - int(nothing[: column.odd].sum()),
            )
            for column in columns
        )
    return replace(table, columns=columns, lines=table.lines[~nothing])
