"""How the time of some work grows with its size: measured, and fitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from graphviz_nn.ops import FloatArray

Repeat = Callable[[int], object]  # does the work so many times

LEAST_SECONDS, ROUNDS = 0.02, 7
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


@dataclass(frozen=True)
class Contestant:
    """Who does the work.

    Attributes:
        name: said beside the line.
        make: prepares the work of a size.
        token: the theme's colour of the line.
        peer: whether it is there for comparison, and drawn hollow.

    """

    name: str
    make: Callable[[int], Repeat]
    token: str
    peer: bool = False


@dataclass(frozen=True)
class Growth:
    """Work that grows.

    Attributes:
        title: what is timed against what.
        axis: what the size counts.
        one: one more of that, as in "a layer".
        sizes: the sizes, rising.
        contestants: who does it; the first is this project.
        order: the exponent that the arithmetic alone would have.
        fewest: how often it is done at least in one measurement, so that what comes before it fades.

    """

    title: str
    axis: str
    one: str
    sizes: tuple[int, ...]
    contestants: tuple[Contestant, ...]
    order: int = 1
    fewest: int = 1


@dataclass(frozen=True, eq=False)
class Curve:
    """The best seconds of a contestant at each size, both of shape (n,)."""

    contestant: Contestant
    sizes: FloatArray
    seconds: FloatArray

    @property
    def exponent(self) -> float:
        """The time grows as the size to this power, over the last half."""
        half = len(self.sizes) // 2
        return exponent(self.sizes[half:], self.seconds[half:])

    @property
    def one_more(self) -> float:
        """What one more costs, in seconds, over the last half."""
        half = len(self.sizes) // 2
        return slope(self.sizes[half:], self.seconds[half:])


def measure(growth: Growth, rounds: int = ROUNDS, least: float = LEAST_SECONDS) -> tuple[Curve, ...]:
    """Time every contestant at every size, all of them taking turns, at least so many seconds a turn."""
    works = [[one.make(size) for one in growth.contestants] for size in growth.sizes]
    counts = [[_count(work, growth.fewest, least) for work in row] for row in works]
    # Round by round over all sizes, so that what else the machine does for a while spoils no size in every round.
    times = [
        [[_seconds(*turn) for turn in zip(*row, strict=True)] for row in zip(works, counts, strict=True)]
        for _ in range(rounds)
    ]
    sizes, best = np.array(growth.sizes, dtype=float), np.min(times, axis=0)
    return tuple(Curve(one, sizes, best[:, place]) for place, one in enumerate(growth.contestants))


def slope(x: FloatArray, y: FloatArray) -> float:
    """Return the slope of the straight line through points with the least sum of squares."""
    off = x - x.mean()
    return float(off @ (y - y.mean()) / (off @ off))


def exponent(x: FloatArray, y: FloatArray) -> float:
    """Return the power of x that y grows with, by the least squares of logarithms."""
    return slope(np.log(x), np.log(y))


def readable(seconds: float) -> str:
    """Return a time with its unit, to three digits."""
    size, unit = next((pair for pair in _UNITS if seconds >= 0.9995 * pair[0]), _UNITS[-1])
    return f"{seconds / size:#.3g}".rstrip(".") + f" {unit}"


def _count(work: Repeat, fewest: int, least: float) -> int:
    """Return how often to do some work so that it takes long enough to be timed."""
    count = fewest
    while (taken := count * _seconds(work, count)) < least:
        count = max(2 * count, int(1.2 * count * least / taken))
    return count


def _seconds(work: Repeat, count: int) -> float:
    began = perf_counter()
    work(count)
    return (perf_counter() - began) / count
