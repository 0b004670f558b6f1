"""The order of the examples in each epoch: an explicit generator, so that any epoch can be had without the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_MASK = 0xFFFFFFFFFFFFFFFF


def epoch_order(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    """Return a permutation of `count` examples for an epoch (from 0), exact from the seed (0 to 2**63 - 1).

    Fisher and Yates's shuffle (Durstenfeld, 1964), drawing from SplitMix64 (Steele, Lea and Flood, 2014) started at
    the mixture of seed and epoch. The native kernels hold the same arithmetic, bit for bit.
    """
    order = list(range(count))
    for i, j in zip(range(count - 1, 0, -1), _draws(seed, epoch, count), strict=False):
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype=np.int64)


def _draws(seed: int, epoch: int, count: int) -> list[int]:
    """Return a number below i + 1 for i = count - 1 … 1, from the upper 32 bits of the stream."""
    if count < 2:
        return []
    start = np.uint64((seed * int(_GOLDEN) + epoch) & _MASK)
    state = _mix(np.array([start]))[0]
    steps = np.arange(1, count, dtype=np.uint64)
    upper = _mix(state + steps * _GOLDEN) >> np.uint64(32)
    bounds = np.arange(count, 1, -1, dtype=np.uint64)
    drawn: list[int] = ((upper * bounds) >> np.uint64(32)).tolist()
    return drawn


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))
