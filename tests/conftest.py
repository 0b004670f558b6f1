"""What every test stands on: no screen unless a test asks for one, and silence."""

from __future__ import annotations

import os

# Before anything imports Qt: the tests draw into memory, and leave the user's settings alone.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import atexit
import gc
import itertools
import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The work of windows that tests kill is not offered to whoever runs them, nor theirs to a test.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="graphviz_nn-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)

# A busy machine is no fault of the code.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

FULL_EVERY = 100  # tests; the others collect what is young
_tests = itertools.count(1)

# Garbage is collected between tests, on their own thread: Python would do it on any thread that allocates, the one
# that talks to the other test processes among them, and destroy widgets there.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave out of each collection what stays until the end: thousands of tests, and all modules that they import."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_collected_here() -> Iterator[None]:
    yield
    gc.collect(2 if next(_tests) % FULL_EVERY == 0 else 1)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """The faults of the program that nobody caught, which else fail a test."""
    told: list[Exception] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: told.append(error))
    return told


@pytest.fixture(autouse=True)
def _no_stray_log_records(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning or worse: silence is part of what is promised."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING and r.name != "py.warnings"]
    assert not loud, f"logged: {[record.getMessage() for record in loud]}"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a user for whom nothing has been kept yet."""
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path
