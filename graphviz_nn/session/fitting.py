"""Fitting a model to other data: as many inputs, outputs of the right kind, and a loss and training that suit them."""

from __future__ import annotations

from math import ceil, prod
from typing import NamedTuple

import msgspec

from graphviz_nn.data import Dataset
from graphviz_nn.files.document import Work
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.losses import is_parted_at_0
from graphviz_nn.training.targets import asks_for_shares

_replace = msgspec.structs.replace


class _Ending(NamedTuple):
    activation: str
    loss: str


_REGRESSION = _Ending("linear", "mse")
_ONE_COLUMN = _Ending("sigmoid", "binary_crossentropy")
_ONE_HOT = _Ending("softmax", "categorical_crossentropy")

_BATCH, _UPDATES = 32, 5_000  # enough updates to settle, few enough to be there at once
_LEAST_EPOCHS, _MOST_EPOCHS, _MOST_EPOCHS_OF_CLASSES = 20, 200, 500
_LEAST_PENALTY, _MOST_PENALTY = 0.005, 0.1


class _Beginning(NamedTuple):
    """How a training begins: the learning rate, the number of epochs, and the L2 penalty on each kernel."""

    rate: float
    epochs: int
    penalty: float


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
        stack = _replace(stack, layers=(*stack.layers, last))
    is_meant = work.data.given is not None or _suits(last.activation, dataset)
    if (stack.inputs, last.units) == (inputs, outputs) and is_meant:
        return _replace(work, subject=stack)
    ending = _ending(dataset)
    layers = (*stack.layers[:-1], _replace(last, units=outputs, activation=ending.activation))
    fitted = _replace(stack, inputs=inputs, layers=layers, loss=ending.loss)
    return _replace(work, subject=fitted)


def ended_for(work: Work, dataset: Dataset, loss: str) -> Work:
    """Return the work fitted to the data, trained by a loss, with the last activation that gives what it compares."""
    fitted = fit_to(work, dataset)
    stack = fitted.subject
    assert isinstance(stack, Stack)
    activation = "linear" if is_parted_at_0(loss) else "softmax" if asks_for_shares(loss) else "sigmoid"
    last = _replace(stack.layers[-1], activation=activation)
    return _replace(fitted, subject=_replace(stack, layers=(*stack.layers[:-1], last), loss=loss))


def crossentropy_like(loss: str, *, one_hot: bool) -> str:
    """Return the cross-entropy of classes in one-hot columns or in one column, of logits where the loss is."""
    kind = "categorical_crossentropy" if one_hot else "binary_crossentropy"
    return f"{kind}_from_logits" if loss.endswith("_from_logits") else kind


def begun_with(work: Work, dataset: Dataset) -> Work:
    """Return the work with a stack, a loss and a training that suit the task and the number of rows."""
    stack, ending = work.subject, _ending(dataset)
    assert isinstance(stack, Stack)
    last = Dense(units=dataset.y.shape[1], activation=ending.activation)
    plain = (*stack.layers[:-1], last)
    subject = _replace(stack, inputs=dataset.x.shape[1], layers=plain, loss=ending.loss)
    begin = _beginning(dataset, subject.network.count)
    subject = _replace(subject, layers=tuple(_replace(layer, l2=begin.penalty) for layer in plain))
    training = _replace(
        work.training,
        optimiser=_replace(work.training.optimiser, learning_rate=begin.rate),
        batch_size=min(_BATCH, len(dataset.x)),
        epochs=begin.epochs,
    )
    return _replace(work, subject=subject, training=training)


def _beginning(dataset: Dataset, parameters: int) -> _Beginning:
    """Return what lets 4 neurons learn a table: tried on the tables of tests/benchmarks, each split in several ways.

    Where nothing is held out, every row is to be learnt by heart. Else a penalty keeps few rows from being learnt by
    heart: without it every fourth small table of regression ends worse than a straight line.
    """
    rows, is_regression = len(dataset.x), not dataset.classes
    if not len(dataset.x_test):
        return _Beginning(0.1, 1000, 0.0)
    most = _MOST_EPOCHS if is_regression else _MOST_EPOCHS_OF_CLASSES
    epochs = min(max(ceil(_UPDATES * _BATCH / rows), _LEAST_EPOCHS), most)
    return _Beginning(0.02, epochs, _penalty(rows, parameters) if is_regression else 0.0)


def _penalty(rows: int, parameters: int) -> float:
    """Return the factor of the L2 penalty: where parameters are few beside the rows, none is needed."""
    factor = min(4 / rows, 0.4 * (parameters / rows) ** 2, _MOST_PENALTY)
    return float(f"{factor:.1g}") if factor >= _LEAST_PENALTY else 0.0


def _ending(dataset: Dataset) -> _Ending:
    if not dataset.classes:
        return _REGRESSION
    return _ONE_COLUMN if dataset.y.shape[1] == 1 else _ONE_HOT


def _suits(activation: str, dataset: Dataset) -> bool:
    """Whether outputs of this activation can be what the data ask for: any number, or a share from 0 to 1."""
    bounded = activation in ("sigmoid", "softmax", "tanh")
    return bounded == bool(dataset.classes)
