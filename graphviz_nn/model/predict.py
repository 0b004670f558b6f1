"""What a network says about examples."""

from __future__ import annotations

import numpy as np

from graphviz_nn.graph import reference
from graphviz_nn.model.network import Network
from graphviz_nn.ops import FloatArray

MOST_NUMBERS = 4_000_000  # that are held at a time, in all nodes together: 32 MB


def predict(
    network: Network, weights: FloatArray, x: FloatArray, states: FloatArray | None = None
) -> FloatArray:
    """Return the outputs, of shape (rows, targets), for examples of shape (rows, features), rows > 0.

    Only a network that has no states can do without them.
    """
    parts = [_predicted(network, weights, x[part], states) for part in parts_of(network, len(x))]
    return np.concatenate(parts)


def parts_of(network: Network, rows: int) -> list[slice]:
    """Return the parts in which so many rows go through a network, so that no more than MOST_NUMBERS are held."""
    size = max(1, MOST_NUMBERS // max(network.numbers_of_example, 1))
    return [slice(first, min(first + size, rows)) for first in range(0, rows, size)]


def _predicted(network: Network, weights: FloatArray, x: FloatArray, states: FloatArray | None) -> FloatArray:
    graph = network.graph(len(x), "predict")
    values = reference.forward(graph.nodes, {**graph.leaves, **network.leaves(weights, x, states=states)})
    return values[graph.index[network.prediction]].reshape(len(x), network.targets)
