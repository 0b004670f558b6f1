"""How far the gradients of mini-batches scatter about that of all rows: as measured, and as theory has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops import FloatArray

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
DRAWN = 40  # mini-batches of each size at least, where that is not too much work
MOST_NUMBERS = 8_000_000  # that are gone through for each size


@dataclass(frozen=True)
class Scatter:
    """How far gradients of mini-batches of one size lie from that of all rows, in the root of the mean square.

    Attributes:
        size: how many rows a mini-batch has.
        measured: of mini-batches that were drawn.
        expected: by theory, see `expected`.

    """

    size: int
    measured: float
    expected: float


def spread(gradients: FloatArray, full: FloatArray) -> float:
    """Return how far gradients (n, count) lie from another (count,), in the root of the mean square."""
    with np.errstate(all="ignore"):
        return float(np.sqrt(((gradients - full) ** 2).sum(axis=1).mean()))


def expected(examples: FloatArray, size: int, rows: int) -> float:
    """Return how far gradients of mini-batches so large lie from that of all rows, in the root of the mean square.

    S / √size, where S² is the variance of the gradients of single examples, of shape (n, count), summed over all
    weights; times √(1 − size / rows), since an epoch draws its rows without replacement (Cochran, Sampling Techniques,
    1977, theorem 2.2). NaN for fewer than two examples.
    """
    if len(examples) < 2:
        return float("nan")
    with np.errstate(all="ignore"):
        variance = ((examples - examples.mean(axis=0)) ** 2).sum() / (len(examples) - 1)
        return float(np.sqrt(variance / size * max(0.0, 1 - size / rows)))


def scatter(examples: FloatArray, rows: int, sizes: tuple[int, ...] = SIZES) -> tuple[Scatter, ...]:
    """Return how far mini-batches of some sizes scatter that are drawn from examples, given by their gradients.

    Sizes of which two would not fit are left out. The gradients, of shape (n, count), are those of all `rows`, or of a
    share of them.
    """
    return tuple(
        Scatter(size, _drawn(examples, size), expected(examples, size, rows))
        for size in sizes
        if 2 * size <= len(examples)
    )


def _drawn(examples: FloatArray, size: int) -> float:
    """Return how far mini-batches scatter about the mean of all examples, drawn as an epoch draws them, some epochs."""
    count, chance = len(examples), np.random.default_rng(size)
    blocks = count // size
    epochs = max(1, min(-(-DRAWN // blocks), MOST_NUMBERS // max(examples.size, 1)))
    full, squares = examples.mean(axis=0), 0.0
    for _ in range(epochs):
        order = chance.permutation(count)[: blocks * size]
        means = examples[order].reshape(blocks, size, -1).mean(axis=1)
        squares += spread(means, full) ** 2 / epochs
    return float(np.sqrt(squares))
