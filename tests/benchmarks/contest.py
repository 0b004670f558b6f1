"""How contestants are timed: in alternation, in one run, the best of several rounds of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from time import perf_counter

BUDGET = 10.0  # seconds
Measure = Callable[[], float]  # does the work once and returns its seconds


@dataclass(frozen=True)
class Work:
    """A piece of work that several contestants do.

    Attributes:
        name: what is done.
        bar: what is asked for, in words.
        make: prepares the contestants that are there, by name; the first is this project.
        met: says from the seconds of each whether the bar is met; None where it cannot be said.
        rounds: how often each has its turn, at most.

    """

    name: str
    bar: str
    make: Callable[[], Mapping[str, Measure]]
    met: Callable[[Mapping[str, float]], bool | None]
    rounds: int = 5


def timed(work: Callable[[], object], share: float = 1.0) -> Measure:
    """Return the measure of some work, of which only a share of the whole is done."""

    def measure() -> float:
        began = perf_counter()
        work()
        return (perf_counter() - began) / share

    return measure


def best_of(work: Work) -> dict[str, float]:
    """Return the best seconds of each contestant, all of them taking turns; who has spent BUDGET sits out."""
    contestants = work.make()
    best = dict.fromkeys(contestants, inf)
    spent = dict.fromkeys(contestants, 0.0)
    for _ in range(work.rounds):
        for name, measure in contestants.items():
            if spent[name] <= BUDGET:
                began = perf_counter()
                best[name] = min(best[name], measure())
                spent[name] += perf_counter() - began
    return best


def at_most(share: float, other: str) -> Callable[[Mapping[str, float]], bool | None]:
    """Return the bar: this project takes at most a share of the other's time."""

    def met(seconds: Mapping[str, float]) -> bool | None:
        return seconds["graphviz_nn"] <= share * seconds[other] if other in seconds else None

    return met


def within(limit: float) -> Callable[[Mapping[str, float]], bool | None]:
    """Return the bar: so many seconds."""
    return lambda seconds: seconds["graphviz_nn"] <= limit
