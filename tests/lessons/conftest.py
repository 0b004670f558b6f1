"""The kernels, ready: what the lessons claim is tried with fifty seeds each."""

from __future__ import annotations

import pytest

from graphviz_nn.engine import native


@pytest.fixture(autouse=True, scope="session")
def _kernels() -> None:
    native.load()
