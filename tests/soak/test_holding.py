"""What is in use is told, of whatever kind it is, and no more than that once it has gone."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest

from tests.soak.holding import MB, in_use_mb

SIZE = 8 * MB


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: np.ones(SIZE // 8), id="one large block"),
        pytest.param(lambda: [np.ones(100) for _ in range(SIZE // 900)], id="small ones of the C library's"),
        pytest.param(lambda: [object() for _ in range(SIZE // 24)], id="small ones of Python's"),
    ],
)
def test_what_is_in_use_is_told_and_what_has_gone_is_not(make: Callable[[], object]) -> None:
    gc.collect()
    before = sum(in_use_mb())
    kept = make()
    assert 7 < sum(in_use_mb()) - before < 20
    del kept
    gc.collect()
    assert abs(sum(in_use_mb()) - before) < 2
