"""The activations that a layer can have, by Keras's names."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz_nn.ops import Elu, LeakyRelu, Op, Relu, Sigmoid, Softmax, Softplus, Tanh

# A linear layer has no op after its sum.
ACTIVATIONS: Mapping[str, Op | None] = {
    "linear": None,
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "relu": Relu(),
    "leaky_relu": LeakyRelu(),
    "elu": Elu(),
    "softplus": Softplus(),
    "softmax": Softmax(),
}
