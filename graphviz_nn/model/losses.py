"""The losses that a model can have, by Keras's names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from graphviz_nn.ops import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Hinge,
    Huber,
    KLDivergence,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
)
from graphviz_nn.settings import Option, Setting

LOSSES: Mapping[str, Loss] = {
    "mse": MeanSquaredError(),
    "mae": MeanAbsoluteError(),
    "huber": Huber(),
    "hinge": Hinge(),
    "binary_crossentropy": BinaryCrossentropy(),
    "binary_crossentropy_from_logits": BinaryCrossentropy(from_logits=True),
    "categorical_crossentropy": CategoricalCrossentropy(),
    "categorical_crossentropy_from_logits": CategoricalCrossentropy(from_logits=True),
    "kl_divergence": KLDivergence(),
}

LossName: TypeAlias = Annotated[
    str,
    Setting(
        "Loss",
        "The number that training makes small: how far the prediction is from the target.",
        options=tuple(Option(name, name.replace("_", " "), op.words) for name, op in LOSSES.items()),
    ),
]


def is_parted_at_0(loss: str) -> bool:
    """Whether the predictions under a loss say the upper of two classes above 0: logits, and those of a hinge."""
    return loss == "hinge" or loss.endswith("from_logits")
