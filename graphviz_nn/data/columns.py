"""The chosen columns of a table as arrays: features, encoded target, and no rows with holes."""

from __future__ import annotations

import reprlib
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.encoding import encode
from graphviz_nn.data.raw import RawData
from graphviz_nn.data.tables.cells import DECIMALS, HOLES_AMONG_NUMBERS, number
from graphviz_nn.data.tables.column import words_of
from graphviz_nn.data.tables.table import Column, Table, listing
from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray


def choose(table: Table, features: tuple[str, ...] | None, target: str | None) -> RawData:
    """Take features and target from a table, leave out rows with holes in them, and encode the target.

    Without `target` it is the last column; without `features`, every numeric column but the target.
    Raise DataError for what can't be learnt from, naming row and column.
    """
    goal = table.column(target) if target is not None else table.columns[-1]
    inputs = _features(table, features, goal)
    complete = _complete_rows(table, (*inputs, goal))
    x = np.stack([numbers(table, column) for column in inputs], axis=1)[complete]
    values = _targets(table, goal)
    encoded = encode(values[complete], goal.name, str(table.path))
    notes = (
        *(_left_out_notes(table, goal) if features is None else ()),
        *_holes_note(len(complete) - int(complete.sum()), len(complete)),
    )
    chosen = tuple(column.name for column in inputs)
    return RawData(table.path.stem, x, encoded.y, chosen, encoded.targets, encoded.classes, notes)


def numbers(table: Table, column: Column) -> FloatArray:
    """Return a column as finite numbers, NaN for holes; raise DataError for any other cell, with its row."""
    if column.is_numeric or column.kind == "empty":
        found: FloatArray = column.values
    else:
        found = np.array([_number(table, column, i, cell) for i, cell in enumerate(column.values)])
    if np.isinf(found).any():
        raise DataError(
            f"{_place(table, column, int(np.isinf(found).argmax()))}: it is infinite; training needs finite numbers. "
            "Correct the cell, or empty it to leave out its row."
        )
    return found


def _targets(table: Table, goal: Column) -> NDArray[Any]:
    """Return the targets as numbers or, where they are words or stand for words, as words."""
    if goal.words:
        return words_of(goal)
    return goal.values if goal.kind == "text" and goal.odd is None else numbers(table, goal)


def _number(table: Table, column: Column, i: int, cell: str | None) -> float:
    if cell is None or cell in HOLES_AMONG_NUMBERS:
        return np.nan
    found = number(cell, table.decimal)
    if found is not None:
        return found
    is_other = any(number(cell, decimal) is not None for decimal in DECIMALS)
    mixed = " Write all decimals with the same sign, a point or a comma." if is_other else ""
    raise DataError(
        f"{_place(table, column, i)}: {reprlib.repr(cell)} is text where a number belongs.{mixed} "
        "Correct the cell, empty it to leave out its row, or choose other columns."
    )


def _features(table: Table, names: tuple[str, ...] | None, goal: Column) -> tuple[Column, ...]:
    if names is None:
        numeric = (column for column in table.columns if column.is_numeric or column.odd is not None)
        found = tuple(column for column in numeric if column is not goal)
    else:
        found = tuple(table.column(name) for name in names)
    if not found:
        others = listing([name for name in table.names if name != goal.name]) or "there are none"
        raise DataError(
            f"{table.path}: no numeric feature to learn {goal.name!r} from; the other columns: {others}. "
            "Choose at least one column of numbers."
        )
    for name, times in Counter(column.name for column in (*found, goal)).items():
        if times > 1:
            other = "also the target" if name == goal.name else "there twice"
            raise DataError(f"{table.path}: feature {name!r} is {other}. Choose each column once.")
    return found


def _complete_rows(table: Table, used: tuple[Column, ...]) -> NDArray[np.bool_]:
    complete = ~np.array([column.is_hole for column in used]).any(axis=0)
    if not complete.any():
        worst = max(used, key=lambda column: column.holes)
        raise DataError(
            f"{table.path}: every row has a hole in the chosen columns; column {worst.name!r} has "
            f"{worst.holes} in {len(table.lines)} rows. Choose other columns, or fill the holes."
        )
    return np.asarray(complete)


def _left_out_notes(table: Table, goal: Column) -> tuple[str, ...]:
    """Return notes on the columns that are left out because they hold text, or nothing."""
    others = [column for column in table.columns if column is not goal and column.odd is None]
    notes = []
    for kind, words in (("text", "text"), ("empty", "nothing")):
        names = [column.name for column in others if column.kind == kind]
        ending = f"holds {words} and is left out." if len(names) == 1 else f"hold {words} and are left out."
        notes += [f"{listing(names)} {ending}"] if names else []
    return tuple(notes)


def _holes_note(left_out: int, rows: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    ending = "has a hole and is left out." if left_out == 1 else "have holes and are left out."
    return (f"{left_out} of {rows} rows {ending}",)


def _place(table: Table, column: Column, i: int) -> str:
    return f"{table.path}, row {table.lines[i]}, column {column.name!r}"
