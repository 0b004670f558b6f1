"""The activations that a layer can have, by Keras's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from graphviz_nn.ops import Elu, LeakyRelu, Op, Relu, Sigmoid, Softmax, Softplus, Tanh
from graphviz_nn.settings import Option, Setting

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

ActivationName: TypeAlias = Annotated[
    str,
    Setting(
        "Activation",
        "What each neuron does to its weighted sum.",
        options=tuple(
            Option(name, name.replace("_", " "), op.words if op else "The sum as it is.")
            for name, op in ACTIVATIONS.items()
        ),
    ),
]
