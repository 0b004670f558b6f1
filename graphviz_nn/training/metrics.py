"""What is measured of a mini-batch beside its loss, by Keras's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from graphviz_nn.ops import FloatArray


def mean_squared_error(prediction: FloatArray, target: FloatArray) -> float:
    """Return the mean of the squared differences."""
    return float(np.mean((prediction - target) ** 2))


def mean_absolute_error(prediction: FloatArray, target: FloatArray) -> float:
    """Return the mean of the absolute differences."""
    return float(np.mean(np.abs(prediction - target)))


def accuracy(prediction: FloatArray, target: FloatArray) -> float:
    """Return the share of examples put in the right class: above 0.5 for one output, else the largest."""
    if prediction.shape[-1] == 1:
        return float(np.mean((prediction > 0.5) == (target > 0.5)))
    return float(np.mean(prediction.argmax(axis=-1) == target.argmax(axis=-1)))


Metric = Callable[[FloatArray, FloatArray], float]
METRICS: Mapping[str, Metric] = {"mse": mean_squared_error, "mae": mean_absolute_error, "accuracy": accuracy}
