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
def shuffle(order: IntArray, seed: int, epoch: int) -> None:
    """Write the permutation of an epoch (Fisher and Yates's shuffle, drawing from SplitMix64)."""
    count = len(order)
    for i in range(count):
        order[i] = i
    state = mixed(np.uint64(seed) * _GOLDEN + np.uint64(epoch))
    for i in range(count - 1, 0, -1):
        upper = mixed(state + np.uint64(count - i) * _GOLDEN) >> _HALF
        j = (upper * np.uint64(i + 1)) >> _HALF
        order[np.uint64(i)], order[j] = order[j], order[np.uint64(i)]


@inlined
def mixed(z: np.uint64) -> np.uint64:
    """Return SplitMix64's mixture of 64 bits."""
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))
