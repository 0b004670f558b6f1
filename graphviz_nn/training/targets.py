"""Whether targets are what a loss can be asked about."""

from __future__ import annotations

import numpy as np

from graphviz_nn.errors import DataError, SettingError
from graphviz_nn.ops import BoolArray, FloatArray

_ROUNDING = 1e-6
_OF_SHARES = ("categorical_crossentropy", "kl_divergence")


def asks_for_shares(loss: str) -> bool:
    """Whether a loss of `model.LOSSES` compares shares of a whole, and so needs one output for each class."""
    return loss.removesuffix("_from_logits") in _OF_SHARES


def are_shares(y: FloatArray) -> BoolArray:
    """Return which rows of y (rows, outputs) hold shares of a whole: numbers from 0 to 1 that sum to 1."""
    return np.asarray((np.abs(y.sum(axis=1) - 1) <= _ROUNDING) & (y >= 0).all(axis=1))


def check_targets(loss: str, y: FloatArray) -> None:
    """Raise SettingError or DataError for targets (rows, outputs) that a loss cannot be asked about.

    The hinge asks for labels −1 and 1, or 0 and 1. Binary cross-entropy asks for numbers from 0 to 1; the categorical
    one and the KL divergence for rows of them that sum to 1, as one-hot rows do, over at least two outputs. Elsewhere
    they would give numbers without a meaning.
    """
    name = loss.removesuffix("_from_logits")
    if name == "hinge":
        _check_labels(y)
    if name != "binary_crossentropy" and not asks_for_shares(loss):
        return
    outside = (y < 0) | (y > 1)
    if outside.any():
        row = int(outside.any(axis=1).argmax())
        raise DataError(
            f"The loss {loss} needs targets from 0 to 1, and row {row} (from 0) holds {y[outside][0]:g}. "
            "Choose another loss, such as mse, or give the classes as 0 and 1."
        )
    if asks_for_shares(loss):
        _check_rows(loss, y)


def _check_labels(y: FloatArray) -> None:
    if not any(np.isin(y, labels).all() for labels in ((-1.0, 1.0), (0.0, 1.0))):
        shown = ", ".join(f"{label:g}" for label in np.unique(y)[:4])
        raise DataError(
            f"The loss hinge needs labels −1 and 1, or 0 and 1, and the targets hold {shown}. "
            "Name the classes so, or choose another loss, such as mse."
        )


def _check_rows(loss: str, y: FloatArray) -> None:
    if y.shape[1] == 1:
        raise SettingError(
            f"The loss {loss} needs one output for each class, at least 2, and there is 1. "
            "Choose binary_crossentropy, or give one-hot targets and the last layer a unit for each class."
        )
    off = ~are_shares(y)
    if off.any():
        row = int(off.argmax())
        raise DataError(
            f"The loss {loss} needs one-hot targets, and those of row {row} (from 0) sum to {y[row].sum():g}. "
            "Give numpy.eye(classes)[labels]."
        )
