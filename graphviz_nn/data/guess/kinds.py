"""What the cells of a column are, as something to learn from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphviz_nn.data.guess.found import Kind
from graphviz_nn.data.guess.names import is_unnamed, names_identifier, names_rows, names_scale
from graphviz_nn.data.tables.table import Column, Table
from graphviz_nn.kept import kept_beside
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import cited, short

MOST_WORDS = 30  # of a category: each becomes an input
_LEAST_ROWS_OF_A_WORD = 2  # on average; else the words are names
_LEAST_ROWS_TO_COUNT = 10  # a shorter column of 1, 2, 3 … may mean anything
_MOST_MISSING = 0.5


class Meaning(NamedTuple):
    """A kind, and its reason in about three words."""

    kind: Kind
    reason: str


@kept_beside  # each click in the window asks anew what the columns of its table are for
def meanings_of(table: Table) -> tuple[Meaning, ...]:
    """Tell what each column of a table is, in their order."""
    return tuple(_meaning_of(table, place) for place in range(len(table.columns)))


def _meaning_of(table: Table, place: int) -> Meaning:
    """Tell what the column at a place is; whether it numbers the rows depends on where it stands."""
    column = table.columns[place]
    if column.kind == "empty" or column.is_hole.all():
        return Meaning("empty", "nothing in it")
    if column.values.dtype != np.float64:
        return _of_words(table, column)
    values = column.values[~np.isnan(column.values)]
    if (values == values[0]).all():
        return Meaning("constant", f"always {_said(column, values[0])}")
    if column.words:
        return _of_known_words(column)
    if column.kind in ("date", "time"):
        return Meaning("date", "dates") if column.kind == "date" else Meaning("time", "times of day")
    return _of_numbers(table, place, values)


def is_mostly_missing(column: Column) -> bool:
    """Tell whether more cells of a column are holes than are not."""
    return column.holes > _MOST_MISSING * len(column.values)


def are_whole(values: FloatArray) -> bool:
    """Tell whether numbers are whole ones."""
    return bool((np.floor(values) == values).all())


def _of_words(table: Table, column: Column) -> Meaning:
    if column.odd is not None:
        return Meaning(
            "text", f"numbers but {cited(column.values[column.odd])} in row {table.lines[column.odd]}"
        )
    words = [word for word in column.values.tolist() if word is not None]
    different = len(set(words))
    if different == 1:
        return Meaning("constant", f"always {cited(words[0])}")
    if different == len(words):
        return Meaning("identifier", "all different")
    if different > MOST_WORDS or (different > 2 and different * _LEAST_ROWS_OF_A_WORD > len(words)):
        return Meaning("text", f"{different} different words")
    if names_identifier(column.name):
        return Meaning("identifier", "named as one")
    return Meaning("category", f"{different} different words")


def _of_known_words(column: Column) -> Meaning:
    if len(column.words) == 2:
        return Meaning("yes/no", f"{column.words[0]} or {column.words[1]}")
    return Meaning("category", f"{len(column.words)} classes")


def _of_numbers(table: Table, place: int, values: FloatArray) -> Meaning:
    name = table.columns[place].name
    if np.isin(values, (0.0, 1.0)).all():
        return Meaning("yes/no", "0 or 1")
    if are_whole(values):
        if _counts_rows(table, place):
            return Meaning("identifier", "row numbers")
        if _names_rows(table, place, values):
            return Meaning("identifier", "names of rows")
        if names_identifier(name):
            return Meaning("identifier", "named as one")
    return Meaning("number", f"{short(values.min(), 3)} to {short(values.max(), 3)}")


def _counts_rows(table: Table, place: int) -> bool:
    """Tell whether a column goes up by one from row to row and is no scale: by its name, or as the first of several."""
    column = table.columns[place]
    with np.errstate(over="ignore", invalid="ignore"):
        if not (np.diff(column.values) == 1).all():
            return False
    if names_rows(column.name) and not _has_no_names(table):
        return True
    is_first_of_several = place == 0 and len(table.columns) > 2 and len(column.values) >= _LEAST_ROWS_TO_COUNT
    return is_first_of_several and column.values[0] in (0, 1) and not names_scale(column.name)


def _names_rows(table: Table, place: int, values: FloatArray) -> bool:
    """Tell whether it is the first column, the only one without a name, and never the same: R writes its rows so."""
    if place > 0 or not is_unnamed(table.names[0]) or any(map(is_unnamed, table.names[1:])):
        return False
    return len(np.unique(values)) == len(table.lines)


def _has_no_names(table: Table) -> bool:
    return all(is_unnamed(name) for name in table.names)


def _said(column: Column, value: float) -> str:
    return column.words[int(value)] if column.words else short(value)
