"""From what a caller hands over to Python's numbers or to float64, with the reason where it is not numbers."""

from __future__ import annotations

from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.ops.arrays import Array, FloatArray
from graphviz_nn.text import cited, shortened

__all__ = ["as_floats", "plain"]

MOST_DIMENSIONS = 32  # all that NumPy lets two arrays have that broadcast
MOST_OF_REASON = 160  # letters of what another library says
_NUMERIC = "biuf"  # NumPy's kinds: bool, int, unsigned, float


def as_floats(values: ArrayLike) -> FloatArray:
    """Return numbers or nested lists of them as a new float64 array.

    Raise ValueError, with the reason as a clause, for anything that NumPy would have to guess: text, None, dates,
    complex numbers, rows of different lengths, whole numbers beyond float64, cells that are masked, arrays of other
    libraries that do not let NumPy read them; and for more than MOST_DIMENSIONS dimensions.
    """
    if _depth(values) > MOST_DIMENSIONS:
        raise ValueError(f"it has more than {MOST_DIMENSIONS} dimensions")
    if isinstance(values, np.ma.MaskedArray) and np.any(values.mask):
        raise ValueError("it has masked cells; fill them, or leave their rows out")
    given = _read(values)
    if given.dtype.kind == "O":
        _check_cells(given)
    elif given.dtype.kind not in _NUMERIC:
        raise ValueError(f"it holds {_example(given)}")
    try:
        return np.array(given, dtype=np.float64)
    except OverflowError:
        raise ValueError("it holds a whole number beyond 1.8e308") from None
    except (TypeError, ValueError):
        raise ValueError("its rows differ in length") from None


def plain(value: object) -> Any:
    """Return NumPy's numbers and arrays as Python's numbers and lists, also those in a tuple, a list or a range.

    So are the whole numbers of other libraries, which say by `__index__` what they are. All else stays as it is.
    """
    if isinstance(value, list | tuple | range):
        return [_plain(each) for each in value]
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, np.floating):
        return float(value)  # `tolist` leaves a long double as it is
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, int | str) or not hasattr(value, "__index__"):
        return value
    try:
        return index(value)
    except (TypeError, ValueError):  # an array of several numbers
        return value


def _read(values: ArrayLike) -> Array:
    """Return what NumPy makes of numbers; raise ValueError, with the reason, where it can make nothing.

    Tensors of other libraries raise whatever they like where they are on another device, sparse, or needed for a
    gradient; most say how to get at their numbers.
    """
    try:
        return np.asarray(values)
    except Exception as error:
        if isinstance(error, ValueError) and isinstance(values, list | tuple):
            raise ValueError("its rows differ in length") from None
        reason = shortened(str(error).strip().rstrip(".") or type(error).__name__, MOST_OF_REASON)
        raise ValueError(f"NumPy can't read it ({reason})") from None


def _depth(values: object) -> int:
    """Return the number of dimensions of an array, or of nested lists, along their first items."""
    depth = 0
    while isinstance(values, list | tuple) and values:
        values, depth = values[0], depth + 1
    return depth + (values.ndim if isinstance(values, np.ndarray) else 0)


def _check_cells(given: Array) -> None:
    """Raise ValueError at the first cell that is no number, most often one in a column of a table."""
    for cell in given.flat:
        if not isinstance(cell, int | float | np.number | list | np.ndarray) or isinstance(
            cell, np.complexfloating
        ):
            raise ValueError(f"it holds {cited(cell)}")


def _example(given: Array) -> str:
    return cited(given.flat[0]) if given.size else f"numbers of the kind {given.dtype}"
