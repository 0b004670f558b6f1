"""The mean and deviation that standardising subtracts and divides by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import listing


class Scaling(NamedTuple):
    """x' = (x - mean) / deviation, column by column; both (features,)."""

    mean: FloatArray
    deviation: FloatArray
    notes: tuple[str, ...] = ()


def no_scaling(features: int) -> Scaling:
    """Return the scaling that changes nothing."""
    return Scaling(np.zeros(features), np.ones(features))


def measure(x: FloatArray, features: tuple[str, ...], name: str) -> Scaling:
    """Measure mean μ and population deviation σ = √mean((x - μ)²) of each column of the training rows `x`.

    A constant column keeps its unit: its deviation counts as 1, and a note says so. Raise DataError for
    numbers whose squares are beyond float64.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        mean, deviation = x.mean(axis=0), x.std(axis=0)
    too_large = ~np.isfinite(deviation)
    if too_large.any():
        j = int(too_large.argmax())
        raise DataError(
            f"{name}: column {features[j]!r} has numbers as large as {np.abs(x[:, j]).max():.4g}; "
            "their squares are beyond float64. Leave it unstandardised, or take a larger unit for it."
        )
    # The mean of equal numbers can be off by a rounding, hence the comparison and the exact mean.
    constant = (x == x[0]).all(axis=0) | (deviation == 0.0)
    names = [features[j] for j in np.flatnonzero(constant)]
    return Scaling(np.where(constant, x[0], mean), np.where(constant, 1.0, deviation), _note(names))


def _note(constant: Sequence[str]) -> tuple[str, ...]:
    if not constant:
        return ()
    if len(constant) == 1:
        return (f"Feature {constant[0]!r} is constant in the training rows, so its deviation counts as 1.",)
    return (f"Constant in the training rows, so that the deviation counts as 1: {listing(constant, 3)}.",)
