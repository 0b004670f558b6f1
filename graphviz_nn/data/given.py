"""Rows by value: what a script hands over, kept in the document itself as the numbers that they are."""

from __future__ import annotations

from typing import Self

import msgspec
import numpy as np

from graphviz_nn.data.raw import RawData
from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray

SOURCE = "rows of a script"  # what such data are called where others have the name of a set, or a path

Numbers = tuple[tuple[float, ...], ...]


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Examples and targets, row by row.

    Attributes:
        x: the examples, one tuple of numbers each, all of one length.
        y: their targets, likewise.

    """

    x: Numbers
    y: Numbers

    @classmethod
    def of(cls, x: FloatArray, y: FloatArray) -> Self:
        """Return examples (rows, features) and targets (rows, targets) as values."""
        return cls(x=tuple(map(tuple, x.tolist())), y=tuple(map(tuple, y.tolist())))

    @property
    def raw(self) -> RawData:
        """The rows with names for their columns; raise DataError unless they are two tables of as many rows each.

        Targets stay as they are: classes are told by one column of 0 and 1, or by three and more one-hot ones. Labels
        −1 and 1, whole numbers and several numbers at once are numbers.
        """
        return raw_of(_table("x", self.x), _table("y", self.y))


def raw_of(x: FloatArray, y: FloatArray) -> RawData:
    """Return examples (rows, features) and targets (rows, targets) with names for their columns; see `Given.raw`."""
    if len(x) != len(y):
        raise DataError(
            f"{SOURCE}: x has {len(x)} rows and y has {len(y)}. Give as many of one as of the other."
        )
    names = tuple(f"x{i}" for i in range(1, x.shape[1] + 1))
    targets = ("y",) if y.shape[1] == 1 else tuple(f"y{i}" for i in range(1, y.shape[1] + 1))
    return RawData(SOURCE, x, y, names, targets, _classes(y))


def _table(what: str, rows: Numbers) -> FloatArray:
    try:
        table = np.array(rows, dtype=np.float64)
    except ValueError:
        raise DataError(f"{SOURCE}: the rows of {what} are not all of one length. Make them equal.") from None
    if table.ndim != 2 or not table.size or not np.isfinite(table).all():
        raise DataError(
            f"{SOURCE}: {what} is no table of finite numbers. Give at least one row, of one number or more."
        )
    return table


def _classes(y: FloatArray) -> tuple[str, ...]:
    columns = y.shape[1]
    if not np.isin(y, (0.0, 1.0)).all() or columns == 2:
        return ()
    if columns == 1:
        return ("0", "1")
    return tuple(map(str, range(columns))) if (y.sum(axis=1) == 1).all() else ()
