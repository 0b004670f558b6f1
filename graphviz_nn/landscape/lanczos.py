"""The ends of a large symmetric matrix's spectrum, from its products with vectors alone.

Lanczos, An Iteration Method for the Solution of the Eigenvalue Problem, 1950. In exact arithmetic its vectors are
orthogonal by themselves; in floating-point arithmetic they soon are not, and eigenvalues come back as ghosts of
themselves: so each new vector is made orthogonal to all before it, twice (Parlett, The Symmetric Eigenvalue Problem).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import NamedTuple

import numpy as np

from graphviz_nn.ops import FloatArray

MOST_STEPS = 300
MOST_NUMBERS = 50_000_000  # in all vectors together, 400 MB
TOLERANCE = 1e-10  # of the larger end: so near are both, with what is left of the smaller one's digits
LOOK_EVERY = 5  # steps


class Ends(NamedTuple):
    """The smallest and the largest eigenvalue, (2,), their vectors as rows, (2, count), and how far one may be off."""

    values: FloatArray
    vectors: FloatArray
    error: float


def lanczos(
    apply: Callable[[FloatArray], FloatArray], count: int, seed: int = 0, most: int = MOST_STEPS
) -> Generator[float, None, Ends]:
    """Find both ends of the spectrum of a symmetric matrix of so many rows; yield how far that is, from 0 to 1.

    `apply` multiplies it by a vector. The start is random, from a `seed`; it ends when both are known to TOLERANCE, or
    after `most` steps, and says how far they may be off by then.
    """
    most = max(2, min(most, count, MOST_NUMBERS // count))
    vectors, diagonal, beside = np.empty((most, count)), np.empty(most), np.empty(most)
    vector = np.random.default_rng(seed).standard_normal(count)
    vector /= np.linalg.norm(vector)
    for step in range(most):
        vectors[step] = vector
        moved = apply(vector)
        diagonal[step] = vector @ moved
        known = vectors[: step + 1]
        for _ in range(2):
            moved = moved - (known @ moved) @ known
        beside[step] = np.linalg.norm(moved)
        is_last = step + 1 == most or beside[step] <= TOLERANCE * np.abs(diagonal[: step + 1]).max()
        if is_last or (step + 1) % LOOK_EVERY == 0:
            values, shares, error = _ends(diagonal[: step + 1], beside[: step + 1])
            if is_last or error <= TOLERANCE * np.abs(values).max():
                break
            yield (step + 1) / most
        vector = moved / beside[step]
    return Ends(values, shares.T @ known, error)


def _ends(diagonal: FloatArray, beside: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Return both ends of a tridiagonal matrix, their vectors as columns, and the larger residual of the two."""
    values, columns = np.linalg.eigh(np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1))
    ends = [0, -1]
    return values[ends], columns[:, ends], float(np.abs(beside[-1] * columns[-1, ends]).max())
