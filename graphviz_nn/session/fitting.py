"""Fitting a model to other data: as many inputs, outputs of the right kind, and a loss that suits them."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from graphviz_nn.data import Dataset
from graphviz_nn.files.document import Document


class _Ending(NamedTuple):
    activation: str
    loss: str


_REGRESSION = _Ending("linear", "mse")
_TWO_CLASSES = _Ending("sigmoid", "mse")
_MORE_CLASSES = _Ending("softmax", "categorical_crossentropy")


def fit_to(document: Document, dataset: Dataset) -> Document:
    """Return the document with its model fitted to the data; hidden layers stay as they are."""
    model = document.model
    inputs, outputs = dataset.x.shape[1], dataset.y.shape[1]
    last = model.layers[-1]
    if (model.inputs, last.units) == (inputs, outputs) and _suits(last.activation, dataset):
        return document
    ending = _ending(dataset)
    layers = (
        *model.layers[:-1],
        msgspec.structs.replace(last, units=outputs, activation=ending.activation),
    )
    fitted = msgspec.structs.replace(model, inputs=inputs, layers=layers, loss=ending.loss)
    return msgspec.structs.replace(document, model=fitted)


def _ending(dataset: Dataset) -> _Ending:
    kinds = {0: _REGRESSION, 2: _TWO_CLASSES}
    return kinds.get(len(dataset.classes), _MORE_CLASSES)


def _suits(activation: str, dataset: Dataset) -> bool:
    """Whether outputs of this activation can be what the data ask for: any number, or a share from 0 to 1."""
    bounded = activation in ("sigmoid", "softmax", "tanh")
    return not bounded if not dataset.classes else True
