"""What a model says over the plane of two features: its decision boundary, for a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.model import Network
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray

SIDE = 64
MARGIN = 0.12
MOST_FEATURES = 16  # of more, a plane of two says nothing


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
    first, second = axes_of(features, network.features)
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


def has_plane(network: Network) -> bool:
    """Whether two of its features say enough of a network: it looks at few, and not at pictures."""
    return len(network.inputs or ()) < 2 and network.features <= MOST_FEATURES


def axes_of(features: tuple[int, int], count: int) -> tuple[int, int]:
    """Return two features to draw of so many: those asked for where there are two such, else the first ones."""
    if features[0] != features[1] and max(features) < count:
        return features
    return 0, min(1, count - 1)


def _span(column: FloatArray, side: int) -> FloatArray:
    low, high = float(column.min()), float(column.max())
    margin = MARGIN * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, side)
