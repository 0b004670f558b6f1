"""The curve that a model fits to numbers that are told by one feature."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.landscape.boundary import ends_of
from graphviz_nn.model import Network
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray

POINTS = 256


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model's output along its one feature.

    Attributes:
        across: the feature in the data's own scaling, rising, of shape (points,).
        outputs: what the model says there, in the scaling of the targets, of shape (points,).

    """

    across: FloatArray
    outputs: FloatArray


def is_curve(network: Network) -> bool:
    """Whether all that a network says is one number for one feature."""
    return len(network.inputs or ()) < 2 and (network.features, network.targets) == (1, 1)


def fitted(
    network: Network,
    weights: FloatArray,
    x: FloatArray,
    states: FloatArray | None = None,
    ends: tuple[float, float] | None = None,
) -> Fitted:
    """Return the curve around the examples `x`, of shape (rows, 1), or between two ends."""
    across = np.linspace(*(ends or ends_of(x[:, 0])), POINTS)
    return Fitted(across, predict(network, weights, across[:, np.newaxis], states)[:, 0])
