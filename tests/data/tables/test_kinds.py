"""One law for all kinds of files: what is read is what a person reads."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from graphviz_nn.data.tables import Column, read_table
from tests.data.tables.kinds import CASES, Case, Cell

EPOCH = datetime.datetime(1970, 1, 1)


def cells_of(column: Column) -> list[Cell]:
    """The cells as in the cases: dates and times as ISO 8601 writes them."""
    return [
        None if hole else _cell(column, value)
        for value, hole in zip(column.values, column.is_hole, strict=True)
    ]


def _cell(column: Column, value: Any) -> Cell:
    return str(value) if column.kind == "text" else float(value)


def wanted(kind: str, cells: Sequence[Cell]) -> list[Cell]:
    return [None if cell is None else _number(kind, cell) for cell in cells]


def _number(kind: str, cell: Cell) -> Cell:
    if kind == "date":
        return (datetime.datetime.fromisoformat(str(cell)) - EPOCH) / datetime.timedelta(days=1)
    if kind == "time":
        time = datetime.time.fromisoformat(str(cell))
        return time.hour + time.minute / 60 + time.second / 3600
    return cell if kind == "text" or cell is None else float(cell)


def alike(found: Cell, cell: Cell) -> bool:
    if isinstance(found, float) and isinstance(cell, float):
        return math.isclose(found, cell, rel_tol=1e-12)
    return found == cell


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_file_is_read_as_a_person_reads_it(tmp_path: Path, case: Case) -> None:
    path = tmp_path / "table"
    path.write_bytes(case.content)
    table = read_table(path)
    assert len(table.columns) == len(case.columns), table.reasons
    for place, (column, (name, kind, cells)) in enumerate(
        zip(table.columns, case.columns, strict=True), start=1
    ):
        assert column.name == (name or f"column {place}")
        assert column.kind == kind
        found, right = cells_of(column), wanted(kind, cells)
        assert len(found) == len(right)
        assert all(map(alike, found, right)), (found, right)
