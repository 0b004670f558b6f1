"""Words and labels as numbers.

- A target of two classes is one column, 0 for the first and 1 for the second; of k > 2 classes, k one-hot columns.
  Where asked, the column of two becomes two, one-hot as well.
- A feature of words likewise, so that the words of two are told apart by one column.
- Classes are in alphabetical order, numeric ones in numeric order.
- A target that is no class is one column, as it is.
"""

from __future__ import annotations

import reprlib
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.data.raw import RawData
from graphviz_nn.errors import DataError
from graphviz_nn.ops import FloatArray

MOST_CLASSES = 100
_SURELY_CLASSES = 10  # so many may have a row each, in a table that is but a sketch


class Encoding(NamedTuple):
    """Encoded targets (rows, targets), the names of their columns, and those of the classes, if any."""

    y: FloatArray
    targets: tuple[str, ...]
    classes: tuple[str, ...]


class OneHot(NamedTuple):
    """Codes as columns of 0 and 1, and of which code each column tells."""

    values: FloatArray
    kept: tuple[int, ...]


def encode(values: NDArray[Any], target: str, where: str, as_classes: bool) -> Encoding:
    """Encode float64 numbers or texts (object) of shape (rows,); `where` is the file, for the messages.

    Raise DataError for a target that has the same value in every row, or too many different ones to be classes.
    """
    distinct, codes = np.unique(values, return_inverse=True)
    numeric = values.dtype == np.float64
    if len(distinct) == 1:
        value = f"{distinct[0]:g}" if numeric else reprlib.repr(distinct[0])
        raise DataError(
            f"{where}, target {target!r}: it is {value} in every row, so there is nothing to learn. "
            "Choose another target, or add rows that differ."
        )
    if not as_classes:
        return Encoding(values[:, np.newaxis], (target,), ())
    classes = tuple(f"{value:.10g}" if numeric else value for value in distinct)
    if len(distinct) > min(MOST_CLASSES, max(_SURELY_CLASSES, len(values) // 2)):
        noun, cure = ("numbers", "Take it as regression") if numeric else ("texts", "Choose another target")
        raise DataError(
            f"{where}, target {target!r}: {len(distinct)} different {noun} in {len(values)} rows, such as "
            f"{reprlib.repr(classes[0])}; a class needs two rows or more, and there can be {MOST_CLASSES}. {cure}."
        )
    return coded(codes, target, classes)


def coded(codes: NDArray[np.intp], target: str, classes: tuple[str, ...]) -> Encoding:
    """Encode the numbers of classes, (rows,), that are called so."""
    y, kept = one_hot(codes, len(classes))
    return Encoding(y, (target,) if len(kept) == 1 else _names(target, classes), classes)


def parted(raw: RawData) -> RawData:
    """Return the rows with a column for each of two classes in place of one for both; others as they are."""
    if len(raw.classes) != 2 or raw.y.shape[1] != 1:
        return raw
    return replace(raw, y=np.hstack([1 - raw.y, raw.y]), targets=_names(raw.targets[0], raw.classes))


def one_hot(codes: NDArray[np.intp], number: int) -> OneHot:
    """Return a column for each of `number` codes, or for the second of two alone."""
    kept = (1,) if number == 2 else tuple(range(number))
    return OneHot((codes[:, np.newaxis] == np.array(kept)).astype(np.float64), kept)


def class_numbers(y: FloatArray, *, above: float = 0.5) -> NDArray[np.intp]:
    """Return the number of each row's class, y of shape (rows, outputs).

    One column is of the upper class above a number; of several the largest tells the class, as in one-hot targets.
    """
    numbers = y[:, 0] > above if y.shape[1] == 1 else y.argmax(axis=1)
    return np.asarray(numbers, dtype=np.intp)


def _names(target: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of one-hot columns."""
    return tuple(f"{target}={name}" for name in classes)
