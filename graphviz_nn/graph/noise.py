"""Numbers drawn anew for each update, exact from the seed: those of any update can be had without the others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import prod
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import FloatArray, Shape

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MASK = 0xFFFFFFFFFFFFFFFF
_UNIT = 2.0**-53


class Distribution(StrEnum):
    """What is drawn from."""

    KEEP = "keep"
    NORMAL = "normal"


@dataclass(frozen=True)
class Noise:
    """How the numbers of a leaf are drawn.

    Attributes:
        distribution: KEEP is 0 with the probability `amount`, else 1 / (1 − amount), so that the mean is 1; NORMAL is
            Gaussian about 0, of the standard deviation `amount`.
        amount: see there.

    """

    distribution: Distribution
    amount: float


def key_of(seed: int, leaf: str) -> int:
    """Return the 64 bits from which a leaf's numbers follow, for a seed from 0 to 2**63 - 1."""
    start = np.array([(seed * int(_GOLDEN) + crc32(leaf.encode())) & _MASK], dtype=np.uint64)
    return int(_mixed(start)[0])


def draw(noise: Noise, shape: Shape, key: int, update: int) -> FloatArray:
    """Return the numbers of a leaf for an update, from 0.

    The stream is SplitMix64 (Steele, Lea and Flood, 2014), started at the mixture of key and update, a draw for each
    cell in reading order; two for a Gaussian (Box and Muller, 1958). The native kernels hold the same arithmetic.
    """
    count = prod(shape)
    if noise.distribution is Distribution.KEEP:
        kept = _uniform(key, update, np.arange(count)) >= noise.amount
        drawn = kept / (1.0 - noise.amount)
    else:
        radius = np.sqrt(-2.0 * np.log(1.0 - _uniform(key, update, 2 * np.arange(count))))
        angle = 2.0 * np.pi * _uniform(key, update, 2 * np.arange(count) + 1)
        drawn = noise.amount * (radius * np.cos(angle))
    return np.asarray(drawn, dtype=np.float64).reshape(shape)


def _uniform(key: int, update: int, numbers: NDArray[np.int64]) -> FloatArray:
    """Return the draws of these numbers, from 0 up to but not including 1."""
    base = _mixed(np.array([(key + update) & _MASK], dtype=np.uint64))
    states = base + (numbers.astype(np.uint64) + np.uint64(1)) * _GOLDEN
    return np.asarray((_mixed(states) >> np.uint64(11)).astype(np.float64) * _UNIT)


def _mixed(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
