"""How fast one op's value changes with one of the numbers that it is computed from: measured, not derived.

An op that is analytic is asked at x + ih: the imaginary part of its value is h times the slope, and nothing is
subtracted that could cancel (W. Squire and G. Trapp, SIAM Review 40, 1998). Any other op is asked at x − h and x + h,
for steps h from coarse to fine. Where it is smooth the slopes on the two sides close up as h shrinks, until rounding
parts them again; at a kink they stay apart. So the step at which they lie closest is the one to believe.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from graphviz_nn.ops import Array, BoolArray, FloatArray, Index, Op

RELATIVE = 1e-5  # two slopes that differ by less than this share of the larger are one
# Of a number; its square is nothing beside any number that it meets. Larger than the first it shall not be, since
# a sine takes no notice of how large its angle is, nor smaller than the second, since below 2^-1074 there is no number.
_IMAGINARY = 2.0**-100
_MOST, _LEAST = 2.0**-50, 2.0**-1060
# Of 1, or of the number where it is larger; and of a smaller number itself.
_SAME = 1e-5  # of a value, within which two are the same
_STEPS = (2.0**-20, 2.0**-32, 2.0**-44)
_AT_ZERO = (2.0**-100, 2.0**-300)  # where a step can be as small as one likes, since nothing is rounded away
_ROUNDING = 8 * np.finfo(np.float64).eps  # of a value, at most: its op may add up many numbers
_TINY = np.finfo(np.float64).tiny  # below it numbers lose their digits


@dataclass(frozen=True)
class Slopes:
    """What is known of a slope, or of a sum of slopes.

    Attributes:
        low: the least that it can be: where the op is smooth as good as `high`, at a kink the lesser one-sided slope.
        high: the most that it can be.
        doubt: by how much rounding may have moved either.
        is_kink: whether the slopes on the two sides stay apart however small the step.

    """

    low: float = 0.0
    high: float = 0.0
    doubt: float = 0.0
    is_kink: bool = False

    def __add__(self, other: Slopes) -> Slopes:
        low, high = self.low + other.low, self.high + other.high
        return Slopes(low, high, self.doubt + other.doubt, self.is_kink or other.is_kink)

    @property
    def width(self) -> float:
        """How much is left open, doubt included."""
        return self.high - self.low + 2 * self.doubt


UNKNOWN = Slopes(np.nan, np.nan, np.nan)


@dataclass(frozen=True, eq=False)
class Move:
    """One number that an op reads, free to move; the op may read its tensor as more than one argument.

    Attributes:
        op: the op.
        xs: the values of its inputs.
        arguments: those of the inputs that are the tensor in which the number lies.
        cell: where in it.
        y: the value of the op where the number has not moved.
        g: the gradient that arrives at the op, by which the slopes of its cells are weighted; of y's shape.

    """

    op: Op
    xs: tuple[FloatArray, ...]
    arguments: tuple[int, ...]
    cell: Index
    y: FloatArray
    g: FloatArray

    @property
    def x(self) -> float:
        """The number itself."""
        return float(self.xs[self.arguments[0]][self.cell])

    def value(self, x: complex) -> Array:
        """Return the value of the op for another number x, real or complex."""
        with np.errstate(all="ignore"):
            return self.op.forward(*self._inputs(x))

    @property
    def reached(self) -> BoolArray:
        """Which cells of the value the number goes into."""
        if not self.op.elementwise:
            return np.full(self.y.shape, True)
        mine = np.zeros(self.xs[self.arguments[0]].shape, dtype=bool)
        mine[self.cell] = True
        return np.broadcast_to(mine, self.y.shape)

    def moved(self, x: float) -> Move:
        """Return the same from another number x on."""
        return replace(self, xs=self._inputs(x), y=self.value(x))

    def _inputs(self, x: complex) -> tuple[Array, ...]:
        changed = self.xs[self.arguments[0]].astype(type(x))
        changed[self.cell] = x
        return tuple(changed if i in self.arguments else z for i, z in enumerate(self.xs))


Measure: TypeAlias = Callable[[Move], Slopes]


def by_complex_step(move: Move) -> Slopes:
    """Return d(Σ g · y)/dx by the complex step, which only an analytic op allows: one evaluation of the op."""
    h = max(min(_IMAGINARY * (abs(move.x) or 1.0), _MOST), _LEAST)
    with np.errstate(all="ignore"):
        terms = move.g * (move.value(complex(move.x, h)).imag / h)
        slope = float(terms.sum())
        return Slopes(slope, slope, _ROUNDING * float(np.abs(terms).sum()))


def from_both_sides(move: Move) -> Slopes:
    """Return between which numbers d(Σ g · y)/dx lies, by differences on either side; UNKNOWN where none is finite.

    Each cell of y has a kink, or none, of its own; so at one that is shared the bounds are sums over the cells, and a
    gradient that takes any one-sided slope of each cell, or one between, lies within them.
    """
    if _is_too_coarse(move):
        return Slopes(doubt=np.inf)
    found, jumps = _closest(move)
    return _beside(move) if jumps else found


def _is_too_coarse(move: Move) -> bool:
    """Tell whether y is another already at the next numbers on both sides, so that no step is small enough.

    So it is of x to the power 1e13; at a jump, y is another on one side alone. What is lost by a difference of like
    numbers is no such change.
    """
    nearest = (np.nextafter(move.x, side) for side in (-np.inf, np.inf))
    with np.errstate(all="ignore"):
        changes = [np.abs(move.value(x) - move.y) for x in nearest]
        least = _SAME * np.maximum(np.abs(move.y), abs(move.x))
        return all(bool((~(change <= least))[move.reached].any()) for change in changes)


def _closest(move: Move) -> tuple[Slopes, bool]:
    """Return the slopes at the step where those on the two sides lie closest, and whether y itself jumps."""
    best, least, steepest, rises = UNKNOWN, np.inf, 0.0, list[float]()
    with np.errstate(all="ignore"):
        for h, found in _measured(move):
            slope = max(abs(found.low), abs(found.high))
            steepest = max(steepest, slope)
            rises.append(slope * h)
            share = found.width / steepest if steepest else np.inf
            if (
                best is UNKNOWN or share <= least + RELATIVE
            ):  # at a kink that is bent the finest is the exactest
                best, least = found, share
            if share <= RELATIVE / 2 and move.x:
                break
    if not move.x:  # where the slopes of an x³, alike on both sides, fall as the step does, without end
        best = replace(best, doubt=best.doubt + _ROUNDING * steepest)
    is_kink = best.high - best.low > best.doubt + RELATIVE * steepest
    # At a jump no step is too small to rise as far.
    return replace(best, is_kink=is_kink), is_kink and len(rises) > 1 and rises[-1] > rises[0] / 2


def _beside(move: Move) -> Slopes:
    """Return between which numbers the slope lies a step to the left and to the right, where y jumps in between."""
    h = _steps(move.x)[0]
    (left, _), (right, _) = (_closest(move.moved(move.x + d)) for d in (-h, h))
    bounds = left.low, left.high, right.low, right.high
    return Slopes(min(bounds), max(bounds), left.doubt + right.doubt, True)


def _measured(move: Move) -> Iterator[tuple[float, Slopes]]:
    """Yield one step after the other with what the slopes on the two sides say at it, where they are finite."""
    side: dict[float, FloatArray] = {}
    rounded = float((np.abs(move.g) * (_ROUNDING * np.abs(move.y) + _TINY))[move.reached].sum())
    for h in _steps(move.x):
        before = dict(side)
        for sign in (-1.0, 1.0):
            x = move.x + sign * h
            side[sign] = move.g * ((move.value(x) - move.y) / (x - move.x))
        rounding = float(np.divide(rounded, h))  # infinite rather than an error
        left, right = side[-1.0], side[1.0]
        if np.isfinite(left).all() and np.isfinite(right).all():
            low, high = np.minimum(left, right), np.maximum(left, right)
            yield h, Slopes(float(low.sum()), float(high.sum()), rounding)
            continue
        # The domain ends here, or within the step: on the one side left, successive steps say how sure they are.
        for sign in before:
            if np.isfinite(side[sign]).all() and np.isfinite(before[sign]).all():
                slope, former = float(side[sign].sum()), float(before[sign].sum())
                yield h, Slopes(slope, slope, rounding + abs(slope - former))


def _steps(x: float) -> Sequence[float]:
    """Return the steps from a number, from coarse to fine; each moves it by a power of two as far as it can."""
    size = 2.0 ** math.floor(math.log2(abs(x))) if x else 0.0
    own = [step * size for step in _STEPS] if x else _AT_ZERO
    steps = sorted({*own, *(step * max(1.0, size) for step in _STEPS)}, reverse=True)
    return [h for h in steps if x - h < x < x + h]
