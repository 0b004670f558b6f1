"""Reading CSV files: what is understood, and what each broken file is told."""

from __future__ import annotations

import csv
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphviz_nn.data.table import HOLES, MOST_BYTES, is_number, read_table
from graphviz_nn.errors import DataError, FileError
from tests.data.files import csv_file


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_usual_kinds_of_csv_read_alike(tmp_path: Path, delimiter: str, newline: str, mark: str) -> None:
    path = tmp_path / "a.csv"
    lines = [["größe", "kind"], ["1.5", " up "], ["2", '"a, b; c"']]
    text = mark + newline.join(delimiter.join(cells) for cells in lines) + newline
    path.write_bytes(text.encode("utf-8"))
    table = read_table(path)
    assert table.names == ("größe", "kind")
    assert table.columns[0].values == ("1.5", "2")
    assert table.columns[1].values == ("up", "a, b; c")
    assert [column.kind for column in table.columns] == ["number", "text"]


def test_holes_are_counted_and_are_none(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a,b", *(f"{hole},1" for hole in sorted(HOLES)), "2,1"))
    assert table.column("a").holes == len(HOLES)
    assert table.column("a").values == (None,) * len(HOLES) + ("2",)
    assert table.column("a").kind == "number"
    assert table.column("b").holes == 0


def test_a_column_is_a_number_if_more_than_half_of_it_is(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a,b,c,d", "1,1,x,", "2,x,y,", "x,NA,3,"))
    assert [column.kind for column in table.columns] == ["number", "text", "text", "text"]


def test_blank_rows_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a,b", "1,2", "", " , ", "3,4"))
    assert table.column("a").values == ("1", "3")
    assert table.lines == (2, 5)


def test_a_column_without_a_name_gets_its_number(tmp_path: Path) -> None:
    assert read_table(csv_file(tmp_path, ",a", "0,5")).names == ("column 1", "a")


@pytest.mark.parametrize("cell", ["1", "-1.5", "+.5", "5.", "1e3", "1.5E-3", "inf", "-Infinity", "1e999"])
def test_numbers_as_csv_files_write_them(cell: str) -> None:
    assert is_number(cell)
    float(cell)


@pytest.mark.parametrize(
    "cell", ["", "x", "1,5", "1_000", "1 000", "0x10", "nan", "٣", ".", "e5", "1e", "--1"]
)
def test_what_is_not_a_number(cell: str) -> None:
    assert not is_number(cell)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([""], "is empty"),
        (["", "  ,  "], "is empty"),
        (["a,b"], r"has a header \(a, b\) and no rows below it"),
        (["a,b", "1,2", "3"], "row 3: 1 cell, but the header has 2"),
        (["a,b", "1,2", "", "3,4,5"], "row 4: 3 cells, but the header has 2"),
        (["a,b,a", "1,2,3"], "row 1: columns 1 and 3 are both called 'a'"),
        (
            ["5.1,3.5,setosa", "4.9,3.0,setosa"],
            "row 1: 5.1, 3.5, setosa .*where the names of the columns belong",
        ),
        (["a,b", "1,2", '3,"4'], "row 3: unexpected end of data.*quotes"),
    ],
)
def test_a_broken_table_is_told_what_and_where(tmp_path: Path, lines: list[str], words: str) -> None:
    path = csv_file(tmp_path, *lines)
    with pytest.raises(DataError, match=words) as caught:
        read_table(path)
    assert str(caught.value).startswith(path)


def test_a_file_of_no_bytes_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    with pytest.raises(DataError, match="is empty"):
        read_table(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n3,\xe9\n", "not UTF-8 text: byte 0xe9 in row 3.*Save it as CSV in UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "not UTF-8 text: byte 0x.. in row 1"),
        (b"a,b\n1,\0\n", "not text: a zero byte in row 2"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8 text"),
    ],
)
def test_a_file_that_is_not_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=words) as caught:
        read_table(path)
    assert str(caught.value).startswith(str(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        FileError, match=r"nowhere.csv can't be read: No such file or directory. Check the path"
    ):
        read_table(tmp_path / "nowhere.csv")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        read_table(tmp_path)


def test_a_path_that_no_system_allows_is_refused() -> None:
    with pytest.raises(FileError, match="can't be read"):
        read_table("a\0b.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_that_would_block_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(FileError, match="not a file that can be read to its end"):
        read_table(tmp_path / "pipe.csv")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(FileError, match="is larger than 100 MB"):
        read_table(tmp_path / "huge.csv")


def test_an_unknown_column_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no column 'c'. Its columns are: a, b\."):
        read_table(csv_file(tmp_path, "a,b", "1,2")).column("c")


def test_a_long_list_of_columns_is_cut(tmp_path: Path) -> None:
    names = ",".join(f"c{i}" for i in range(50))
    with pytest.raises(DataError, match=r"c0, c1, .*c19 … \(50 in all\)"):
        read_table(csv_file(tmp_path, names, ",".join("1" * 50))).column("d")


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    wanted = [stripped for row in rows if any(stripped := [cell.strip() for cell in row])]
    if not wanted:
        return
    columns = [[cell or "" for cell in column.values] for column in read_table(path).columns]
    assert columns == [
        ["" if cell in HOLES else cell for cell in column] for column in zip(*wanted, strict=True)
    ]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text('a1,;\t\n\r"? é\0', max_size=40).map(str.encode))
def test_any_bytes_are_a_table_or_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with suppress(DataError, FileError):
        table = read_table(path)
        assert all(len(column.values) == len(table.lines) for column in table.columns)
