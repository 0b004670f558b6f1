"""The activations that a layer can have, by Keras's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from graphviz_nn.ops import (
    Elu,
    Gelu,
    GeluTanh,
    LeakyRelu,
    Op,
    Relu,
    Selu,
    Sigmoid,
    Silu,
    Softmax,
    Softplus,
    Tanh,
)
from graphviz_nn.settings import Option, Setting

# A linear layer has no op after its sum.
ACTIVATIONS: Mapping[str, Op | None] = {
    "linear": None,
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "relu": Relu(),
    "leaky_relu": LeakyRelu(),
    "elu": Elu(),
    "selu": Selu(),
    "gelu": Gelu(),
    "gelu_tanh": GeluTanh(),
    "silu": Silu(),
    "softplus": Softplus(),
    "softmax": Softmax(),
}


def by_keras(name: str | None) -> str:
    """Return our name for what Keras's layers take as their activation: None is linear, and swish another name."""
    return "linear" if name is None else "silu" if name == "swish" else name


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
