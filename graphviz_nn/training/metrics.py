"""What is measured of a mini-batch beside its loss, by Keras's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from graphviz_nn.errors import DataError
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.targets import are_shares

_CURE = "Measure numbers by metrics=['mae'], or give two labels, or one-hot rows."


class Thresholds(NamedTuple):
    """What parts the two classes of one output: above it lies the upper one.

    Attributes:
        prediction: for what is predicted; 0 for logits, else the target's.
        target: for the labels, between the two.

    """

    prediction: float = 0.5
    target: float = 0.5


HALVES = Thresholds()


def mean_squared_error(prediction: FloatArray, target: FloatArray) -> float:
    """Return the mean of the squared differences."""
    return float(np.mean((prediction - target) ** 2))


def mean_absolute_error(prediction: FloatArray, target: FloatArray) -> float:
    """Return the mean of the absolute differences."""
    return float(np.mean(np.abs(prediction - target)))


def r_squared(prediction: FloatArray, target: FloatArray) -> float:
    """Return R² = 1 − Σ(p − t)² / Σ(t − mean)², of arrays (rows, outputs) the mean over the outputs: 0 is the mean's.

    An output whose targets are all the same counts 1 where they are met, else 0, as in scikit-learn.
    """
    spread = ((target - target.mean(axis=0)) ** 2).sum(axis=0)
    errors = ((prediction - target) ** 2).sum(axis=0)
    missed = np.divide(errors, spread, out=np.sign(errors), where=np.ptp(target, axis=0) > 0)
    return float((1 - missed).mean())


def accuracy(prediction: FloatArray, target: FloatArray, thresholds: Thresholds = HALVES) -> float:
    """Return the share of examples put in the right class, both arrays of shape (rows, outputs).

    One output is of the upper class above its threshold; of several the largest tells the class, the first of equals.
    """
    if prediction.shape[-1] == 1:
        said, is_so = prediction > thresholds.prediction, target > thresholds.target
        return float(np.mean(said == is_so))
    return float(np.mean(prediction.argmax(axis=-1) == target.argmax(axis=-1)))


Metric = Callable[[FloatArray, FloatArray], float]
METRICS: Mapping[str, Metric] = {"mse": mean_squared_error, "mae": mean_absolute_error, "accuracy": accuracy}


def thresholds_of(loss: str, y: FloatArray) -> Thresholds:
    """Return what parts the classes that targets y (rows, outputs) tell apart, under a loss of `model.LOSSES`.

    Labels of one output are 0 and 1, −1 and 1, any other two, or probabilities where the loss is a cross-entropy.
    Several outputs are one-hot, or shares that sum to 1, and need none. Keras parts predictions at 0.5 whatever
    labels and loss are. Raise DataError where the targets are no classes.
    """
    if y.shape[1] != 1:
        _check_one_each(y)
        return HALVES
    target = 0.5 if loss.startswith("binary_crossentropy") else _between(np.unique(y))
    return Thresholds(0.0 if is_parted_at_0(loss) else target, target)


def _between(labels: FloatArray) -> float:
    """Return what lies between two labels; one alone is taken for one of 0 and 1, or of −1 and 1."""
    for low, high in ((0.0, 1.0), (-1.0, 1.0), (labels[0], labels[-1])):
        if low < high and np.isin(labels, (low, high)).all():
            return float(low + high) / 2
    what = "one label alone" if len(labels) == 1 else f"{len(labels)} different numbers"
    raise DataError(
        f"The metric accuracy needs targets of two classes, and y holds {what}: {_listed(labels)}. {_CURE}"
    )


def _check_one_each(y: FloatArray) -> None:
    """Raise DataError unless each row says one class: by shares of a whole, or by the higher of two numbers."""
    singles = (y == y.max(initial=-np.inf)).sum(axis=1) == 1
    unsaid = ~(are_shares(y) | singles) if len(np.unique(y)) == 2 else ~are_shares(y)
    if unsaid.any():
        row = int(unsaid.argmax())
        raise DataError(
            f"The metric accuracy needs targets of one class each, and row {row} of y (from 0) holds "
            f"{_listed(y[row])}. {_CURE}"
        )


def _listed(numbers: FloatArray) -> str:
    return ", ".join(f"{number:g}" for number in numbers[:4]) + (", …" if len(numbers) > 4 else "")
