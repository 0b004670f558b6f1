"""Fitting a model to other data: as many inputs, outputs of the right kind, and a loss that suits them."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import msgspec

from graphviz_nn.data import Dataset
from graphviz_nn.files.document import Work
from graphviz_nn.model import Dense, Stack


class _Ending(NamedTuple):
    activation: str
    loss: str


_REGRESSION = _Ending("linear", "mse")
_TWO_CLASSES = _Ending("sigmoid", "mse")
_MORE_CLASSES = _Ending("softmax", "categorical_crossentropy")


def fit_to(work: Work, dataset: Dataset) -> Work:
    """Return the work with its stack fitted to the data; hidden layers stay as they are.

    So does the end of a script's model over the script's own rows: only the script knows what they mean.
    """
    stack = work.subject
    if not isinstance(stack, Stack):
        return work
    features, outputs = dataset.x.shape[1], dataset.y.shape[1]
    inputs = stack.inputs if prod(stack.input_shape) == features else features
    last = stack.layers[-1]
    if not isinstance(last, Dense):
        last = Dense(units=outputs)
        stack = msgspec.structs.replace(stack, layers=(*stack.layers, last))
    if (stack.inputs, last.units) == (inputs, outputs) and (
        work.data.given is not None or _suits(last.activation, dataset)
    ):
        return msgspec.structs.replace(work, subject=stack)
    ending = _ending(dataset)
    layers = (
        *stack.layers[:-1],
        msgspec.structs.replace(last, units=outputs, activation=ending.activation),
    )
    fitted = msgspec.structs.replace(stack, inputs=inputs, layers=layers, loss=ending.loss)
    return msgspec.structs.replace(work, subject=fitted)


def _ending(dataset: Dataset) -> _Ending:
    kinds = {0: _REGRESSION, 2: _TWO_CLASSES}
    return kinds.get(len(dataset.classes), _MORE_CLASSES)


def _suits(activation: str, dataset: Dataset) -> bool:
    """Whether outputs of this activation can be what the data ask for: any number, or a share from 0 to 1."""
    bounded = activation in ("sigmoid", "softmax", "tanh")
    return not bounded if not dataset.classes else True
