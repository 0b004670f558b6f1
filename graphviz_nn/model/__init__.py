"""Networks as data: layers, activations, initialisers, losses, expressions; and the value that is trained."""

from graphviz_nn.model.activations import ACTIVATIONS
from graphviz_nn.model.formula import Formula
from graphviz_nn.model.initialisers import INITIALISERS
from graphviz_nn.model.layers import LAYERS, AnyLayer, Dense, Layer
from graphviz_nn.model.losses import LOSSES
from graphviz_nn.model.network import Network
from graphviz_nn.model.stack import Stack

__all__ = [
    "ACTIVATIONS",
    "INITIALISERS",
    "LAYERS",
    "LOSSES",
    "AnyLayer",
    "Dense",
    "Formula",
    "Layer",
    "Network",
    "Stack",
]
