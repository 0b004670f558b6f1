"""Workbooks and Parquet: files that know the types of their cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from graphviz_nn.data.tables import Table, content, read_table
from graphviz_nn.errors import DataError, FileError
from tests.data.tables.workbook import Cell, workbook

DAYS = (date(2024, 2, 1), date(2024, 2, 15), date(2024, 3, 28))
AS_NUMBERS = [(day - date(1970, 1, 1)).days for day in DAYS]


def stored(folder: Path, content: bytes) -> Table:
    path = folder / "table"
    path.write_bytes(content)
    return read_table(path)


def test_a_sheet_is_read_with_the_types_of_its_cells(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["day", "rate", "ok", "label"],
        [DAYS[0], 0.125, True, "x"],
        [DAYS[1], 7, False, None],
        [DAYS[2], None, True, "y"],
    ]
    table = stored(tmp_path, workbook(rows))
    assert [(column.name, column.kind) for column in table.columns] == [
        ("day", "date"),
        ("rate", "number"),
        ("ok", "yes/no"),
        ("label", "text"),
    ]
    assert table.column("day").values.tolist() == AS_NUMBERS
    assert table.column("rate").values.tolist()[:2] == [0.125, 7.0]
    assert table.column("rate").holes == 1
    assert table.column("ok").values.tolist() == [1, 0, 1]
    assert table.column("label").values.tolist() == ["x", None, "y"]


def test_what_would_fill_the_memory_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MOST_CELLS", 100)
    monkeypatch.setattr(content, "MOST_TEXTS", 20)
    file = tmp_path / "packed.parquet"
    duckdb.execute(f"COPY (SELECT 1.5 AS a, 2 AS b FROM range(90)) TO '{file}' (FORMAT parquet)")
    with pytest.raises(DataError, match="more than 33 rows, the most with 2 columns"):
        stored(tmp_path, file.read_bytes())
    with pytest.raises(DataError, match="more than 10 rows, the most with 2 columns to be read as text"):
        stored(tmp_path, workbook([["a", "b"], *[[1.5, 2]] * 20]))


def test_a_title_above_and_empty_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["Sales"], [], [None, "a", "b"], [None, 1, "x"], [], [None, 2, "y"]]
    table = stored(tmp_path, workbook([], rows))
    assert table.names == ("a", "b")
    assert table.column("a").values.tolist() == [1, 2]
    assert table.lines.tolist() == [4, 6]


def test_numbers_and_holes_written_as_text_in_a_sheet_are_numbers_and_holes(tmp_path: Path) -> None:
    table = stored(tmp_path, workbook([["a", "b"], [1.5, "1,250.5"], ["n/a", "7"]]))
    assert [column.kind for column in table.columns] == ["number", "number"]
    assert table.column("a").holes == 1
    assert table.column("b").values.tolist() == [1250.5, 7]


def test_a_sheet_without_a_header_is_read_from_its_first_row(tmp_path: Path) -> None:
    table = stored(tmp_path, workbook([[1.5, 2], [3, 4]]))
    assert table.names == ("column 1", "column 2")
    assert table.column("column 1").values.tolist() == [1.5, 3]


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (workbook([]), DataError, "no sheet with anything in it"),
        (workbook([["a", "b"]]), DataError, "'Sheet 1', has a header and no rows below it"),
        (b"PK\x03\x04 and no more", FileError, "can't be unpacked.*Get it once more"),
        (workbook([["a"], [1]])[:-30], FileError, "can't be unpacked"),
        (b"PAR1 and no more", FileError, "can't be read as Parquet.*save it as CSV"),
    ],
)
def test_a_broken_one_is_told(tmp_path: Path, content: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        stored(tmp_path, content)
    assert str(caught.value).startswith(str(tmp_path))


def test_parquet_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a[1].parquet"
    whole = tmp_path / "b.parquet"
    values = """(1.5, 1, DATE '2024-02-01', TIME '10:30', true, 'x', TIMESTAMP '1970-01-02 12:00'),
                (NULL, 2, DATE '2024-02-15', NULL, false, NULL, NULL),
                (3.5, 3, DATE '2024-03-28', TIME '00:00', true, 'y', NULL)"""
    duckdb.execute(
        f"COPY (FROM (VALUES {values}) t(a, n, day, clock, ok, label, moment)) TO '{whole}' (FORMAT parquet)"
    )
    whole.rename(path)
    table = read_table(path)
    kinds = {column.name: column.kind for column in table.columns}
    assert kinds == {
        "a": "number",
        "n": "number",
        "day": "date",
        "clock": "time",
        "ok": "yes/no",
        "label": "text",
        "moment": "date",
    }
    assert table.column("n").values.tolist() == [1, 2, 3]
    assert table.column("a").holes == 1
    assert table.column("day").values.tolist() == AS_NUMBERS
    assert table.column("clock").values.tolist()[::2] == [10.5, 0.0]
    assert table.column("moment").values[0] == 1.5
    assert table.column("ok").values.tolist() == [1, 0, 1]
    assert table.column("label").values.tolist() == ["x", None, "y"]


def test_parquet_without_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS a WHERE false) TO '{path}' (FORMAT parquet)")
    with pytest.raises(DataError, match="has no rows"):
        read_table(path)
