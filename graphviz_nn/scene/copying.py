"""Numbers to take elsewhere, each with all its digits: as Python writes them, and as a table for a spreadsheet."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.table import as_rows


class Copied(NamedTuple):
    """One thing in two forms.

    Attributes:
        python: a number, or nested lists of numbers, to be pasted into Python.
        table: the same as a table of HTML, which spreadsheets part into cells.

    """

    python: str
    table: str


def copied(array: FloatArray) -> Copied:
    """Return a tensor to be pasted; in the table, the axes before the last are stacked."""
    rows = ("".join(f"<td>{_number(x)}</td>" for x in row) for row in as_rows(array).tolist())
    return Copied(_python(array.tolist()), f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")


def _python(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    return _number(value) if math.isfinite(value) else f'float("{_number(value)}")'


def _number(x: float) -> str:
    return repr(float(x))
