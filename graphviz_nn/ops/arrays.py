"""The arrays that ops work on: their types, and the functions that formulas name beside NumPy's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DTYPES",
    "Array",
    "At",
    "BoolArray",
    "DType",
    "FloatArray",
    "Shape",
    "larger",
    "read_only",
    "rounded",
    "shape_text",
    "sum_to",
]

FloatArray: TypeAlias = NDArray[np.float64]
DType: TypeAlias = Literal["float64", "float32"]  # NumPy's names of what a training computes in
DTYPES: tuple[DType, ...] = get_args(DType)
BoolArray: TypeAlias = NDArray[np.bool_]
# Forward also accepts complex arrays, so that the complex step can check analytic ops to the last digit.
Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]

# Where a slice takes its cells: along each axis at an index, or from start to stop in steps.
At: TypeAlias = tuple[int | tuple[int | None, int | None, int | None], ...]

# Keras's guard: a probability is moved this far away from 0 and from 1 before its logarithm is taken.
EPSILON = 1e-7


def read_only(array: FloatArray) -> FloatArray:
    """Return the same numbers, not to be changed: whoever kept them would no longer fit together."""
    view = array.view()
    view.flags.writeable = False
    return view


def rounded(numbers: FloatArray, dtype: DType) -> FloatArray:
    """Return numbers, in float64, as another type has them: what is beyond its range is infinite."""
    if dtype == "float64":
        return numbers
    with np.errstate(over="ignore"):
        return numbers.astype(dtype).astype(np.float64)


def sum_to(g: Array, shape: Shape) -> Array:
    """Sum `g` over the dimensions that broadcasting stretched, back to `shape`."""
    if g.shape == shape:
        return g
    extra = g.ndim - len(shape)
    stretched = tuple(i + extra for i, size in enumerate(shape) if size == 1 and g.shape[i + extra] != 1)
    summed: Array = g.sum(axis=(*range(extra), *stretched), keepdims=True)
    return summed.reshape(shape)


def spread(g: Array, x: Array, axis: tuple[int, ...] | None = None) -> Array:
    """Stretch `g`, shaped as `x` reduced over `axis`, over the cells of `x`: a read-only view."""
    if axis is not None and g.ndim < x.ndim:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, x.shape)


def count(x: Array, axis: tuple[int, ...] | None = None) -> int:
    """Return how many cells of `x` a reduction over `axis` takes together; None is all of them."""
    return x.size if axis is None else math.prod(x.shape[i] for i in axis)


def rows(p: Array) -> int:
    """Return the number of rows of classes: the product of all sizes but the last."""
    return int(np.prod(p.shape[:-1], dtype=int))


def clipped(p: Array) -> Array:
    """Return probabilities moved into [1e-7, 1 − 1e-7], as Keras does before a logarithm."""
    return np.clip(p, EPSILON, 1 - EPSILON)


def logistic(x: Array) -> FloatArray:
    """Return 1 / (1 + e⁻ˣ) of each number, exact also where that is almost 0."""
    small = np.exp(-np.abs(x))
    return np.asarray(np.where(x < 0, small, 1) / (1 + small))


def erf(x: Array) -> FloatArray:
    """Return the error function 2/√π · ∫₀ˣ e^(−s²) ds of each number."""
    return np.asarray(_erf(x))


def erfc(x: Array) -> FloatArray:
    """Return 1 − erf x of each number, exact also where that is almost 0."""
    return np.asarray(_erfc(x))


# NumPy has none of them.
_erf, _erfc = (np.vectorize(function, otypes=[np.float64]) for function in (math.erf, math.erfc))


def log_sum_exp(x: Array, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Array:
    """Return ln Σ eˣ over some axes, without overflow, and exact also where it is almost the largest x.

    The largest x is taken out of the sum, where its power is 1, and log1p is left the rest.
    """
    largest = x.real.max(axis=axis, keepdims=True, initial=-np.inf)
    shift = np.where(np.isfinite(largest), largest, 0.0)
    z = x - shift
    is_largest = z.real == 0
    rest = np.where(is_largest, np.expm1(z), np.exp(z)).sum(axis=axis, keepdims=True)
    others = is_largest.sum(axis=axis, keepdims=True) - 1
    y = np.asarray(shift + np.log1p(rest + others))
    return y if keepdims else np.squeeze(y, axis)


def unpermute(g: Array, axes: tuple[int, ...] | None) -> Array:
    """Put the axes that `np.transpose(x, axes)` moved back in their old order."""
    return np.transpose(g, None if axes is None else np.argsort([i % g.ndim for i in axes]))


def to_left(g: Array, a: Array, b: Array) -> Array:
    """Return g Bᵀ, what the product A B sends back to A; a vector B is a column."""
    column = b[..., None] if b.ndim == 1 else b
    return np.asarray(_wide(g, a, b) @ column.mT)


def to_right(g: Array, a: Array, b: Array) -> Array:
    """Return Aᵀ g, what the product A B sends back to B; a vector A is a row, and a vector B a column."""
    row = a[None] if a.ndim == 1 else a
    sent = np.asarray(row.mT @ _wide(g, a, b))
    return sent[..., 0] if b.ndim == 1 else sent


def _wide(g: Array, a: Array, b: Array) -> Array:
    """Return what arrives at A B with the axes that the product of vectors does not have."""
    g = g[..., None] if b.ndim == 1 else g
    return g[..., None, :] if a.ndim == 1 else g


def head(g: Array, a: Array, axis: int) -> Array:
    """Return the first cells of `g` along an axis, as many as `a` has there."""
    return np.split(g, [a.shape[axis]], axis)[0]


def tail(g: Array, b: Array, axis: int) -> Array:
    """Return the last cells of `g` along an axis, as many as `b` has there."""
    return np.split(g, [g.shape[axis] - b.shape[axis]], axis)[1]


def part(x: Array, at: At) -> Array:
    """Return the cells of `x` that a slice takes."""
    return np.asarray(x[index_of(at)])


def put(g: Array, shape: Shape, at: At) -> Array:
    """Return zeros of a shape, with `g` in the cells that a slice takes."""
    whole = np.zeros(shape, g.dtype)
    whole[index_of(at)] = g
    return whole


def index_of(at: At) -> tuple[int | slice, ...]:
    """Return where a slice takes its cells as an index into an array."""
    return tuple(i if isinstance(i, int) else slice(*i) for i in at)


def larger(a: Shape, b: Shape) -> Shape:
    """Return the shape of more dimensions; of two with as many, the larger size along each."""
    return tuple(map(max, a, b)) if len(a) == len(b) else max(a, b, key=len)


def along(axes: Sequence[int], shape: Shape) -> Shape:
    """Return a shape that has these axes, most often the given one: behind it come as many of size 2 as are missing."""
    rank = max((axis + 1 if axis >= 0 else -axis for axis in axes), default=0)
    return (*shape, *[2] * (rank - len(shape)))


def shape_text(shape: Shape) -> str:
    """Return a shape as people write it: `scalar`, `4`, `2 × 4`."""
    return " × ".join(map(str, shape)) if shape else "scalar"
