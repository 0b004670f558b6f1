"""Where the kernels are kept, and getting them ready."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from graphviz_nn.engine import cache, native

LOAD = "from graphviz_nn.engine import native; native.load(); print(native.ready())"


def test_the_folder_is_below_numbas_where_that_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert cache.folder() == tmp_path / "graphviz_nn" / f"kernels-{cache.stamp()}"
    assert cache.folder().is_dir()


def test_the_folder_is_the_users_and_never_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    assert tmp_path in cache.folder().parents


def test_where_that_cannot_be_written_a_folder_for_temporary_files_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked))
    assert blocked not in cache.folder().parents
    assert cache.folder().is_dir()


def test_where_nothing_can_be_written_at_all_nothing_is_kept_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null")
    monkeypatch.setattr(tempfile, "gettempdir", none)
    cache._of_this_process.cache_clear()
    assert not cache.is_possible()
    assert not cache.filled()
    assert not cache.claim()
    cache.mark_filled()
    cache.unclaim()
    cache.clear()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the kernels, with another one for temporary files beside it."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "shared"))
    (tmp_path / "shared").mkdir()
    return tmp_path


def test_what_another_user_may_have_written_is_never_run(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of theirs where ours would be, at home or among the temporary files, is not used."""
    theirs = {cache.folder()}
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null")
    theirs.add(cache.folder())
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(elsewhere / "cache"))
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert len(theirs) == 2
    assert cache.folder() not in theirs
    assert cache.folder() == cache.folder()


def test_what_others_could_write_into_is_emptied_and_closed(elsewhere: Path) -> None:
    planted = cache.folder() / "planted.nbi"
    planted.touch()
    planted.parent.chmod(0o777)
    assert cache.folder() == planted.parent
    assert not planted.exists()
    assert (
        stat.S_IMODE(planted.parent.stat().st_mode)
        == stat.S_IMODE(planted.parents[1].stat().st_mode)
        == 0o700
    )


def test_a_link_is_no_folder_of_ours(elsewhere: Path) -> None:
    (elsewhere / "theirs").mkdir()
    (elsewhere / "cache").mkdir()
    (elsewhere / "cache" / "graphviz_nn").symlink_to(elsewhere / "theirs")
    assert elsewhere / "shared" in cache.folder().parents
    assert not any((elsewhere / "theirs").iterdir())


def test_a_full_disk_is_not_written_to(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = cache.folder()
    usage = shutil.disk_usage(full)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=0) if path == full else usage)
    assert cache.folder() != full
    (full / "complete-float64").touch()  # what is kept there needs no room
    assert cache.folder() == full


def test_what_older_sources_left_is_thrown_away_but_for_the_last_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    here = cache.folder()
    for age in range(1, 5):
        old = here.with_name(f"kernels-{age}")
        old.mkdir()
        os.utime(old, (1e9 - age, 1e9 - age))
    cache.mark_filled()
    assert {path.name for path in here.parent.iterdir()} == {"kernels-1", "kernels-2", here.name}
    assert cache.filled()


def test_a_user_without_a_home_gets_a_folder_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as Python answers without an account
    assert cache.folder().is_absolute()


def test_a_cache_is_filled_once_it_is_marked_until_it_is_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not cache.filled()
    cache.mark_filled()
    assert cache.filled()
    cache.clear()
    assert not cache.filled()


def test_once_ready_warming_up_again_says_how_far_it_is_and_changes_nothing() -> None:
    before = native.kernels()
    said = list(native.warm_up())
    assert [progress.done for progress in said] == sorted(progress.done for progress in said)
    assert all(progress.done < progress.steps for progress in said)
    assert native.kernels() is before
    assert native.ready()
    assert native.compiled()


@pytest.mark.parametrize(
    "error", [RuntimeError("LLVM bitcode parsing error"), TypeError("bad index"), EOFError()]
)
def test_kept_kernels_that_can_not_be_read_are_thrown_away_and_made_anew(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def perform(*_: object) -> int:
        done.append("called")
        if done == ["called"]:
            raise error
        return 0

    monkeypatch.setattr(cache, "clear", lambda: done.append("cleared"))
    native._first_call(native.Kernels(perform))
    assert done == ["called", "cleared", "called"]


def test_kernels_that_can_not_be_kept_are_used_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numba keeps what it has compiled before it calls it: on a full disk that fails, and the next call works."""
    faults = [EOFError(), OSError(errno.ENOSPC, "No space left on device")]

    def perform(*_: object) -> int:
        if faults:
            raise faults.pop(0)
        return 0

    monkeypatch.setattr(cache, "clear", lambda: None)
    native._first_call(native.Kernels(perform))
    assert not faults


def test_two_processes_can_load_at_once() -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", LOAD], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    assert [process.communicate(timeout=110)[0].strip() for process in both] == ["True", "True"]


def test_the_engine_can_be_imported_without_numba() -> None:
    code = "import sys, graphviz_nn.engine, graphviz_nn.training.machines; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
