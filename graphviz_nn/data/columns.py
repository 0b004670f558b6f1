"""The chosen columns of a table as arrays: features and encoded targets, and no rows with holes."""

from __future__ import annotations

import reprlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.encoding import encode, one_hot
from graphviz_nn.data.guess import Guess
from graphviz_nn.data.guess.guess import left_out_note
from graphviz_nn.data.raw import RawData
from graphviz_nn.data.tables.cells import DECIMALS, HOLES_AMONG_NUMBERS, number
from graphviz_nn.data.tables.column import words_of
from graphviz_nn.data.tables.table import Column, Table
from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import listing, quoted

MOST_WORDS_OF_A_FEATURE = 100


def choose(found: Guess) -> RawData:
    """Take features and targets from a table, leave out rows with holes in them, and encode words.

    A feature of k words becomes k columns of 0 and 1, one of two words a single one; several targets are numbers.
    Raise DataError for what can't be learnt from, naming row and column, and where no target is known.
    """
    table = found.table
    goals = _goals(found)
    inputs = _inputs(found)
    complete = _complete_rows(table, (*inputs, *goals))
    encoded_inputs = [_as_inputs(table, column, complete) for column in inputs]
    names = tuple(name for each in encoded_inputs for name in each.names)
    x = np.concatenate([each.values for each in encoded_inputs], axis=1)
    notes = (*left_out_note(found), *_holes_note(len(complete) - int(complete.sum()), len(complete)))
    if len(goals) > 1:
        y = np.stack([numbers(table, goal) for goal in goals], axis=1)[complete]
        return RawData(table.path.stem, x, y, names, found.targets, (), notes)
    values = _targets(table, goals[0], found)[complete]
    encoded = encode(values, goals[0].name, str(table.path), found.task == "classification")
    return RawData(table.path.stem, x, encoded.y, names, encoded.targets, encoded.classes, notes)


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


def _goals(found: Guess) -> tuple[Column, ...]:
    table = found.table
    if not found.targets and len(found.candidates) < 2:
        raise DataError(
            f"{table.path}: there is nothing to learn in it. {' '.join(left_out_note(found))} Learning needs a column "
            "to learn from and one to predict: of numbers, dates or few words, in rows that differ. Correct the file."
        )
    if not found.targets:
        names = listing([quoted(name) for name in found.candidates])
        raise DataError(
            f"{table.path}: nothing in it says which column is to be predicted. Name the target (--target NAME on the "
            f"command line, target=NAME in Python), one of: {names}."
        )
    return tuple(map(table.column, found.targets))


def _inputs(found: Guess) -> tuple[Column, ...]:
    if not found.features:
        others = [name for name in found.table.names if name not in found.targets]
        goals = ", ".join(map(repr, found.targets))
        why = "".join(f" {note}" for note in left_out_note(found))
        raise DataError(
            f"{found.table.path}: no feature to learn {goals} from; the other columns: "
            f"{listing(others) or 'there are none'}.{why} "
            "Choose at least one column of numbers, or of few words."
        )
    return tuple(map(found.table.column, found.features))


class _Inputs(NamedTuple):
    """What a feature becomes: (complete rows, one or more), and a name for each column."""

    values: FloatArray
    names: tuple[str, ...]


def _as_inputs(table: Table, column: Column, complete: NDArray[np.bool_]) -> _Inputs:
    """Return one column of numbers, or of the words of a category one of 0 and 1 for each."""
    if not column.is_words and len(column.words) <= 2:
        return _Inputs(numbers(table, column)[complete, np.newaxis], (column.name,))
    words, codes = np.unique(
        (words_of(column) if column.words else column.values)[complete], return_inverse=True
    )
    if len(words) > MOST_WORDS_OF_A_FEATURE:
        raise DataError(
            f"{table.path}, feature {column.name!r}: {len(words)} different words, such as {reprlib.repr(words[0])}; "
            f"at most {MOST_WORDS_OF_A_FEATURE} can be told apart. Leave the column out."
        )
    values, kept = one_hot(codes, len(words))
    return _Inputs(values, tuple(f"{column.name}={words[i]}" for i in kept))


def _targets(table: Table, goal: Column, found: Guess) -> NDArray[Any]:
    """Return the targets as numbers or, where they are words or stand for words, as words."""
    if found.task == "classification" and goal.words:
        return words_of(goal)
    return goal.values if found.task == "classification" and goal.is_words else numbers(table, goal)


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


def _complete_rows(table: Table, used: tuple[Column, ...]) -> NDArray[np.bool_]:
    complete = ~np.array([column.is_hole for column in used]).any(axis=0)
    if not complete.any():
        worst = max(used, key=lambda column: column.holes)
        raise DataError(
            f"{table.path}: every row has a hole in the chosen columns; column {worst.name!r} has "
            f"{worst.holes} in {len(table.lines)} rows. Choose other columns, or fill the holes."
        )
    return np.asarray(complete)


def _holes_note(left_out: int, rows: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    ending = "has a hole and is left out." if left_out == 1 else "have holes and are left out."
    return (f"{left_out} of {rows} rows {ending}",)


def _place(table: Table, column: Column, i: int) -> str:
    return f"{table.path}, row {table.lines[i]}, column {column.name!r}"
