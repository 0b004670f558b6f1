"""The order of the examples in an epoch: the arithmetic of `engine.shuffle`, bit for bit."""

from __future__ import annotations

import numpy as np

from graphviz_nn.engine.kernels.flags import inlined, kernel
from graphviz_nn.engine.types import IntArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)


@kernel
def shuffle(order: IntArray, seeds: IntArray, epoch: int) -> None:
    """Write the permutation of an epoch in each lane (Fisher and Yates's shuffle, drawing from SplitMix64).

    The orders of all lanes lie side by side, (examples, lanes). A row of `seeds` is a lane's seed and whether it is
    to be shuffled; its last cell is room. All lanes are shuffled at once, as no exchange can wait for the one before.
    """
    lanes = len(seeds)
    count = len(order) // lanes
    for i in range(len(order)):
        order[i] = i // lanes if lanes > 1 else i
    for lane in range(lanes):
        seeds[lane, 3] = np.int64(mixed(np.uint64(seeds[lane, 0]) * _GOLDEN + np.uint64(epoch)))
    for i in range(count - 1, 0, -1):
        step = np.uint64(count - i) * _GOLDEN
        for lane in range(lanes):
            if seeds[lane, 1] > 0:
                upper = mixed(np.uint64(seeds[lane, 3]) + step) >> _HALF
                j = (upper * np.uint64(i + 1)) >> _HALF
                here = np.uint64(i) * np.uint64(lanes) + np.uint64(lane)
                there = j * np.uint64(lanes) + np.uint64(lane)
                order[here], order[there] = order[there], order[here]


@inlined
def mixed(z: np.uint64) -> np.uint64:
    """Return SplitMix64's mixture of 64 bits."""
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))
