"""The kernels, ready: loaded once a process, from the cache that every process shares."""

from __future__ import annotations

import pytest

from graphviz_nn.engine import native


@pytest.fixture(autouse=True, scope="session")
def _kernels() -> None:
    native.load()
