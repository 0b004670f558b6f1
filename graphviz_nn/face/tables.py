"""A table as the arrays that a script trains on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from graphviz_nn.data import DataSpec, Told, read_table
from graphviz_nn.data.columns import choose
from graphviz_nn.data.guess import Task
from graphviz_nn.ops import FloatArray


class Names(NamedTuple):
    """What the columns of X and of Y are called, and the classes in the order of their numbers, if there are any."""

    features: tuple[str, ...]
    targets: tuple[str, ...]
    classes: tuple[str, ...]


class LoadedTable(NamedTuple):
    """The rows of a table: X, (rows, features), and Y, (rows, targets), as they were measured, and their names."""

    X: FloatArray
    Y: FloatArray
    names: Names


def load_table(
    path: str | Path,
    target: str | Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    task: Task | None = None,
    *,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
) -> LoadedTable:
    """Read a table: text of any usual layout (.csv, .tsv, .txt, .data, also .gz), .xlsx or .parquet.

    What is not said is found out: how the file is laid out, which columns can be learnt from, which is the target, and
    whether that is a class or a number. A feature of words becomes columns of 0 and 1; a target of two classes one
    column of 0 and 1, of more classes one-hot columns; rows with holes are left out. Nothing is standardised.

    Parameters
    ----------
    path
        The file.
    target
        The column to predict, or several columns of numbers.
    features
        The columns to learn from.
    task
        "classification" or "regression".
    delimiter, decimal, header
        What parts the cells; "." or ","; whether the first row names the columns.

    Returns
    -------
    X, Y, names
        Float64 arrays of shape (rows, features) and (rows, targets), and `names.features`, `names.targets`,
        `names.classes`.

    Raises
    ------
    FileError, DataError, SettingError
        If the file can't be read; if there is no table in it, a name is no column, nothing says which column is the
        target, or a cell can't be learnt from; if the task, the delimiter or the decimal sign is none.

    """
    told = Told(delimiter, decimal, header)._asdict()
    columns = {"features": _as_said(features), "target": _as_said(target)}
    spec = DataSpec(source=str(path), task=task, **columns, **told)
    raw = choose(spec.guess(read_table(path, spec.told)))
    return LoadedTable(raw.x, raw.y, Names(raw.features, raw.targets, raw.classes))


def _as_said(names: Any) -> Any:
    """Return names in a tuple, where they are several; what is neither a name nor several is for the spec to refuse."""
    return tuple(names) if isinstance(names, Sequence) and not isinstance(names, str) else names
