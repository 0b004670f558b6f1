"""The truth file is whole, what is unpacked is what is meant, and what is computed from scores is right."""

from __future__ import annotations

import tarfile
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from graphviz_nn.data import read_table
from graphviz_nn.errors import DataError, FileError
from tests.benchmarks.tables.fetch import unpack
from tests.benchmarks.tables.truth import Entry, load

TRUTH = load()


def test_there_are_80_tables_each_once_of_packages_that_are_fetched() -> None:
    assert len(TRUTH.table) == 80
    assert len({(entry.package, entry.path) for entry in TRUTH.table}) == 80
    assert len({entry.name for entry in TRUTH.table}) == 80
    assert {entry.package for entry in TRUTH.table} == set(TRUTH.packages)


def test_there_are_enough_of_each_task_and_some_to_refuse() -> None:
    tasks = Counter(entry.task for entry in TRUTH.table)
    assert tasks["regression"] >= 36
    assert tasks["classification"] >= 14
    assert tasks[None] >= 5


def test_every_entry_says_where_its_truth_comes_from_in_a_few_words() -> None:
    assert all(1 <= len(entry.source.split()) <= 6 for entry in TRUTH.table)


@pytest.mark.parametrize("fields", [{}, {"targets": {"a": "regression"}, "refused": "a series"}])
def test_an_entry_has_either_targets_or_a_reason_to_be_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"p/t\.csv .* Give one of the two"):
        Entry(package="p", path="p/t.csv", source="s", **fields)  # type: ignore[arg-type]


def test_a_target_that_is_no_column_is_named_with_the_columns_there_are(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n3,4\n")
    Entry(package="p", path="t.csv", source="s", targets={"b": "regression"}).check(read_table(file))
    with pytest.raises(DataError, match=r"no column 'c'.*a, b"):
        Entry(package="p", path="t.csv", source="s", targets={"c": "regression"}).check(read_table(file))


def _tar(members: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, BytesIO(data))
    return buffer.getvalue()


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def test_the_tables_of_a_wheel_are_unpacked_and_its_code_is_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("p/data/t.csv", "a,b")
        wheel.writestr("p/__init__.py", "import os")
    unpack(tmp_path / "p-1-py3-none-any.whl", tmp_path / "out")
    assert _files(tmp_path / "out") == {"p/data/t.csv": b"a,b"}


def test_the_tables_of_an_archive_within_a_source_archive_are_unpacked(tmp_path: Path) -> None:
    inner = _tar({"r/t.csv.gz": b"1", "r/._t.csv": b"2", "r/t.rst": b"3"})
    (tmp_path / "p-1.tar.gz").write_bytes(_tar({"p-1/p/r.tar.gz": inner, "p-1/setup.py": b"4"}))
    unpack(tmp_path / "p-1.tar.gz", tmp_path / "out")
    assert _files(tmp_path / "out") == {"r/t.csv.gz": b"1", "r/t.rst": b"3"}


@pytest.mark.parametrize("name", ["../t.csv", "/t.csv", "p/../../t.csv"])
def test_a_member_that_points_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "p-1.tar.gz").write_bytes(_tar({name: b"1"}))
    with pytest.raises(FileError, match="points out of its folder"):
        unpack(tmp_path / "p-1.tar.gz", tmp_path / "out")
    assert _files(tmp_path / "out") == {}
