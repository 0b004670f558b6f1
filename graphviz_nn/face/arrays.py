"""Rows that a script hands over, as checked float64 arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graphviz_nn.errors import DataError, SettingError, ShapeError
from graphviz_nn.ops import FloatArray, Shape, as_floats, plain, shape_text
from graphviz_nn.text import cited


def numbers(what: str, values: ArrayLike) -> FloatArray:
    """Return lists or arrays as a new float64 array; raise DataError, with the reason, for anything else."""
    try:
        return as_floats(values)
    except ValueError as reason:
        raise DataError(
            f"{what} is not an array of numbers with rows of equal length: {reason}. Give lists or arrays of numbers."
        ) from None


def rows_of(what: str, values: ArrayLike, columns: int | None = None) -> FloatArray:
    """Return lists or arrays as float64 rows of shape (rows, columns); one dimension becomes one column.

    Raise ShapeError, with both shapes, where the columns are not as many as wanted, and DataError for what is not a
    finite number, with its row.
    """
    array = numbers(what, values)
    given = shape_text(array.shape)
    rows = array[:, np.newaxis] if array.ndim == 1 else array
    if rows.ndim != 2:
        raise ShapeError(f"{what} has the shape {given}; it must have two dimensions: rows and columns.")
    if columns is not None and rows.shape[1] != columns:
        wanted, cure = _wanted(what, array, columns)
        raise ShapeError(f"{what} has the shape {given}, the model needs {wanted}. {cure}")
    broken = ~np.isfinite(rows).all(axis=1)
    if broken.any():
        raise DataError(
            f"Row {int(broken.argmax())} of {what} (from 0) holds NaN or infinity; training needs finite numbers. "
            "Leave the row out, or correct it."
        )
    return rows


def row_numbers(values: ArrayLike, count: int) -> NDArray[np.int64]:
    """Return numbers of some of `count` rows, from 0, as an array; raise SettingError for what are none."""
    given = np.atleast_1d(numbers("rows", values))
    if given.ndim != 1 or not given.size:
        raise SettingError(
            f"rows has the shape {shape_text(given.shape)}; give a list of the numbers of rows, at least one."
        )
    broken = ~((given >= 0) & (given < count) & (given == np.floor(given)))
    if broken.any():
        raise SettingError(
            f"rows holds {given[broken][0]:g}; each must be a whole number from 0 to {count - 1:,}, as there are rows."
        )
    return given.astype(np.int64)


def _wanted(what: str, array: FloatArray, columns: int) -> tuple[str, str]:
    """Return the shape that an array of other columns should have, and how it may be made to."""
    wanted = shape_text((len(array), columns))
    if what == "y" and array.size == len(array):
        return wanted, "For numbers of classes, give one-hot rows: numpy.eye(classes)[y]."
    if array.shape == (columns,):
        return f"rows, as 1 × {columns}", f"One example is a row of its own: [{what}]."
    if len(array) == columns:
        return shape_text(array.shape[::-1]), f"Its examples stand side by side: give {what}.T."
    return wanted, "Change the data, or the model's input_shape or last layer."


def examples_of(what: str, values: ArrayLike, shape: Shape | None = None) -> FloatArray:
    """Return examples of a shape as float64 rows (rows, features), as many numbers in each as the shape has.

    Rows of so many numbers do for any shape, and grey pictures may come without their one channel. Without a shape
    they are returned as they are, of at least two dimensions. Raise ShapeError and DataError as `rows_of` does.
    """
    array = numbers(what, values)
    if array.ndim < 3 or (shape is not None and len(shape) == 1):
        return rows_of(what, array, None if shape is None else prod(shape))
    if shape is not None and shape not in (array.shape[1:], (*array.shape[1:], 1)):
        raise ShapeError(
            f"{what} has the shape {shape_text(array.shape)}, the model takes examples of {shape_text(shape)}, "
            f"or rows of {prod(shape)} numbers. Change the data, or the model's input_shape."
        )
    rows = rows_of(what, array.reshape(len(array), -1))
    return array if shape is None else rows


def pair_of(
    x: ArrayLike, y: ArrayLike, inputs: Shape, outputs: int, *, numbered: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Return examples (rows, features) and targets (rows, outputs); raise ShapeError where rows or columns differ.

    `numbered` targets are given as numbers of classes, from 0, and returned as one-hot rows.
    """
    examples = examples_of("x", x, inputs)
    targets = one_hot("y", y, outputs) if numbered else rows_of("y", y, outputs)
    if len(examples) != len(targets) or not len(examples):
        raise ShapeError(
            f"x has the shape {shape_text(examples.shape)} and y {shape_text(targets.shape)}; "
            "they need as many rows as each other, at least 1."
        )
    return examples, targets


def one_hot(what: str, values: ArrayLike, classes: int) -> FloatArray:
    """Return numbers of classes, of shape (rows,) or (rows, 1), as one-hot rows (rows, classes).

    Raise DataError for what is no whole number from 0 to classes − 1, with its row.
    """
    labels = rows_of(what, values, 1)[:, 0]
    wrong = (labels != np.round(labels)) | (labels < 0) | (labels >= classes)
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(
            f"Row {row} of {what} (from 0) holds {labels[row]:g}, and the classes are numbered from 0 to "
            f"{classes - 1}. Number them so, or give the last layer one unit for each class."
        )
    return np.asarray(np.eye(classes)[labels.astype(int)])


def split_off(
    x: FloatArray, y: FloatArray, share: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the first rows to train on and the last `share` of them to validate with, as Keras does."""
    share = number("validation_split", share)
    if not np.isfinite(share):
        raise SettingError(f"validation_split is {share}; it must be a number between 0 and 1.")
    kept = int(len(x) * (1 - share))
    if not 0 < kept < len(x):
        leaves = f" of {len(x)} rows, which leaves {kept} to train on" if 0 < share < 1 else ""
        raise DataError(
            f"validation_split is {share}{leaves}. "
            "Choose a share between 0 and 1 that leaves rows on both sides."
        )
    return x[:kept], y[:kept], x[kept:], y[kept:]


def pair(what: str, values: object) -> tuple[ArrayLike, ArrayLike]:
    """Return the two arrays of a tuple or list; raise DataError for anything else."""
    if not isinstance(values, tuple | list) or len(values) != 2:
        raise DataError(f"{what} is {cited(values)}; it must be a pair of arrays, (x, y).")
    return values[0], values[1]


def tensors(what: str, values: object, shapes: Mapping[str, Shape]) -> dict[str, FloatArray]:
    """Return a list of arrays as float64 by name, in the order of the shapes that they must have.

    `what` needs them, and begins the message. Raise DataError for what is no list of arrays of numbers, and ShapeError,
    with all shapes, where they do not fit.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise DataError(f"The weights are {cited(values)}; give a list of arrays, as get_weights returns.")
    arrays = [numbers(f"Array {place} of the weights (from 0)", w) for place, w in enumerate(values)]
    if [array.shape for array in arrays] != list(shapes.values()):
        given = ", ".join(shape_text(array.shape) for array in arrays) or "none"
        needed = ", ".join(f"{name} {shape_text(shape)}" for name, shape in shapes.items()) or "none"
        raise ShapeError(f"The weights have the shapes {given}; {what} needs {needed}.")
    return dict(zip(shapes, arrays, strict=True))


def whole(what: str, value: object) -> int:
    """Return a whole number of Python's, NumPy's or another library's; raise SettingError for anything else."""
    number = plain(value)
    if isinstance(number, bool) or not isinstance(number, int):
        raise SettingError(f"{what} is {cited(value)}; it must be a whole number.")
    return number


def number(what: str, value: object) -> float:
    """Return a number of Python's or NumPy's as a float; raise SettingError for anything else."""
    number = plain(value)
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise SettingError(f"{what} is {cited(value)}; it must be a number.")
    try:
        return float(number)
    except OverflowError:
        raise SettingError(f"{what} is {cited(value)}; it must be at most 1.8e308.") from None


def named_numbers(name: str, given: Mapping[str, object] | None) -> dict[str, Any]:
    """Return numbers by name, as plain ones; raise SettingError where they are in no dict."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise SettingError(
            f"{name} is {cited(given)}; give a dict of numbers by name, as in {{'dense/kernel[0,0]': 1.5}}."
        )
    return {str(key): plain(number) for key, number in given.items()}
