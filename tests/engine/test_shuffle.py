"""The order of the examples is the same bits in Python and in the kernel."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.engine import epoch_order
from graphviz_nn.engine.kernels.order import shuffle

SEEDS = (0, 1, 2**31, 2**63 - 1)


@pytest.mark.parametrize("seeds", [*((seed,) for seed in SEEDS), SEEDS])
@pytest.mark.parametrize("count", [1, 2, 3, 128, 1000])
def test_the_kernel_shuffles_each_lane_as_python_does(seeds: tuple[int, ...], count: int) -> None:
    for epoch in (0, 1, 77):
        order = np.empty(count * len(seeds), np.int64)
        shuffle(order, np.array([(seed, 1, -1, 0) for seed in seeds]), epoch)
        for lane, seed in enumerate(seeds):
            np.testing.assert_array_equal(order[lane :: len(seeds)], epoch_order(seed, epoch, count))


def test_a_lane_that_is_not_shuffled_keeps_the_order_of_the_rows() -> None:
    order = np.empty(20, np.int64)
    shuffle(order, np.array([(7, 1, -1, 0), (7, 0, -1, 0)]), 3)
    np.testing.assert_array_equal(order[::2], epoch_order(7, 3, 10))
    np.testing.assert_array_equal(order[1::2], np.arange(10))
