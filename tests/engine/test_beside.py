"""Compiling beside: one process at a time, which marks the kernels as kept, and never where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from graphviz_nn.engine import beside, cache

STAND_IN = """
import sys
sys.path[:] = sys.argv[1:]
from graphviz_nn.engine import cache
assert not cache.claim()
cache.mark_filled()
"""


@pytest.fixture(autouse=True)
def _folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(beside, "_PROGRAM", STAND_IN)
    yield
    beside.wait()


def test_a_process_fills_the_cache_and_can_be_waited_for() -> None:
    beside.compile_beside()
    beside.wait()
    assert cache.filled()
    assert cache.claim()  # the claim went with the work


def test_one_process_compiles_however_many_ask() -> None:
    for _ in range(3):
        beside.compile_beside()
    assert len(beside._begun) == 1


def test_nobody_compiles_what_is_kept() -> None:
    cache.mark_filled()
    beside.compile_beside()
    assert not beside._begun


def test_a_claim_of_someone_stopped_long_ago_is_none() -> None:
    assert cache.claim()
    assert not cache.claim()
    for when in (1e9, time() + 1e6):  # long ago, or by a clock that was put back since
        os.utime(cache.folder() / "compiling-float64", (when, when))
        assert cache.claim()


def test_who_goes_while_it_compiles_takes_the_process_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_PROGRAM", "import signal; signal.pause()")
    work = beside.compiling()
    next(work)
    ((process, _),) = beside._begun
    work.close()
    assert process.returncode is not None
    assert cache.claim()  # another may begin


def test_who_waits_for_it_goes_on_once_it_has_compiled() -> None:
    for _ in beside.compiling():
        pass
    assert cache.filled()
