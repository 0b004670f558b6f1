"""What each neuron says over the plane of two features, for a small picture in its circle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from graphviz_nn.graph import reference
from graphviz_nn.landscape.boundary import grid_of
from graphviz_nn.model import Network
from graphviz_nn.model.network import EXAMPLES
from graphviz_nn.ops import FloatArray

SIDE = 28  # points of the grid along each feature
MOST_FEATURES = 8  # more than two rest at their mean: beyond this, such a plane says nothing of the data
MOST_UNITS = 16  # of a layer, the first ones, that are kept
MOST_NUMBERS = 2_000_000  # in all nodes together, over the whole grid: some milliseconds of work


@dataclass(frozen=True, eq=False)
class NeuronMaps:
    """The values of every node that follows from the examples, over a grid of two features.

    Attributes:
        across, up: the grid's coordinates in the data's own scaling, of shapes (columns,) and (rows,), both rising.
        values: for each node by its name, of shape (units, rows, columns), its first units.
        limits: for each node, the largest finite magnitude in its values, 1 where there is none.
        features: the places of the two features among the data's; twice the same where there is only one.
        at_mean: how many other features rest at their mean.

    """

    across: FloatArray
    up: FloatArray
    values: Mapping[str, FloatArray]
    limits: Mapping[str, float]
    features: tuple[int, int]
    at_mean: int

    def share(self, example: FloatArray) -> tuple[float, float]:
        """Return where on a map an example of shape (features,) lies, from the left and from the top, 0 to 1 each."""
        first, second = (float(example[place]) for place in self.features)
        return _share(self.across, first), 1.0 - _share(self.up, second)


def has_maps(network: Network) -> bool:
    """Whether maps of a network's neurons say something, and are made while one waits."""
    few = 0 < network.features <= MOST_FEATURES and len(network.inputs or ()) == 1
    return few and network.numbers_of_example * SIDE**2 <= MOST_NUMBERS


def neuron_maps(
    network: Network, weights: FloatArray, x: FloatArray, states: FloatArray | None = None, side: int = SIDE
) -> NeuronMaps:
    """Return the maps around the examples `x`, of shape (rows, features), for weights of shape (count,).

    All neurons at once, in one forward pass of the network over the side × side points of the grid, as it predicts.
    """
    features = 0, min(1, network.features - 1)
    across, up, grid = grid_of(x, features, side)
    graph = network.graph(len(grid), "predict")
    values = reference.forward(graph.nodes, {**graph.leaves, **network.leaves(weights, grid, states=states)})
    maps = {
        node.name: np.ascontiguousarray(value[:, :MOST_UNITS].T).reshape(-1, side, side)
        for node, value in zip(graph.nodes, values, strict=True)
        if value.ndim == 2 and len(value) == len(grid) and (node.op or node.name == EXAMPLES)
    }
    limits = {name: largest(value) for name, value in maps.items()}
    at_mean = network.features - len(set(features))
    return NeuronMaps(across, up, MappingProxyType(maps), MappingProxyType(limits), features, at_mean)


def _share(span: FloatArray, at: float) -> float:
    return (at - float(span[0])) / (float(span[-1]) - float(span[0]))


def largest(values: FloatArray) -> float:
    """Return the largest finite magnitude; 1 where all is 0, or nothing finite."""
    sizes = np.abs(values)
    return float(sizes[np.isfinite(sizes)].max(initial=0.0)) or 1.0
