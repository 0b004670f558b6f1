"""Models as data: layers, activations, initialisers, losses, and their graph."""

from graphviz_nn.model.activations import ACTIVATIONS
from graphviz_nn.model.build import build, prediction_name
from graphviz_nn.model.initialisers import INITIALISERS
from graphviz_nn.model.losses import LOSSES
from graphviz_nn.model.spec import DenseSpec, ModelSpec

__all__ = [
    "ACTIVATIONS",
    "INITIALISERS",
    "LOSSES",
    "DenseSpec",
    "ModelSpec",
    "build",
    "prediction_name",
]
