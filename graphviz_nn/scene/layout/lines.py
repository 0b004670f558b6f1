"""On which line each slot of a pattern lies: near its neighbours' lines, apart from each other, in the given order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from graphviz_nn.scene.layout.order import Pattern

PINNED = 1e12  # how much a slot of the main path wants to lie on the line 0
_SETTLINGS = 14
_BOTH_WAYS = 4  # of the settlings, the last, in which both sides pull


class Size(NamedTuple):
    """The width of a slot, and how far it reaches above and below its line, in pixels."""

    width: float
    up: float
    down: float


class _Near(NamedTuple):
    """The neighbours of a slot on one side or both, and how far from their mean line it wants to be."""

    slots: tuple[int, ...]
    shift: float


def lines_of(pattern: Pattern, sizes: Sequence[Size], climbs: Sequence[float], gap: float) -> list[float]:
    """Return the line of each slot.

    `climbs` says how far below the line of its source the line of its target is where a joint is level; `gap` is the
    least between slots of one rank.
    """
    joints = [
        (source, target, climb) for (source, target, _), climb in zip(pattern.joints, climbs, strict=True)
    ]
    back = [(target, source, -climb) for source, target, climb in joints]
    before, after, both = (_near(len(sizes), links) for links in (joints, back, joints + back))
    ranks = list(
        zip(pattern.columns, (_distances(sizes, column, gap) for column in pattern.columns), strict=True)
    )
    line = [0.0] * len(sizes)
    for turn in range(_SETTLINGS):
        near = both if turn >= _SETTLINGS - _BOTH_WAYS else (before, after)[turn % 2]
        for column, apart in ranks if turn % 2 == 0 else reversed(ranks):
            pulls = [_pull(slot, line, near[slot], slot in pattern.straight) for slot in column]
            for slot, y in zip(column, spread(pulls, apart), strict=True):
                line[slot] = y
    return line


def _near(count: int, links: Sequence[tuple[int, int, float]]) -> list[_Near]:
    """Return the neighbours of each slot by links from them, each with how far the slot wants to be below it."""
    found: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for source, target, climb in links:
        found[target].append((source, climb))
    return [
        _Near(tuple(slot for slot, _ in those), sum(climb for _, climb in those) / max(len(those), 1))
        for those in found
    ]


def _distances(sizes: Sequence[Size], column: Sequence[int], gap: float) -> list[float]:
    """Return how far each slot's line must stay below the line of the one above it; 0 for the first."""
    return [0.0, *(sizes[a].down + gap + sizes[b].up for a, b in pairwise(column))][: len(column)]


def _pull(slot: int, line: Sequence[float], near: _Near, is_straight: bool) -> tuple[float, float]:
    """Return where a slot would like to be, and how much."""
    if is_straight:
        return 0.0, PINNED
    if not near.slots:
        return line[slot], 0.01
    return sum(map(line.__getitem__, near.slots)) / len(near.slots) + near.shift, 1.0


def spread(pulls: Sequence[tuple[float, float]], apart: Sequence[float]) -> list[float]:
    """Return the lines nearest to the wished ones (weighted squares) that keep apart: isotonic regression.

    Each wish is a line and its weight; `apart` is how far each line must stay below the one before.
    """
    if len(pulls) == 1:
        return [pulls[0][0]]
    blocks: list[tuple[float, float, int]] = []
    offset = 0.0
    for (wish, weight), distance in zip(pulls, apart, strict=True):
        offset += distance
        mean, total, count = wish - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean = (mean * total + other * heavy) / (total + heavy)
            total, count = total + heavy, count + many
        blocks.append((mean, total, count))
    levels = (mean for mean, _, count in blocks for _ in range(count))
    out, offset = [], 0.0
    for level, distance in zip(levels, apart, strict=True):
        offset += distance
        out.append(level + offset)
    return out
