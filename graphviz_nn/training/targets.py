"""Whether targets are what a loss can be asked about."""

from __future__ import annotations

import numpy as np

from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.ops import BoolArray, FloatArray

_ROUNDING = 1e-6


def are_shares(y: FloatArray) -> BoolArray:
    """Return which rows of y (rows, outputs) hold shares of a whole: numbers from 0 to 1 that sum to 1."""
    return np.asarray((np.abs(y.sum(axis=1) - 1) <= _ROUNDING) & (y >= 0).all(axis=1))


def check_targets(loss: str, y: FloatArray) -> None:
    """Raise SettingError or DataError for targets (rows, outputs) that are no probabilities, where the loss needs them.

    Binary cross-entropy asks for numbers from 0 to 1; the categorical one for rows of them that sum to 1, as one-hot
    rows do, over at least two outputs. Elsewhere both would give numbers without a meaning.
    """
    name = loss.removesuffix("_from_logits")
    if name not in ("binary_crossentropy", "categorical_crossentropy"):
        return
    outside = (y < 0) | (y > 1)
    if outside.any():
        row = int(outside.any(axis=1).argmax())
        raise DataError(
            f"The loss {loss} needs targets from 0 to 1, and row {row} (from 0) holds {y[outside][0]:g}. "
            "Choose another loss, such as mse, or give the classes as 0 and 1."
        )
    if name == "categorical_crossentropy":
        _check_rows(loss, y)


def _check_rows(loss: str, y: FloatArray) -> None:
    if y.shape[1] == 1:
        raise SettingError(
            f"The loss {loss} needs one output for each class, at least 2, and there is 1. "
            "Choose binary_crossentropy, or more units in the last layer."
        )
    off = ~are_shares(y)
    if off.any():
        row = int(off.argmax())
        raise DataError(
            f"The loss {loss} needs one-hot targets, and those of row {row} (from 0) sum to {y[row].sum():g}. "
            "Give numpy.eye(classes)[labels]."
        )
