"""What every test stands on: no screen unless a test asks for one, and silence."""

from __future__ import annotations

import os

# Before anything imports Qt: the tests draw into memory, and leave the user's settings alone.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _no_stray_log_records(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning or worse: silence is part of what is promised."""
    yield
    loud = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING and r.name != "py.warnings"]
    assert not loud, f"logged: {[record.getMessage() for record in loud]}"
