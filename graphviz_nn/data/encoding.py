"""Targets as numbers: one column of 0 and 1, one-hot columns, or the number itself.

- Text is a class. So is a number, if every target is a whole number and there are at most 10 different ones.
- Two classes become one column, 0 for the first and 1 for the second; k > 2 classes become k one-hot columns.
- Classes are in alphabetical order, numeric ones in numeric order.
- Any other number is regression: one column, as it is.
"""

from __future__ import annotations

import reprlib
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray

MOST_NUMERIC_CLASSES = 10
MOST_CLASSES = 100


class Encoding(NamedTuple):
    """Encoded targets (rows, targets), the names of their columns, and those of the classes, if any."""

    y: FloatArray
    targets: tuple[str, ...]
    classes: tuple[str, ...]


def encode(values: NDArray[Any], target: str, where: str) -> Encoding:
    """Encode float64 numbers or texts (object) of shape (rows,); `where` is the file, for the messages.

    Raise DataError for a target that has the same value in every row, or too many different texts.
    """
    distinct, codes = np.unique(values, return_inverse=True)
    numeric = values.dtype == np.float64
    if len(distinct) == 1:
        value = f"{distinct[0]:g}" if numeric else reprlib.repr(distinct[0])
        raise DataError(
            f"{where}, target {target!r}: it is {value} in every row, so there is nothing to learn. "
            "Choose another target, or add rows that differ."
        )
    if numeric and not _are_classes(distinct):
        return Encoding(values[:, np.newaxis], (target,), ())
    if len(distinct) > MOST_CLASSES:
        raise DataError(
            f"{where}, target {target!r}: {len(distinct)} different texts in {len(values)} rows, such as "
            f"{reprlib.repr(distinct[0])}; at most {MOST_CLASSES} can be classes. Choose another target."
        )
    classes = tuple(str(int(value)) if numeric else value for value in distinct)
    if len(classes) == 2:
        return Encoding(codes.astype(np.float64)[:, np.newaxis], (target,), classes)
    return Encoding(np.eye(len(classes))[codes], tuple(f"{target}={name}" for name in classes), classes)


def _are_classes(distinct: FloatArray) -> bool:
    return len(distinct) <= MOST_NUMERIC_CLASSES and bool((distinct == np.round(distinct)).all())
