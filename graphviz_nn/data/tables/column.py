"""From the cells of a column to its kind and its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.tables.cells import COMMA, DECIMALS, HOLES, HOLES_AMONG_NUMBERS, grouped_numbers, number
from graphviz_nn.data.tables.moments import moments
from graphviz_nn.data.tables.table import Column
from graphviz_nn.ops import FloatArray

YES_AND_NO = (("no", "yes"), ("false", "true"), ("n", "y"), ("f", "t"), ("off", "on"))

Texts = NDArray[Any]  # of str and None


def column_of(name: str, cells: Iterable[str | None], decimal: str, *, is_told: bool = False) -> Column:
    """Tell what the cells of a column are, and take them as numbers where they can be; None is a hole.

    A column that has another decimal sign than the rest of its file is read by its own, unless the sign `is_told`.
    """
    texts = np.array([cell if cell is None else cell.strip() for cell in cells], dtype=object)
    distinct = set(texts.tolist()) - {None}
    filled = list(distinct - HOLES_AMONG_NUMBERS)
    if not filled:
        return Column(name, "empty", np.full(len(texts), np.nan))
    found = None if _are_codes(filled) else _numbers(filled, decimal, is_told)
    if found is not None and None not in found.values():
        return Column(name, "number", _taken(texts, found), note=_note(filled))
    as_words = _yes_and_no(name, texts, filled) or _moments(name, texts, filled)
    return as_words or _text(name, texts, found or {})


def words_of(column: Column) -> Texts:
    """Return the words that the numbers of a column stand for, None for holes."""
    return np.array([None if np.isnan(x) else column.words[int(x)] for x in column.values], dtype=object)


def with_words(column: Column, words: Sequence[str]) -> Column:
    """Return a column of the numbers 0, 1, … with the words that they stand for, if they are such numbers."""
    if column.kind != "number" or not np.isin(column.values, np.arange(len(words))).all():
        return column
    return Column(column.name, "number", column.values, tuple(words))


def _are_codes(filled: Sequence[str]) -> bool:
    """Tell whether digits are names rather than numbers: postal codes, all of one length, some with a leading 0."""
    if len(filled[0]) < 2 or len(set(map(len, filled))) > 1 or not any(cell[0] == "0" for cell in filled):
        return False
    return all(cell.isascii() and cell.isdigit() for cell in filled)


def _numbers(filled: Sequence[str], decimal: str, is_told: bool) -> Mapping[str, float | None]:
    """Read cells as numbers by the sign of the file, or by the other if that reads all of them."""
    if (grouped := grouped_numbers(filled, decimal)) is not None:
        return grouped
    found = {cell: number(cell, decimal) for cell in filled}
    if is_told or None not in found.values():
        return found
    other = DECIMALS[decimal != COMMA]
    if all(value is not None or number(cell, other) is not None for cell, value in found.items()):
        by_other = {cell: number(cell, other) for cell in filled}
        return found if None in by_other.values() else by_other
    return found


def _note(filled: Sequence[str]) -> str:
    return "percent as shares: 5 % is 0.05" if any(cell.endswith("%") for cell in filled) else ""


def _yes_and_no(name: str, texts: Texts, filled: Sequence[str]) -> Column | None:
    lower = {cell: cell.lower() for cell in filled}
    for pair in YES_AND_NO:
        if set(lower.values()) == set(pair):
            by_number = {pair.index(word): cell for cell, word in lower.items()}
            values = _taken(texts, {cell: float(pair.index(word)) for cell, word in lower.items()})
            return Column(name, "yes/no", values, (by_number[0], by_number[1]), f"{by_number[1]} is 1")
    return None


def _moments(name: str, texts: Texts, filled: Sequence[str]) -> Column | None:
    found = moments(filled)
    return found and Column(name, found.kind, _taken(texts, found.values), note=found.words)


def _text(name: str, texts: Texts, found: Mapping[str, float | None]) -> Column:
    values = np.array([None if cell in HOLES else cell for cell in texts], dtype=object)
    return Column(name, "text", values, odd=_odd(values, found))


def _odd(values: Texts, found: Mapping[str, float | None]) -> int | None:
    """Return where the first text stands among cells of which more than half are numbers."""
    if all(value is None for value in found.values()):
        return None
    filled = [
        (i, cell)
        for i, cell in enumerate(values.tolist())
        if cell is not None and cell not in HOLES_AMONG_NUMBERS
    ]
    texts = [i for i, cell in filled if found[cell] is None]
    return texts[0] if 2 * len(texts) < len(filled) else None


def _taken(texts: Texts, values: Mapping[str, float | None]) -> FloatArray:
    """Return the number of each cell, NaN for what has none."""
    return np.array([values.get(cell) for cell in texts], dtype=np.float64)
