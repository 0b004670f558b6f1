"""The order of the examples is the same bits in Python and in the kernel."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.engine import epoch_order
from graphviz_nn.engine.kernels.order import shuffle


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**63 - 1])
@pytest.mark.parametrize("count", [1, 2, 3, 128, 1000])
def test_the_kernel_shuffles_as_python_does(seed: int, count: int) -> None:
    for epoch in (0, 1, 77):
        order = np.empty(count, np.int64)
        shuffle(order, seed, epoch)
        np.testing.assert_array_equal(order, epoch_order(seed, epoch, count))
