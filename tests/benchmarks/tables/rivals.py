"""What simpler models and scikit-learn's networks predict, from the very arrays that the program learns from."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data import Dataset
from graphviz_nn.ops import FloatArray

UNITS = 4  # of the one hidden layer
# scikit-learn's default of 200 epochs stops on small tables long before the loss does.
EPOCHS = 2000

Rival: TypeAlias = Callable[[Dataset], FloatArray]


def straight_line(dataset: Dataset) -> FloatArray:
    """Return what least squares predict for the held-out rows: (rows, targets)."""
    solution = np.linalg.lstsq(_with_ones(dataset.x), dataset.y)[0]
    predicted: FloatArray = _with_ones(dataset.x_test) @ solution
    return predicted


def largest_class(dataset: Dataset) -> FloatArray:
    """Return the most frequent class of the training rows for every held-out row, coded as y is."""
    counts = np.bincount(_codes(dataset, dataset.y), minlength=len(dataset.classes))
    return _coded(dataset, np.full(len(dataset.x_test), counts.argmax()))


def logistic(dataset: Dataset) -> FloatArray:
    """Return the classes by scikit-learn's logistic regression, coded as y is."""
    model = import_module("sklearn.linear_model").LogisticRegression(max_iter=EPOCHS)
    return _classified(model, dataset)


def network(dataset: Dataset) -> FloatArray:
    """Return what scikit-learn's network of a few tanh units predicts; it learns a numeric target standardised."""
    module, settings = import_module("sklearn.neural_network"), _settings()
    if dataset.classes:
        return _classified(module.MLPClassifier(**settings), dataset)
    mean, deviation = dataset.y.mean(axis=0), dataset.y.std(axis=0)
    deviation[deviation == 0] = 1.0
    y = (dataset.y - mean) / deviation
    model = _fitted(module.MLPRegressor(**settings), dataset.x, y[:, 0] if y.shape[1] == 1 else y)
    predicted: FloatArray = model.predict(dataset.x_test).reshape(-1, y.shape[1]) * deviation + mean
    return predicted


REGRESSORS: Mapping[str, Rival] = {"line": straight_line, "network": network}
CLASSIFIERS: Mapping[str, Rival] = {"largest": largest_class, "line": logistic, "network": network}


def rivals_of(dataset: Dataset) -> Mapping[str, Rival]:
    """Return those who can do the task of a data set, by name."""
    return CLASSIFIERS if dataset.classes else REGRESSORS


def _settings() -> dict[str, Any]:
    return {
        "hidden_layer_sizes": (UNITS,),
        "activation": "tanh",
        "max_iter": EPOCHS,
        "random_state": 0,
    }


def _classified(model: Any, dataset: Dataset) -> FloatArray:
    codes = _codes(dataset, dataset.y)
    if len(set(codes.tolist())) < 2:  # which scikit-learn refuses to learn
        return largest_class(dataset)
    return _coded(dataset, _fitted(model, dataset.x, codes).predict(dataset.x_test))


def _fitted(model: Any, x: FloatArray, y: NDArray[Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged shows in its score
        return model.fit(x, y)


def _with_ones(x: FloatArray) -> FloatArray:
    return np.column_stack([np.ones(len(x)), x])


def _codes(dataset: Dataset, y: FloatArray) -> NDArray[np.intp]:
    """Return the number of the class of each row: (rows,)."""
    return y.argmax(axis=1) if len(dataset.classes) > 2 else (y[:, 0] > 0.5).astype(np.intp)


def _coded(dataset: Dataset, codes: NDArray[np.intp]) -> FloatArray:
    """Return classes as y has them: one column of 0 and 1, or a 1 in the column of the class."""
    many = len(dataset.classes) > 2
    found: FloatArray = np.eye(len(dataset.classes))[codes] if many else codes[:, None].astype(np.float64)
    return found
