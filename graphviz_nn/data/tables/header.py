"""Where the table begins and what its columns are called: a header, none, or scikit-learn's line of counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from graphviz_nn.data.tables.cells import HOLES_AMONG_NUMBERS, is_number
from graphviz_nn.data.tables.moments import is_moment

_LOOKED_AT = 200
_MOST = 0.9  # the share of a column's cells that makes it one of numbers, or of dates
_YEAR = re.compile(r"(1[6-9]|20)\d\d")
_LEAST_YEARS = 3

Row = Sequence[str]
Names = tuple[str | None, ...]


class Top(NamedTuple):
    """What stands above the values.

    Attributes:
        skipped: how many rows, the header with them.
        names: of the columns; None for one without.
        classes: the words for 0, 1, … in the last column, from a line of counts.
        reasons: what was found, in a few words each.

    """

    skipped: int
    names: Names
    classes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def find(rows: Sequence[Row], width: int, told: bool | None, comments: Sequence[Row]) -> Top:
    """Find the header of rows that are mostly of one width; `told` says whether there is one.

    Without one, a comment above of as many words gives the names.
    """
    first = _first_of_table(rows, width)
    head, below = rows[first], [row for row in rows[first + 1 :] if len(row) == width]
    reasons = (f"{first} {'line' if first == 1 else 'lines'} above left out",) if first else ()
    if told is not False and (told or len(head) < width or _is_header(head, below)):
        return Top(first + 1, _names(head, below, width), (), (*reasons, "first row is the header"))
    named = [row for row in comments if len(row) == width and not any(map(is_number, row))]
    if told is None and named:
        return Top(first, tuple(named[-1]), (), (*reasons, "header in a comment"))
    return Top(first, (None,) * width, (), (*reasons, "no header"))


def counted(row: Row, width: int, records: int) -> Top | None:
    """Read a first row that tells rows, features and classes, as scikit-learn's files have it; None if it is none."""
    if not may_count(row) or int(row[0]) != records - 1 or int(row[1]) not in (width - 1, width):
        return None
    return Top(1, (None,) * width, tuple(row[2:]), ("first row counts rows and features",))


def may_count(row: Row) -> bool:
    """Tell whether a row may be one that counts: two whole numbers, and words."""
    if len(row) < 3 or any(map(is_number, row[2:])):
        return False
    return all(cell.isascii() and cell.isdigit() for cell in row[:2])


def _first_of_table(rows: Sequence[Row], width: int) -> int:
    """Return the first row that is as wide as the table and is no title with empty cells beside it."""
    wide = [i for i, row in enumerate(rows) if len(row) == width]
    filled = (i for i in wide if width <= 2 or sum(map(bool, rows[i])) > 1)
    first = next(filled, wide[-1])
    if not first or len(rows[first - 1]) != width - 1 or not _is_short_header(rows[first - 1]):
        return first
    # One word above two columns may as well be a title.
    is_title = width == 2 and _is_header(rows[first], [row for row in rows[first + 1 :] if len(row) == width])
    return first if is_title else first - 1


def _is_short_header(row: Row) -> bool:
    return bool(row) and all(cell and not is_number(cell) for cell in row)


def _names(head: Row, below: Sequence[Row], width: int) -> Names:
    """Return the names; a header one cell short lacks that of the first column, as in R, or of an empty last one."""
    names: list[str | None] = [name or None for name in head]
    if len(head) == width:
        return tuple(names)
    return (*names, None) if below and not any(row[-1] for row in below) else (None, *names)


def _is_header(head: Row, below: Sequence[Row]) -> bool:
    """Weigh what the first row says against what stands below it, column by column."""
    if not below:
        return not all(map(is_number, head))
    below = below[:_LOOKED_AT]
    return _has_row_names(head, below) or _are_years(head) or sum(_votes(head, below)) > 0


def _has_row_names(head: Row, below: Sequence[Row]) -> bool:
    """Tell whether the first column alone has no name, and holds names of rows: R writes its tables so."""
    firsts = [row[0] for row in below]
    return len(head) > 1 and not head[0] and all(head[1:]) and all(firsts) and len(set(firsts)) == len(firsts)


def _are_years(head: Row) -> bool:
    """Tell whether numbers in the row are years that follow each other, behind a word."""
    years = [int(cell) for cell in head if _YEAR.fullmatch(cell)]
    steps = {later - sooner for sooner, later in pairwise(years)}
    return len(years) >= _LEAST_YEARS and len(steps) == 1 and bool(head[0]) and not is_number(head[0])


def _votes(head: Row, below: Sequence[Row]) -> list[float]:
    columns = ([row[i] for row in below if row[i] not in HOLES_AMONG_NUMBERS] for i in range(len(head)))
    return [_vote(name, column) for name, column in zip(head, columns, strict=True)]


def _vote(name: str, column: Sequence[str]) -> float:
    """Return how much one cell of the first row speaks for being a name, below 0 for being a value."""
    if not column:
        return 0.2 if name and not is_number(name) else 0.0
    if sum(map(is_number, column)) > _MOST * len(column):
        return -1.0 if is_number(name) else float(name not in HOLES_AMONG_NUMBERS)
    if sum(map(is_moment, column)) > _MOST * len(column):
        return -1.0 if is_moment(name) else 1.0
    if name and is_number(name):
        return -0.5
    if name and name in column:
        return -0.6
    is_odd = bool(name) and len(set(map(len, column))) == 1 and len(name) != len(column[0])
    return 0.5 if is_odd else 0.1
