"""Dual numbers: the ops' formulas, computed together with how their values move.

A dual is a value and its tangents, one for each of k directions in which something before it moves. Through any formula
the tangents follow by the chain rule, exact to the last digit: no step is too large or too small. So the formula of a
gradient, evaluated over duals, is that gradient and its own derivative, forward over reverse. Wengert, 1964; for
gradients of networks Pearlmutter, Fast Exact Multiplication by the Hessian, 1994.

    x = Dual(np.array(3.0), np.ones((1, 1)))
    2 * x**3  →  54, and 54 for each step of x
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from graphviz_nn.ops.arrays import EPSILON, Array, FloatArray, Shape, sum_to
from graphviz_nn.ops.notation import FUNCTIONS

__all__ = ["DUALS", "Dual", "MaybeDual", "dual", "lifted", "moves_of", "tangent_of", "value_of"]

MOST = 700.0  # of a power of e, which is beyond float64 from 710 on: so 1/(1 + eˣ) keeps its slope, almost 0

Slope: TypeAlias = Callable[[Any, Any, Any], Any]
Slopes: TypeAlias = tuple[Slope, Slope]


class Dual:
    """A value, and its tangents.

    Attributes:
        value: an array, or a number.
        tangent: of shape (k, *value.shape).

    """

    __slots__ = ("tangent", "value")
    __array_ufunc__ = None  # NumPy leaves `array * dual` to the dual
    __hash__ = None  # type: ignore[assignment]  # `==` is that of the values, cell by cell

    def __init__(self, value: Array, tangent: FloatArray) -> None:
        self.value = np.asarray(value)
        wanted = (len(tangent), *self.value.shape)
        self.tangent = tangent if tangent.shape == wanted else np.broadcast_to(tangent, wanted)

    def __add__(self, other: Any) -> Any:
        return _joined(self, other, operator.add, *_ADD)

    def __sub__(self, other: Any) -> Any:
        return _joined(self, other, operator.sub, *_SUBTRACT)

    def __mul__(self, other: Any) -> Any:
        return _joined(self, other, operator.mul, *_MULTIPLY)

    def __truediv__(self, other: Any) -> Any:
        return _joined(self, other, operator.truediv, *_DIVIDE)

    def __pow__(self, other: Any) -> Any:
        return _joined(self, other, operator.pow, *_POWER)

    __radd__ = __add__

    def __rsub__(self, other: Any) -> Any:
        return _joined(other, self, operator.sub, *_SUBTRACT)

    __rmul__ = __mul__

    def __rtruediv__(self, other: Any) -> Any:
        return _joined(other, self, operator.truediv, *_DIVIDE)

    def __rpow__(self, other: Any) -> Any:
        return _joined(other, self, operator.pow, *_POWER)

    def __matmul__(self, other: Any) -> Any:
        return _product(self, other, operator.matmul)

    def __rmatmul__(self, other: Any) -> Any:
        return _product(other, self, operator.matmul)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.tangent)

    # What is chosen by a comparison does not change with a step that is small enough.
    def __gt__(self, other: Any) -> Any:
        return self.value > value_of(other)

    def __lt__(self, other: Any) -> Any:
        return self.value < value_of(other)

    def __ge__(self, other: Any) -> Any:
        return self.value >= value_of(other)

    def __le__(self, other: Any) -> Any:
        return self.value <= value_of(other)

    def __eq__(self, other: object) -> Any:
        return self.value == value_of(other)

    def __ne__(self, other: object) -> Any:
        return self.value != value_of(other)


MaybeDual: TypeAlias = FloatArray | Dual


def value_of(x: Any) -> Any:
    """Return the value of a dual; anything else as it is, which nothing moves."""
    return x.value if isinstance(x, Dual) else x


def moves_of(x: Any) -> FloatArray | None:
    """Return the tangents of a dual; None of anything else."""
    return x.tangent if isinstance(x, Dual) else None


def dual(x: FloatArray, tangent: FloatArray | None) -> MaybeDual:
    """Return a value with its tangents; alone where it has none."""
    return x if tangent is None else Dual(x, tangent)


def tangent_of(x: Any, shape: Shape) -> FloatArray | None:
    """Return the tangents, (k, *shape), of what is sent to an input of a shape, summed where that was broadcast."""
    if not isinstance(x, Dual):
        return None
    k, whole = len(x.tangent), np.broadcast_shapes(x.value.shape, shape)
    wide = np.broadcast_to(lifted(x.tangent, len(whole)), (k, *whole))
    return sum_to(wide, (k, *(1,) * (len(whole) - len(shape)), *shape)).reshape(k, *shape)


def lifted(tangent: FloatArray, ndim: int) -> FloatArray:
    """Return tangents with as many axes behind the first as the result has, so that they broadcast as values do."""
    missing = ndim - (tangent.ndim - 1)
    return tangent.reshape(len(tangent), *(1,) * missing, *tangent.shape[1:]) if missing > 0 else tangent


def _joined(a: Any, b: Any, compute: Callable[..., Any], along_a: Slope, along_b: Slope) -> Dual:
    """Return what an operation makes of two inputs, cell by cell, given its slope along each."""
    x, z = value_of(a), value_of(b)
    y = np.asarray(compute(x, z))
    moves = [
        slope(x, z, y) * lifted(each.tangent, y.ndim)
        for slope, each in ((along_a, a), (along_b, b))
        if isinstance(each, Dual)
    ]
    return Dual(y, moves[0] if len(moves) == 1 else moves[0] + moves[1])


def _of_base(x: Any, p: Any, y: Any) -> Any:
    return np.where(np.equal(p, 0), 0.0, p * np.power(np.asarray(x, dtype=np.float64), np.subtract(p, 1)))


def _of_exponent(x: Any, p: Any, y: Any) -> Any:
    return np.where(np.equal(x, 0), 0.0, y * np.log(x))


# The slopes of a + b, a − b, a · b, a / b and a ** b, where y is the value, along a and along b.
_ADD: Slopes = (lambda a, b, y: 1.0, lambda a, b, y: 1.0)
_SUBTRACT: Slopes = (lambda a, b, y: 1.0, lambda a, b, y: -1.0)
_MULTIPLY: Slopes = (lambda a, b, y: b, lambda a, b, y: a)
_DIVIDE: Slopes = (lambda a, b, y: np.divide(1.0, b), lambda a, b, y: np.divide(-y, b))  # b may be a plain 0
_POWER: Slopes = (_of_base, _of_exponent)


def _product(a: Any, b: Any, compute: Callable[[Any, Any], Any]) -> Dual:
    """Return a product of matrices or vectors: it is linear in each factor."""
    x, z = np.asarray(value_of(a)), np.asarray(value_of(b))
    is_plain = (
        x.ndim == z.ndim == 2
    )  # then the tangents of one factor are a batch, and NumPy takes all at once
    moves = []
    if isinstance(a, Dual):
        moves.append(compute(a.tangent, z) if is_plain else _each(lambda t: compute(t, z), a.tangent))
    if isinstance(b, Dual):
        moves.append(compute(x, b.tangent) if is_plain else _each(lambda t: compute(x, t), b.tangent))
    return Dual(compute(x, z), sum(moves[1:], moves[0]))


def _each(compute: Callable[[Array], Any], tangents: Array) -> Array:
    """Return what a linear function, which knows of no directions, makes of the tangents: one by one."""
    return np.stack([np.asarray(compute(tangent)) for tangent in tangents])


def _bent(
    name: str, slope: Callable[[Any, Any], Any], compute: Callable[[Any], Any] | None = None
) -> Callable[[Any], Any]:
    """Return a function of one number over duals, given its slope at x, where its value is y."""
    plain = compute or FUNCTIONS[name].compute

    def over(x: Any) -> Any:
        if not isinstance(x, Dual):
            return plain(x)
        y = np.asarray(plain(x.value))
        return Dual(y, slope(x.value, y) * x.tangent)

    return over


def _linear(name: str) -> Callable[..., Any]:
    """Return a function that is linear in its first argument over duals; of the others it looks at the shape."""
    compute = FUNCTIONS[name].compute

    def over(x: Any, *others: Any) -> Any:
        rest = [value_of(other) for other in others]
        if not isinstance(x, Dual):
            return compute(x, *rest)
        return Dual(compute(x.value, *rest), _each(lambda t: compute(t, *rest), x.tangent))

    return over


def _still(name: str) -> Callable[..., Any]:
    """Return a function that says the same wherever the numbers move: a sign, a shape, a count."""
    compute = FUNCTIONS[name].compute
    return lambda *xs: compute(*map(value_of, xs))


def _where(chosen: Any, a: Any, b: Any) -> Any:
    y = np.where(value_of(chosen), value_of(a), value_of(b))
    k = next((len(each.tangent) for each in (a, b) if isinstance(each, Dual)), None)
    if k is None:
        return y
    moves = [lifted(each.tangent, y.ndim) if isinstance(each, Dual) else 0.0 for each in (a, b)]
    return Dual(y, np.where(value_of(chosen), *moves))


def _maximum(a: Any, b: Any) -> Any:
    return _where(np.greater_equal(value_of(a), value_of(b)), a, b)


def _minimum(a: Any, b: Any) -> Any:
    return _where(np.less_equal(value_of(a), value_of(b)), a, b)


def _clip(x: Any, low: Any, high: Any) -> Any:
    return _minimum(_maximum(x, low), high)


def _behind(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return axes of a value as those of its tangents."""
    axes = range(ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    return tuple(i % ndim + 1 for i in axes)


def _sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    total = FUNCTIONS["sum"].compute(value_of(x), axis, keepdims)
    if not isinstance(x, Dual):
        return total
    return Dual(total, x.tangent.sum(axis=_behind(axis, x.value.ndim), keepdims=keepdims))


def _mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return _sum(x, axis, keepdims) / FUNCTIONS["count"].compute(np.asarray(value_of(x)), axis)


def _max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the largest; those that tie for it move it by their mean."""
    largest = FUNCTIONS["max"].compute(value_of(x), axis, keepdims)
    if not isinstance(x, Dual):
        return largest
    axes = None if axis is None else (axis,) if isinstance(axis, int) else axis
    wins = x.value == FUNCTIONS["spread"].compute(largest, x.value, axes)
    moves, behind = np.where(wins, x.tangent, 0.0), _behind(axis, x.value.ndim)
    moved = moves.sum(axis=behind, keepdims=keepdims)
    return Dual(largest, moved / wins.sum(axis=axes, keepdims=keepdims))


def _spread(x: Any, like: Any, axis: tuple[int, ...] | None = None) -> Any:
    if not isinstance(x, Dual):
        return FUNCTIONS["spread"].compute(x, value_of(like), axis)
    shape, tangent = value_of(like).shape, x.tangent
    if axis is not None and x.value.ndim < len(shape):
        tangent = np.expand_dims(tangent, _behind(axis, len(shape)))
    value = FUNCTIONS["spread"].compute(x.value, value_of(like), axis)
    return Dual(value, np.broadcast_to(lifted(tangent, len(shape)), (len(tangent), *shape)))


def _concat(a: Any, b: Any, axis: int) -> Any:
    y = np.concatenate([value_of(a), value_of(b)], axis)
    k = next((len(each.tangent) for each in (a, b) if isinstance(each, Dual)), None)
    if k is None:
        return y
    parts = [each.tangent if isinstance(each, Dual) else np.zeros((k, *each.shape)) for each in (a, b)]
    return Dual(y, np.concatenate(parts, axis % y.ndim + 1))


def _to_left(g: Any, a: Any, b: Any) -> Any:
    """Return g Bᵀ, linear in g and in B; of A only the shape counts."""
    compute, like = FUNCTIONS["to_left"].compute, value_of(a)
    return _either(g, b, lambda sent, other: compute(sent, like, other))


def _to_right(g: Any, a: Any, b: Any) -> Any:
    """Return Aᵀ g, linear in A and in g; of B only the shape counts."""
    compute, like = FUNCTIONS["to_right"].compute, value_of(b)
    return _either(g, a, lambda sent, other: compute(sent, other, like))


def _either(a: Any, b: Any, compute: Callable[[Any, Any], Any]) -> Any:
    return _product(a, b, compute) if isinstance(a, Dual) or isinstance(b, Dual) else compute(a, b)


def _power_of_e(x: Any) -> Any:
    return np.exp(np.minimum(x, MOST))


# What computes each function of the formulas over duals: as FUNCTIONS, name by name.
DUALS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "exp": _bent("exp", lambda x, y: y, _power_of_e),
        "ln": _bent("ln", lambda x, y: 1 / x),
        "log10": _bent("log10", lambda x, y: 1 / (x * math.log(10))),
        "log2": _bent("log2", lambda x, y: 1 / (x * math.log(2))),
        "sqrt": _bent("sqrt", lambda x, y: 1 / (2 * y)),
        "abs": _bent("abs", lambda x, y: np.sign(x)),
        "sin": _bent("sin", lambda x, y: np.cos(x)),
        "cos": _bent("cos", lambda x, y: -np.sin(x)),
        "tan": _bent("tan", lambda x, y: 1 + y**2),
        "tanh": _bent("tanh", lambda x, y: 1 - y**2),
        "erf": _bent("erf", lambda x, y: 2 / math.sqrt(math.pi) * np.exp(-(x**2))),
        "maximum": _maximum,
        "minimum": _minimum,
        "where": _where,
        "clip": _clip,
        "clipped": lambda p: _clip(p, EPSILON, 1 - EPSILON),
        "sum": _sum,
        "mean": _mean,
        "max": _max,
        "spread": _spread,
        "concat": _concat,
        "to_left": _to_left,
        "to_right": _to_right,
        **{name: _still(name) for name in ("sign", "count", "rows", "shape")},
        **{name: _linear(name) for name in ("transpose", "permute", "unpermute", "reshape", "head", "tail")},
        **{name: _linear(name) for name in ("part", "put", "patches", "unpatched", "windows", "unwindowed")},
        **{name: _linear(name) for name in ("matrix", "alike")},
    }
)
