"""The records of a text, one for each row of the table, and the cells of a record."""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterable, Iterator
from typing import NamedTuple

from graphviz_nn.work import finish

BLANKS = " "  # the delimiter of cells that any number of blanks or tabs part
_STEP = 1_000_000


class Record(NamedTuple):
    """A row of the file that is neither blank nor a comment; `row` counts all, and a quoted line end is within one."""

    row: int
    text: str


class Dialect(NamedTuple):
    """How cells are told apart.

    Attributes:
        delimiter: one character; a blank stands for any number of blanks and tabs.
        quote: the character around a cell that holds the delimiter, or None.
        escape: the character before a quote that belongs to the cell, or None where such a quote is doubled.
        comment: what lines begin with that are none of the table, or None.

    """

    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = None
    comment: str | None = None

    def cells(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """Yield the stripped cells of each record; raise csv.Error for a cell beyond csv's limit."""
        tabbed = self.delimiter == BLANKS
        reader = csv.reader(
            (_tabbed(text, self.quote) for text in texts) if tabbed else texts,
            delimiter="\t" if tabbed else self.delimiter,
            quotechar=self.quote or '"',
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=self.escape is None,
            skipinitialspace=True,
        )
        for cells in reader:
            yield [cell.strip() for cell in cells]

    def is_open_after(self, line: str, within: bool) -> bool:
        """Tell whether a quoted cell goes on beyond the line, `within` saying whether one came in from above."""
        if self.quote is None or self.quote not in line:
            return within
        if self.escape:
            line = line.replace(self.escape * 2, "").replace(self.escape + self.quote, "")
        quote = re.escape(self.quote)
        delimiter = r"\s" if self.delimiter == BLANKS else re.escape(self.delimiter)
        # A quote opens a cell at its beginning only: 5" pipe has none. Two within a cell are one that is meant.
        for found in re.finditer(rf"(?P<begin>(?:^|{delimiter}) *)?(?P<quotes>{quote}+)", line):
            if len(found["quotes"]) % 2 and (within or found["begin"] is not None):
                within = not within
        return within


def records(text: str, dialect: Dialect) -> Generator[list[Record], None, int]:
    """Yield the records in parts; return the row of one whose quote is never closed, or 0."""
    row, within, begun = 0, False, [""]
    for lines in lines_of(text):
        part: list[Record] = []
        for line in lines:
            if not within:
                row += 1
                begun.clear()
                if not line.strip() or (dialect.comment and line.lstrip().startswith(dialect.comment)):
                    continue
            begun.append(line)
            within = dialect.is_open_after(line, within)
            if not within:
                part.append(Record(row, "\n".join(begun).removesuffix("\r")))
        yield part
    return row if within else 0


def records_of(text: str, dialect: Dialect) -> tuple[list[Record], int]:
    """Return all records of a short text, and the row of one whose quote is never closed, or 0."""
    found: list[Record] = []
    return found, finish(records(text, dialect), found.extend)


def lines_of(text: str) -> Iterator[list[str]]:
    """Yield the lines of a text in parts."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + _STEP)
        end = len(text) if end < 0 else end
        yield text[at:end].split("\n")
        at = end + 1


def _tabbed(text: str, quote: str | None) -> str:
    """Part the cells of a record by a tab in the place of the blanks between them."""
    if not quote or quote not in text:
        return "\t".join(text.split())
    return re.sub(rf"({quote}[^{quote}]*{quote})|[ \t]+", lambda found: found[1] or "\t", text.strip())
