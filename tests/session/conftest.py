from __future__ import annotations

import pytest

from tests.session.late import LateRunner


@pytest.fixture
def runner() -> LateRunner:
    """Does a session's work when the test says so."""
    return LateRunner()
