"""Which delimiter and which quotes part a text into rows of one width whose cells each say something."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphviz_nn.data.tables.cells import COMMA, HOLES_AMONG_NUMBERS, is_number, is_plain
from graphviz_nn.data.tables.moments import is_moment
from graphviz_nn.data.tables.records import BLANKS, Dialect, records_of

DELIMITERS = (COMMA, ";", "\t", "|", BLANKS)
_UNUSED = (COMMA, ";", "|", "\t", "\x1f")  # for one column: of these, one that is not in the text
_QUOTES = ('"', "'")
_CLEARLY = 1.02  # how much better a later delimiter must be
_LOOKED_AT = 50  # lines in which a delimiter must be found
_SCORED_ROWS, _SCORED_CELLS = 100, 300
_LONGEST_WORD = 200
_WORD = re.compile(r"[^\W_][\w .'\"()/:&+@%#–-]*")

# What a cell is worth as a sign that the delimiter is the right one.
_SURE, _WORD_ALONE, _WORDS, _HOLE, _NONSENSE = 1.0, 0.8, 0.6, 0.5, 0.1

Row = list[str]


class Candidate(NamedTuple):
    """A dialect and what it makes of a text.

    Attributes:
        dialect: how cells are told apart.
        rows: the cells of each record.
        width: how many cells most rows have, wide rows counting for more.
        share: the share of the rows that are as wide.
        score: from 0 to 1, how much sense that makes.
        open_row: the row of a quote that is not closed to the end of the text, or 0.

    """

    dialect: Dialect
    rows: list[Row]
    width: int
    share: float
    score: float
    open_row: int = 0


def choose_delimiter(text: str, comment: str | None, delimiter: str | None) -> Candidate:
    """Return the best candidate for the text of the first rows; with a delimiter, only the quotes are chosen."""
    best: Candidate | None = None
    for dialect in _dialects(text, comment, delimiter):
        found = _scored(text, dialect)
        if found and (best is None or found.score > best.score * _margin(best.dialect, dialect)):
            best = found
    if best is None:
        return Candidate(Dialect(comment=comment), [], 1, 0.0, 0.0)
    if _is_one_column(best, delimiter):
        unused = next((each for each in _UNUSED if each not in text), COMMA)
        return _scored(text, best.dialect._replace(delimiter=unused)) or best
    return best


def _margin(best: Dialect, dialect: Dialect) -> float:
    return _CLEARLY if dialect.delimiter != best.delimiter else 1.0


def _dialects(text: str, comment: str | None, given: str | None) -> Iterator[Dialect]:
    """Yield what might be: delimiters that occur, single quotes around whole cells, quotes behind a backslash."""
    lines = text.split("\n")[:_LOOKED_AT]
    for delimiter in (given,) if given else DELIMITERS:
        if not given and delimiter != BLANKS and not any(delimiter in line for line in lines):
            continue
        for quote in _QUOTES:
            if quote == "'" and not _encloses(quote, delimiter, lines):
                continue
            yield Dialect(delimiter, quote, None, comment)
            if "\\" + quote in text:
                yield Dialect(delimiter, quote, "\\", comment)


def _encloses(quote: str, delimiter: str, lines: Sequence[str]) -> bool:
    """Tell whether the quote stands before a cell and behind a cell, rather than within words: O'Brien."""
    part = r"\s" if delimiter == BLANKS else re.escape(delimiter)
    opens, closes = re.compile(rf"(?:^|{part})\s*{quote}"), re.compile(rf"{quote}\s*(?:{part}|$)")
    return any(opens.search(line) for line in lines) and any(closes.search(line) for line in lines)


def _scored(text: str, dialect: Dialect) -> Candidate | None:
    """Score a dialect: the share of rows of the commonest width × how wide × how many cells say something."""
    try:
        found, open_row = records_of(text, dialect)
        rows = [cells for cells in dialect.cells(record.text for record in found) if cells]
    except csv.Error:
        return None
    if not rows:
        return None
    counts = Counter(map(len, rows))
    width = max(counts, key=lambda each: (counts[each] * (each - 0.9) / each, each))
    block = [row for row in rows if len(row) == width][:_SCORED_ROWS]
    cells = [cell for row in block for cell in row[:_SCORED_CELLS]]
    sense = sum(_worth(cell, dialect) for cell in cells) / len(cells)
    share = counts[width] / len(rows)
    return Candidate(dialect, rows, width, share, share * (width - 0.9) / width * sense, open_row)


def _worth(cell: str, dialect: Dialect) -> float:
    if cell in HOLES_AMONG_NUMBERS:
        return _HOLE
    if is_plain(cell) or is_moment(cell):
        return _SURE
    if is_number(cell):
        return _WORDS if dialect.delimiter == BLANKS else _SURE
    quote = dialect.quote
    if quote and len(cell) > 1 and cell[0] == cell[-1] != quote and cell[0] in _QUOTES:
        return _NONSENSE  # quotes that were not seen as such
    if len(cell) > _LONGEST_WORD or not _WORD.fullmatch(cell):
        return _NONSENSE
    return _WORDS if " " in cell else _WORD_ALONE


def _is_one_column(found: Candidate, delimiter: str | None) -> bool:
    """Tell whether nothing parts the rows: also where commas are decimal ones, and blanks are between words."""
    if delimiter:
        return False
    if found.width == 1:
        return True
    if found.width != 2 or len(found.rows[0]) != 1:
        return False
    cells = [cell for row in found.rows[1:] for cell in row]
    if found.dialect.delimiter == COMMA:
        return all(cell.lstrip("+-").isdigit() for cell in cells)
    return found.dialect.delimiter == BLANKS and not any(map(is_number, cells))
