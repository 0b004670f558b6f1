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
    rows = max(1, MOST_NUMBERS // max(network.numbers_of_example, 1))
    parts = [
        _predicted(network, weights, x[first : first + rows], states) for first in range(0, len(x), rows)
    ]
    return np.concatenate(parts)


def _predicted(network: Network, weights: FloatArray, x: FloatArray, states: FloatArray | None) -> FloatArray:
    graph = network.graph(len(x), "predict")
    values = reference.forward(graph.nodes, {**graph.leaves, **network.leaves(weights, x, states=states)})
    return values[graph.index[network.prediction]].reshape(len(x), network.targets)
