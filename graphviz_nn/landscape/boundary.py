"""What a model says over the plane of two features: its decision boundary, for a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.model import Network
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray

SIDE = 64
MARGIN = 0.12


@dataclass(frozen=True, eq=False)
class Boundary:
    """A model's outputs over a grid of two features.

    Attributes:
        across, up: the grid's coordinates in the data's own scaling, of shapes (columns,) and (rows,).
        outputs: the model's outputs, of shape (rows, columns, outputs); the other features rest at their mean.
        features: the places of the two features among the data's; twice the same where there is only one.

    """

    across: FloatArray
    up: FloatArray
    outputs: FloatArray
    features: tuple[int, int]


def boundary(
    network: Network,
    weights: FloatArray,
    x: FloatArray,
    features: tuple[int, int] = (0, 1),
    side: int = SIDE,
    states: FloatArray | None = None,
) -> Boundary:
    """Return the network's outputs over a grid around the examples `x`, of shape (rows, features)."""
    first, second = (min(place, network.features - 1) for place in features)
    across, up, grid = grid_of(x, (first, second), side)
    outputs = predict(network, weights, grid, states).reshape(side, side, network.targets)
    return Boundary(across, up, outputs, (first, second))


def grid_of(x: FloatArray, features: tuple[int, int], side: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return side × side examples over two features around examples `x`, the other features at their mean.

    The coordinates across and up, of shape (side,) each, and the examples, (side · side, features), row by row.
    """
    first, second = features
    across, up = _span(x[:, first], side), _span(x[:, second], side)
    grid = np.tile(x.mean(axis=0), (side * side, 1))
    grid[:, second] = np.repeat(up, side)
    grid[:, first] = np.tile(across, side)
    return across, up, grid


def _span(column: FloatArray, side: int) -> FloatArray:
    low, high = float(column.min()), float(column.max())
    margin = MARGIN * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, side)
