"""What a network predicts for every row, beside what the targets are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.model import Network
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray


@dataclass(frozen=True, eq=False)
class Agreement:
    """Predictions for the training rows and for the held-out ones, both of shape (rows, targets)."""

    training: FloatArray
    held_out: FloatArray


def agreement(
    network: Network, weights: FloatArray, states: FloatArray, x: FloatArray, x_test: FloatArray
) -> Agreement:
    """Return what a network predicts for training rows and held-out rows, of shapes (rows, features)."""
    said = (
        predict(network, weights, rows, states) if len(rows) else np.empty((0, network.targets))
        for rows in (x, x_test)
    )
    return Agreement(*said)
