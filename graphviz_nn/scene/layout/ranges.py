"""A long computation, divided into ranges and these into ranges again, where few values pass from one to the next.

A range of a topological order can be folded without making a circle, whatever the graph is. Where it begins and ends
is chosen so that it holds whole sub-expressions: between two terms of a sum only the sum so far is passed on, between
two layers of a network that is written number by number only the activations of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.scene.layout.ranks import Arrow

FULL = 24  # so many parts are not divided any further
MOST_RANGES = 10  # that something is divided into
MOST_GIVEN = 6  # items that stand one by one beside ranges
SLACK = 0.35  # how far from equal shares of its parts a range may end, in such shares

Tree: TypeAlias = "int | tuple[Tree, ...]"
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Steps:
    """What is computed one after the other, and what is given for it.

    Attributes:
        items: the items that are computed, in an order in which they can be.
        spans: for each item that is given, the first and the last step that needs it.
        offsets: how many items a division before each step has before it; those that are given and needed by one step
            alone count with it.
        passing: how many values of steps pass each division, from that before the first to that behind the last.

    """

    items: Sequence[int]
    spans: dict[int, tuple[int, int]]
    offsets: Ints
    passing: Ints


@dataclass(frozen=True, eq=False)
class _Range:
    """The steps from `first` to before `last`, and the ranges that they are divided into."""

    first: int
    last: int
    ranges: tuple[_Range, ...]


def divided(given: Sequence[bool], arrows: Sequence[Arrow]) -> tuple[Tree, ...]:
    """Return items as a tree of few branches at each fork.

    `given` tells for each item whether it is given rather than computed; arrows lead to items of higher numbers. What
    is given belongs to the smallest range that holds all that needs it.
    """
    steps = _steps(given, arrows)
    whole = _divided(steps, 0, len(steps.items), _levels(int(steps.offsets[-1])))
    held: dict[_Range, list[int]] = {}
    for item, (first, last) in steps.spans.items():
        held.setdefault(_holding(whole, first, last), []).append(item)
    return _tree(steps, whole, held)


def _steps(given: Sequence[bool], arrows: Sequence[Arrow]) -> Steps:
    items = [item for item, is_given in enumerate(given) if not is_given]
    place = {item: step for step, item in enumerate(items)}
    end = max(len(items) - 1, 0)
    first, last = [end] * len(given), [-1] * len(given)
    for source, target in arrows:
        first[source], last[source] = min(first[source], place[target]), max(last[source], place[target])
    spans = {
        item: (first[item], last[item] if last[item] >= 0 else end)
        for item, is_given in enumerate(given)
        if is_given
    }
    weights = np.ones(len(items), dtype=np.int64)
    for one, other in spans.values():
        if one == other and items:
            weights[one] += 1
    changes = np.zeros(len(items) + 1, dtype=np.int64)
    for step, item in enumerate(items):
        if last[item] > step:
            changes[step + 1] += 1
            changes[last[item] + 1] -= 1
    return Steps(items, spans, np.concatenate([[0], np.cumsum(weights)]), np.cumsum(changes))


def _divided(steps: Steps, first: int, last: int, levels: int) -> _Range:
    """Return a range of steps, divided so often that all of it ends up equally deep."""
    if not levels or last - first < 2:
        return _Range(first, last, ())
    count = int(steps.offsets[last] - steps.offsets[first])
    ends = [first, *_cuts(steps, first, last, _branches(count, levels)), last]
    return _Range(first, last, tuple(_divided(steps, a, b, levels - 1) for a, b in pairwise(ends)))


def _levels(count: int) -> int:
    """Return how often to divide so many items."""
    return max(0, ceil(log(count / FULL, MOST_RANGES))) if count else 0


def _branches(count: int, levels: int) -> int:
    """Return into how many ranges to divide so many items, so often."""
    share: float = (count / FULL) ** (1 / levels)
    return max(2, round(share))


def _cuts(steps: Steps, first: int, last: int, ranges: int) -> list[int]:
    """Return where to divide a range: near equal shares, where the fewest values pass."""
    low, high = steps.offsets[first], steps.offsets[last]
    share = (high - low) / ranges
    cuts: list[int] = []
    for ideal in low + share * np.arange(1, ranges):
        start = np.searchsorted(steps.offsets, ideal - SLACK * share)
        stop = np.searchsorted(steps.offsets, ideal + SLACK * share, side="right")
        window = np.arange(max(start, first + 1), min(stop, last))
        if len(window):
            cost = steps.passing[window] + np.abs(steps.offsets[window] - ideal) / (high - low)
            cuts.append(int(window[np.argmin(cost)]))
    return list(dict.fromkeys(cuts))


def _holding(whole: _Range, first: int, last: int) -> _Range:
    """Return the smallest range that holds two steps."""
    while True:
        inner = next((r for r in whole.ranges if r.first <= first and last < r.last), None)
        if inner is None:
            return whole
        whole = inner


def _tree(steps: Steps, range_: _Range, held: dict[_Range, list[int]]) -> tuple[Tree, ...]:
    """Return what is in a range, by its first items."""
    given = held.get(range_, [])
    is_bunch = bool(range_.ranges) and len(given) > MOST_GIVEN
    parts: list[Tree] = [_bunched(given)] if is_bunch else [*given]
    for inner in range_.ranges:
        tree = _tree(steps, inner, held)
        parts.append(tree if len(tree) > 1 else tree[0])
    if not range_.ranges:
        parts += steps.items[range_.first : range_.last]
    return tuple(sorted(parts, key=_first))


def _bunched(items: Sequence[int]) -> tuple[Tree, ...]:
    """Return items that need nothing, divided where they are many."""
    if len(items) <= FULL:
        return tuple(items)
    bunches = np.array_split(np.array(items), _branches(len(items), _levels(len(items))))
    return tuple(_bunched([int(item) for item in bunch]) for bunch in bunches)


def _first(tree: Tree) -> int:
    """Return the first item of a tree."""
    while not isinstance(tree, int):
        tree = min(tree, key=_first)
    return tree
