"""How much each example counts, as a script says it: by example, or by class."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.errors import DataError, SettingError, ShapeError
from graphviz_nn.face.arrays import number, numbers, whole
from graphviz_nn.ops import FloatArray, shape_text
from graphviz_nn.text import cited


def weights_of(
    y: FloatArray, sample_weight: ArrayLike | None, class_weight: Mapping[int, float] | None = None
) -> FloatArray | None:
    """Return how much each example counts, of shape (rows,), for targets (rows, outputs); None where all count alike.

    Raise SettingError where both are given, as Keras does, and what `_by_example` and `_by_class` raise.
    """
    if sample_weight is not None and class_weight is not None:
        raise SettingError(
            "Both class_weight and sample_weight are given. Give one of the two: their product, say."
        )
    if class_weight is not None:
        return _by_class(class_weight, y)
    return None if sample_weight is None else _by_example(sample_weight, len(y))


def _by_example(sample_weight: ArrayLike, rows: int) -> FloatArray:
    """Return one finite number of at least 0 for each row; raise ShapeError or DataError for anything else."""
    weights = numbers("sample_weight", sample_weight)
    if weights.shape not in ((rows,), (rows, 1)):
        raise ShapeError(
            f"sample_weight has the shape {shape_text(weights.shape)}, and there are {rows} examples. "
            "Give one number for each."
        )
    weights = weights.reshape(rows)
    wrong = ~(np.isfinite(weights) & (weights >= 0))
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(
            f"Row {row} of sample_weight (from 0) is {weights[row]:g}; a weight must be a finite number of at least 0."
        )
    return weights


def _by_class(class_weight: Mapping[int, float], y: FloatArray) -> FloatArray:
    """Return for each row the weight of its class, 1 where it is not named: the number in y, or the largest column.

    Raise SettingError for what is no dictionary of weights, and DataError for targets that are no numbers of classes.
    """
    if not isinstance(class_weight, Mapping):
        raise SettingError(
            f"class_weight is {cited(class_weight)}; give a dictionary, as in class_weight={{0: 1.0, 1: 5.0}}."
        )
    known = {
        whole("A class in class_weight", label): number(f"The class_weight of {label}", weight)
        for label, weight in class_weight.items()
    }
    for label, weight in known.items():
        if not 0 <= weight < np.inf:
            raise SettingError(
                f"The class_weight of {label} is {weight:g}; it must be a finite number of at least 0."
            )
    labels = y[:, 0] if y.shape[1] == 1 else y.argmax(axis=1)
    odd = labels != np.round(labels)
    if odd.any():
        raise DataError(
            f"class_weight needs targets that are numbers of classes, and row {int(odd.argmax())} of y (from 0) holds "
            f"{labels[odd][0]:g}. Give sample_weight instead."
        )
    return np.array([known.get(int(label), 1.0) for label in labels])
