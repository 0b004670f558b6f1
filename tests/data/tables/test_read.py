"""Reading tables: rows and names, what each broken file is told, how far it is, and that a file is read once."""

from __future__ import annotations

import errno
import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphviz_nn.data.tables import Table, Told, content, duck, parse, read_table, reading
from graphviz_nn.data.tables.content import MOST_BYTES
from graphviz_nn.errors import DataError, FileError, SettingError
from graphviz_nn.work import finish, quiet
from tests.data.files import csv_file


def test_blank_rows_are_passed_over_and_still_counted(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "# by hand", "a,b", "1,2", "", " , ", "# more", "3,4"))
    assert table.column("a").values.tolist() == [1, 3]
    assert table.lines.tolist() == [3, 7]


def test_what_is_odd_among_numbers_is_pointed_at(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "a,b", "1,x", ",", "NA,2", "x,y", "3,z", "4,5"))
    assert table.column("a").kind == "text"
    assert table.column("a").odd == 2
    assert table.lines[2] == 5
    assert table.column("b").odd is None


def test_a_line_of_counts_names_the_classes(tmp_path: Path) -> None:
    lines = ("4,2,setosa,virginica", "5.1,3.5,0", "4.9,3.0,0", "6.2,2.9,1", "5.9,3.0,1")
    assert read_table(csv_file(tmp_path, *lines)).columns[-1].words == ("setosa", "virginica")


def test_words_that_mean_yes_and_no_are_kept(tmp_path: Path) -> None:
    column = read_table(csv_file(tmp_path, "a,b", "1,No", "2,Yes")).column("b")
    assert (column.values.tolist(), column.words) == ([0, 1], ("No", "Yes"))


@pytest.mark.parametrize(
    ("told", "names"),
    [
        (Told(), ("a", "b")),
        (Told(delimiter=","), ("a;b",)),
        (Told(header=False), ("column 1", "column 2")),
        (Told(delimiter=",", header=False), ("column 1",)),
    ],
)
def test_what_is_told_is_not_chosen(tmp_path: Path, told: Told, names: tuple[str, ...]) -> None:
    assert read_table(csv_file(tmp_path, "a;b", "1.5;2", "3.25;4"), told).names == names


@pytest.mark.parametrize(
    "told", [Told(delimiter=""), Told(delimiter="ab"), Told(delimiter='"'), Told(decimal="x")]
)
def test_what_no_table_can_be_read_by_is_refused(tmp_path: Path, told: Told) -> None:
    with pytest.raises(SettingError, match="Give"):
        read_table(csv_file(tmp_path, "a,b", "1,2"), told)


def test_three_decimals_are_read_as_told(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a;b", "1,250;2", "3,125;4")
    assert read_table(path).column("a").values.tolist() == [1.25, 3.125]
    assert read_table(path, Told(decimal=".")).column("a").values.tolist() == [1250, 3125]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([""], "is empty"),
        (["", "  ,  "], "is empty"),
        (["a,b"], r"has a header \(a, b\) and no rows below it"),
        (["a,b", "NA,"], "has no rows with anything in them"),
        (["a,b", "1,2", "3"], "row 3: 1 cell, where the table has 2 columns"),
        (["a,b", "1,2", "", "3,4,5"], "row 4: 3 cells, where the table has 2 columns"),
        (["a;b", *["1;2"] * 3000, "3", "4;5"], "row 3002: 1 cell, where the table has 2 columns"),
        (["a,b", '"x\ny",2', *["1,2"] * 3000, "3"], "row 3003: 1 cell"),
        (["a,b", "1,2", '3,"4'], "row 3: its quote is never closed. Close it, or take it away"),
        (["a,b", *["1,2"] * 3000, '3,"4', "5,6"], "row 3002: its quote is never closed"),
        (["a,b", '"' * 1_000_001], "longer than 131,072 letters. Check its quotes"),
        (["x" * 1_000_000], "longer than 131,072 letters. Check its quotes"),
        (
            ["It was the best of times,", "it was; the worst", "of times. It was an age of wisdom"],
            "no table was found",
        ),
        (["{", ' "a": 1', "}"], "begins with a brace, as JSON does"),
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
        (b"a,b\n1,\0\n", "not text: a zero byte in row 2"),
        (b"a,b\n" + b"1,2\n" * 3000 + b"1,\0\n", "not text: a zero byte in row 3002"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not text"),
        (b"\xff\xfea\0,\0b\0\n", "not the UTF-16-LE text that it says it is"),
        (b"\x1f\x8b nonsense", "can't be unpacked.*Get it once more"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "is packed and cut short"),
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
    with pytest.raises(FileError, match=r"is larger than 200 MB\. Cut it down"):
        read_table(tmp_path / "huge.csv")


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MOST_BYTES", 5_000_000)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"0" * 6_000_000))
    with pytest.raises(FileError, match="unpacks to more than 5 MB"):
        read_table(tmp_path / "a.csv.gz")


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (("a,b", *["1,2"] * 110), "100 rows, the most with 2 columns"),
        (("a,b", *["1,x"] * 90), "20 rows, the most with 1 column to be read as text"),
        (("a,b", *['1, "x"'] * 90), "10 rows, the most with 2 columns to be read as text"),
    ],
    ids=["numbers", "words", "by hand"],
)
def test_a_table_that_would_fill_the_memory_is_refused_before_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], rows: str
) -> None:
    monkeypatch.setattr(content, "MOST_CELLS", 300)
    monkeypatch.setattr(content, "MOST_TEXTS", 20)
    path = csv_file(tmp_path, *lines)
    with pytest.raises(DataError, match=f"has more than {rows}.*Cut it down"):
        read_table(path)


@pytest.mark.parametrize("cells", ["1,2", "1,x"], ids=["numbers", "words"])
def test_too_many_rows_are_refused_before_the_work_with_them_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: str
) -> None:
    def work(*_: object) -> None:
        pytest.fail("it has begun")

    monkeypatch.setattr(content, "MOST_CELLS", 300)
    monkeypatch.setattr(content, "MOST_TEXTS", 100)
    lines = ("a,b", *[cells] * 100)
    assert len(read_table(csv_file(tmp_path, *lines, *[""] * 50)).lines) == 100, "what is blank is no row"
    monkeypatch.setattr(parse, "records", work)
    with pytest.raises(DataError, match="has more than 100 rows"):
        read_table(csv_file(tmp_path, *lines, cells))


def test_no_room_for_what_the_parser_reads_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(tmp_path, "a,b", "1,2")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileError, match=r"There is no room in .*nowhere"):
        read_table(path)


def test_without_a_folder_for_temporary_files_a_text_is_read_all_the_same_and_what_needs_one_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    packed = tmp_path / "a.parquet"
    duckdb.execute(f"COPY (SELECT 1.5 AS a) TO '{packed}' (FORMAT parquet)")
    path = csv_file(tmp_path, "a,b", "1,x", "2.5,y")
    monkeypatch.setattr(tempfile, "gettempdir", none)
    table = read_table(path)
    assert table.column("a").values.tolist() == [1, 2.5]
    assert table.column("b").values.tolist() == ["x", "y"]
    with pytest.raises(FileError, match=r"no folder for temporary files.*Set TMPDIR"):
        read_table(packed)


def test_an_unknown_column_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no column 'c'. Its columns are: a, b\."):
        read_table(csv_file(tmp_path, "a,b", "1,2")).column("c")


def test_a_long_list_of_columns_is_cut(tmp_path: Path) -> None:
    names = ",".join(f"c{i}" for i in range(50))
    with pytest.raises(DataError, match=r"c0, c1, .*c19 … \(50 in all\)"):
        read_table(csv_file(tmp_path, names, ",".join("1" * 50))).column("d")


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=60)
    | st.text("a1,;\t\n\r\"'? é\0.|#%\\", max_size=60).map(str.encode)
    | st.binary(max_size=40).map(lambda rest: b"PK\x03\x04" + rest)
)
def test_any_bytes_are_a_table_or_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with suppress(DataError, FileError):
        table = read_table(path)
        assert all(len(column.values) == len(table.lines) for column in table.columns)


def test_reading_tells_how_far_it_is_and_leaves_nothing_when_it_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = csv_file(tmp_path, "a,b", *(f"{i},{i}" for i in range(300_000)))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    told: list[float] = []
    assert len(finish(reading(path), told.append).lines) == 300_000
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    for part in range(len(told)):
        work = reading(path)
        for _ in range(part + 1):
            next(work)
        work.close()
        assert not list(scratch.iterdir())


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "a,b", "1,2")
    os.utime(path, (time.time() - 60,) * 2)
    table = read_table(path)
    assert read_table(path) is table
    assert read_table(path, Told(header=False)) is not table
    csv_file(tmp_path, "a,b", "3,4")
    assert read_table(path).column("a").values.tolist() == [3]


def test_the_parsers_are_imported_when_a_table_is_read_and_not_before() -> None:
    code = "import sys, graphviz_nn.data, graphviz_nn.session; print({'duckdb', 'python_calamine'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_parser_loads_nothing_from_the_network(tmp_path: Path) -> None:
    with duck.connection(tmp_path) as opened:
        settings = dict(opened.sql("SELECT name, value FROM duckdb_settings()").fetchall())
    assert settings["autoinstall_known_extensions"] == "false"
    assert settings["autoload_known_extensions"] == "false"


@pytest.mark.parametrize("damage", [lambda columns: None, lambda columns: [each[:-1] for each in columns]])
def test_what_the_fast_parser_does_not_answer_for_is_read_by_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[list[object]], object]
) -> None:
    path = csv_file(tmp_path, "a,b", "1.5,x", "2.5,y")
    right = read_table(path)
    read_csv = duck.read_csv
    monkeypatch.setattr(duck, "read_csv", lambda *arguments: damage(read_csv(*arguments)))  # type: ignore[arg-type]
    assert _values(read_table(path)) == _values(right)


def _values(table: Table) -> list[list[object]]:
    return [column.values.tolist() for column in table.columns]


def test_nothing_is_left_to_tell_when_nobody_listens(tmp_path: Path) -> None:
    assert finish(reading(csv_file(tmp_path, "a,b", "1,2")), quiet).names == ("a", "b")


def test_a_decimal_sign_that_is_told_holds_for_every_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b\n1,5;5,882\n2,25;6,1\n")
    assert [column.kind for column in read_table(path).columns] == ["number", "number"]
    told = read_table(path, Told(decimal="."))
    assert [column.kind for column in told.columns] == ["text", "text"]
