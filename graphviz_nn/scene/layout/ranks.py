"""In which column each item of an acyclic graph stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import TypeAlias

Arrow: TypeAlias = tuple[int, int]  # from an item to one that needs it


def order(count: int, arrows: Iterable[Arrow]) -> list[int]:
    """Return the items, each after all it needs, else by number; those on a circle or behind one are left out."""
    waiting, after = [0] * count, neighbours(count, arrows)
    for followers in after:
        for item in followers:
            waiting[item] += 1
    ready = [item for item in range(count) if not waiting[item]]
    out = []
    while ready:
        item = heappop(ready)
        out.append(item)
        for follower in after[item]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, follower)
    return out


def depths(count: int, arrows: Sequence[Arrow]) -> list[int]:
    """Return the length of the longest path to each item."""
    out, after = [0] * count, neighbours(count, arrows)
    for item in order(count, arrows):
        for follower in after[item]:
            out[follower] = max(out[follower], out[item] + 1)
    return out


def pulled(ranks: Sequence[int], arrows: Sequence[Arrow]) -> list[int]:
    """Return the ranks with every item that needs nothing put one before the first that needs it."""
    out, has_input = list(ranks), {target for _, target in arrows}
    for item, followers in enumerate(neighbours(len(out), arrows)):
        if followers and item not in has_input:
            out[item] = min(ranks[follower] for follower in followers) - 1
    return out


def neighbours(count: int, arrows: Iterable[Arrow]) -> list[list[int]]:
    """Return what follows each item, an item twice where two arrows lead to it."""
    out: list[list[int]] = [[] for _ in range(count)]
    for source, target in arrows:
        out[source].append(target)
    return out
