"""A table: named columns, each of numbers or of texts, with its holes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.errors import DataError
from graphviz_nn.ops import BoolArray
from graphviz_nn.text import listing

Kind: TypeAlias = Literal["number", "yes/no", "date", "time", "text", "empty"]


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table.

    Attributes:
        name: from the header; a column without one is called `column 1`, `column 2` …
        kind: what its cells are.
        values: (rows,), a float64 for each cell with NaN for a hole; of a text, the words (object), None for a hole.
            A date is its days since 1970-01-01, a time its hours since midnight, yes is 1 and no is 0.
        words: what the numbers 0, 1, … stand for, as written; empty where they stand for themselves.
        note: how the cells were read, where that is not plain to see.
        odd: the place of the first cell that is no number in a text of which more than half are; else None.

    """

    name: str
    kind: Kind
    values: NDArray[Any]
    words: tuple[str, ...] = ()
    note: str = ""
    odd: int | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.values.dtype == np.float64 and self.kind != "empty"

    @property
    def is_words(self) -> bool:
        """Whether the values are words, and not numbers with a word among them."""
        return self.kind == "text" and self.odd is None

    @cached_property
    def is_hole(self) -> BoolArray:
        """Which cells are holes: (rows,)."""
        return np.isnan(self.values) if self.values.dtype == np.float64 else _is_none(self.values)

    def text(self, place: int) -> str:
        """Return a cell in words: a number as it is, a date as one, a hole as nothing."""
        value = self.values[place]
        if value is None or value != value:
            return ""
        if self.kind == "text":
            return str(value)
        if self.words:
            return self.words[int(value)]
        if self.kind == "date":
            moment = np.datetime64(round(value * 86_400), "s")
            return str(moment.astype("datetime64[D]") if value == round(value) else moment).replace("T", " ")
        return f"{value:.10g}"

    @cached_property
    def holes(self) -> int:
        """How many cells are holes."""
        return int(self.is_hole.sum())


@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file.

    Attributes:
        path: the file.
        columns: in the order of the file; the names differ from each other.
        lines: the row of the file in which each row of values stands: (rows,); the first row of the file is 1.
        decimal: the sign before the decimals.
        reasons: how the file is laid out, in a few words each.

    """

    path: Path
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    decimal: str = "."
    reasons: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the file."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column of this name; raise DataError, with the names there are, if there is none."""
        if name in self._by_name:
            return self._by_name[name]
        alike = get_close_matches(name.lower(), {each.lower() for each in self.names}, n=1)
        meant = next((each for each in self.names if [each.lower()] == alike), "")
        hint = f" Is {meant!r} meant?" if meant else ""
        raise DataError(f"{self.path} has no column {name!r}.{hint} Its columns are: {listing(self.names)}.")

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}


def _is_none(values: NDArray[Any]) -> BoolArray:
    return np.array([value is None for value in values.tolist()], dtype=np.bool_)
