"""A process that a fault kills leaves a log, which is told once; one that ends in any other way leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graphviz_nn.files.crashes import KEPT, CrashLog, last_crash

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

ROOT = Path(__file__).parents[2]
PROGRAM = """
import os, signal, sys
from graphviz_nn.files.crashes import CrashLog
log = CrashLog("the program 1.0")
if sys.argv[1] == "0":
    log.close()
else:
    os.kill(os.getpid(), int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def crashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the logs, which is empty at first."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "graphviz_nn" / "crashes"


def end_by(number: int) -> None:
    """Let a process end by a signal; by none where it is 0."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(number)], cwd=ROOT, check=False)
    assert done.returncode == -number


@pytest.mark.parametrize("fault", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE])
def test_a_fatal_fault_is_told_once_with_what_ran_and_where(fault: signal.Signals) -> None:
    end_by(fault)
    told = last_crash()
    assert told.startswith("the program 1.0")
    assert "Fatal Python error" in told
    assert "most recent call first" in told
    assert last_crash() == ""


@pytest.mark.parametrize("end", [0, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_process_that_ends_or_is_ended_from_outside_is_no_crash(crashes: Path, end: int) -> None:
    end_by(end)
    assert last_crash() == ""
    assert list(crashes.iterdir()) == []


def test_the_log_of_a_process_that_still_runs_is_left_alone(crashes: Path) -> None:
    log = CrashLog("still here")
    assert last_crash() == ""
    assert len(list(crashes.iterdir())) == 1
    log.close()
    assert list(crashes.iterdir()) == []


def test_of_many_crashes_the_newest_is_told_and_few_are_kept(crashes: Path) -> None:
    crashes.mkdir(parents=True, mode=0o700)
    for number in range(KEPT + 3):
        path = crashes / f"{number}-x.log"
        path.write_text(f"run {number}\nFatal Python error: Aborted")
        os.utime(path, (number, number))
    assert last_crash().startswith(f"run {KEPT + 2}")
    assert len(list(crashes.iterdir())) == KEPT


def test_where_no_log_can_be_kept_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null")
    CrashLog("nowhere").close()
    assert last_crash() == ""
