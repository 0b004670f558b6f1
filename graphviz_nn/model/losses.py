"""The losses that a model can have, by Keras's names."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz_nn.ops import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    Op,
)

LOSSES: Mapping[str, Op] = {
    "mse": MeanSquaredError(),
    "mae": MeanAbsoluteError(),
    "binary_crossentropy": BinaryCrossentropy(),
    "binary_crossentropy_from_logits": BinaryCrossentropy(from_logits=True),
    "categorical_crossentropy": CategoricalCrossentropy(),
    "categorical_crossentropy_from_logits": CategoricalCrossentropy(from_logits=True),
}
