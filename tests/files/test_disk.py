"""Files written whole: whatever call of the system fails, and whenever the process is killed."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from graphviz_nn.errors import FileError
from graphviz_nn.files.disk import check_place, write_bytes, write_own_bytes

FEW = 8
OLD, NEW = b"old" * 1000, b"new" * 5000


class Fault:
    """Lets the n-th call of a function of C fail: before it does anything, or after it has done all."""

    def __init__(self, number: int, when: str, error: int) -> None:
        self.left, self._when, self._error = number, when, error

    def __call__(self, frame: FrameType, event: str, called: Any) -> None:
        module = getattr(called, "__module__", None) or type(getattr(called, "__self__", None)).__module__
        if event == self._when and module in ("posix", "nt", "io", "_io", "fcntl"):
            self.left -= 1
            if self.left == 0:  # Python forgets a profiler that raises, so what follows works again
                raise OSError(self._error, os.strerror(self._error))


@contextmanager
def failing(fault: Fault) -> Iterator[None]:
    before = sys.getprofile()
    sys.setprofile(fault)
    try:
        yield
    finally:
        sys.setprofile(before)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # where closing itself fails
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("when", ["c_call", "c_return"])
@pytest.mark.parametrize("before", [OLD, None])
@pytest.mark.parametrize("write", [write_bytes, write_own_bytes])
def test_whatever_call_fails_the_old_or_the_new_file_is_whole_and_what_failed_is_said(
    tmp_path: Path, write: Callable[[Path, bytes], None], before: bytes | None, when: str, error: int
) -> None:
    """Every open, write, flush, sync, stat, chmod and rename in turn."""
    path, said, number = tmp_path / "a.json", 0, 0
    while True:
        number += 1
        path.unlink(missing_ok=True)
        if before:
            path.write_bytes(before)
        fault = Fault(number, when, error)
        refusal = ""
        try:
            with failing(fault):
                write(path, NEW)
        except FileError as refused:
            refusal = str(refused)
        found = path.read_bytes() if path.exists() else None
        assert found == NEW or (refusal and found == before), "nothing is lost, or not without a word"
        assert not refusal or str(path) in refusal
        said += bool(refusal)
        assert set(os.listdir(tmp_path)) <= {path.name}
        if fault.left > 0:
            break
    assert said >= 5


def test_what_is_kept_takes_few_calls_of_the_system(tmp_path: Path) -> None:
    """After each of them the thread waits for Python's lock, which the window's thread may hold for a while."""
    counts = Fault(10**6, "c_call", 0)
    with failing(counts):
        write_own_bytes(tmp_path / "a.json", NEW, synced=False)
    assert 10**6 - counts.left <= FEW


@pytest.mark.parametrize("call", ["fsync", "chmod"])
@pytest.mark.parametrize("error", [errno.EINVAL, errno.EPERM, errno.ENOTSUP])
def test_what_a_file_system_does_not_know_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(OLD)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, call, refuse)
    write_bytes(path, NEW)
    assert path.read_bytes() == NEW


def test_a_private_file_is_never_open_to_others_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, modes = tmp_path / "a.json", []
    path.write_bytes(OLD)
    path.chmod(0o600)
    sync = os.fsync

    def look(number: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(number).st_mode))
        sync(number)

    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)  # as on a file system that knows no permissions
    monkeypatch.setattr(os, "fsync", look)
    write_bytes(path, NEW)
    assert modes[0] == 0o600


@pytest.mark.parametrize("name", ["a" * 255, "é" * 127, "網" * 85])
def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path, name: str) -> None:
    write_bytes(tmp_path / name, NEW)
    assert (tmp_path / name).read_bytes() == NEW


def test_what_killed_savings_left_is_thrown_away_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(OLD)
    left, young, other, held = (
        tmp_path / name
        for name in (".a.json.0123abcd.tmp", ".a.json.4567abcd.tmp", ".b.json.0123abcd.tmp", "a.json.tmp")
    )
    for each in (left, young, other, held):
        each.touch()
    for each in (left, other, held):
        os.utime(each, (1e9, 1e9))
    write_bytes(path, NEW)
    assert set(tmp_path.iterdir()) == {path, young, other, held}


def test_a_saving_that_is_slow_is_not_taken_for_one_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes save into one file: the one in the middle of it holds its temporary file."""
    path, sync = tmp_path / "a.json", os.fsync

    def slow(number: int) -> None:
        monkeypatch.setattr(os, "fsync", sync)
        (temporary,) = tmp_path.glob(".*.tmp")
        os.utime(temporary, (1e9, 1e9))
        write_bytes(path, OLD)
        sync(number)

    monkeypatch.setattr(os, "fsync", slow)
    write_bytes(path, NEW)
    assert path.read_bytes() == NEW
    assert os.listdir(tmp_path) == [path.name]


PLACES: list[tuple[Callable[[Path], Path], str]] = [
    (lambda folder: folder, "it is a folder"),
    (lambda folder: folder / "none" / "a.json", "no such file or folder"),
    (lambda folder: folder / "here.json", "the permission is missing, for it or for its folder"),
    (lambda folder: folder / ("a" * 5000), "name is too long|too long"),
    (lambda folder: folder / "new.json", "the permission is missing, for it or for its folder"),
]


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_a_place_that_can_not_be_written_to_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: Callable[[Path], Path], words: str
) -> None:
    (tmp_path / "here.json").touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileError, match=words):
        check_place(place(tmp_path))
