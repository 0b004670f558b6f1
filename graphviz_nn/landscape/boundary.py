"""What a model says over the plane of two features: its decision boundary, for a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from graphviz_nn.model import Network
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray

SIDE = 64
MARGIN = 0.12
MOST_FEATURES = 16  # of more, a plane of two says nothing
Reach: TypeAlias = tuple[tuple[float, float], tuple[float, float]]  # from where to where, across and up
# Where each feature rests that is not drawn, of as many as the network has; None for the mean of each.
Rest: TypeAlias = tuple[float, ...] | None


@dataclass(frozen=True, eq=False)
class Boundary:
    """A model's outputs over a grid of two features.

    Attributes:
        across, up: the grid's coordinates in the data's own scaling, of shapes (columns,) and (rows,).
        outputs: the model's outputs, of shape (rows, columns, outputs); the other features rest.
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
    reach: Reach | None = None,
    rest: Rest = None,
) -> Boundary:
    """Return the network's outputs over a grid around the examples `x`, of shape (rows, features), or over a reach.

    The other features are those of `rest`, or at their mean.
    """
    first, second = axes_of(features, network.features)
    across, up, grid = grid_of(x, (first, second), side, reach, rest)
    outputs = predict(network, weights, grid, states).reshape(side, side, network.targets)
    return Boundary(across, up, outputs, (first, second))


def grid_of(
    x: FloatArray, features: tuple[int, int], side: int, reach: Reach | None = None, rest: Rest = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return side × side examples over two features around examples `x`, the others where they rest.

    The grid spans a reach, or where none is given what the examples do and a little more. The coordinates across and
    up, of shape (side,) each, and the examples, (side · side, features), row by row.
    """
    first, second = features
    left_right, low_high = reach or (ends_of(x[:, first]), ends_of(x[:, second]))
    across, up = np.linspace(*left_right, side), np.linspace(*low_high, side)
    grid = np.tile(x.mean(axis=0) if rest is None else np.array(rest), (side * side, 1))
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


def ends_of(column: FloatArray, margin: float = MARGIN) -> tuple[float, float]:
    """Return from where to where a plot of some numbers goes: beyond them by a share of what they span."""
    low, high = float(column.min()), float(column.max())
    room = margin * (high - low) or 1.0
    return low - room, high + room
