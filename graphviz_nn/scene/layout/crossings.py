"""Who stands above whom in the columns of a layered drawing, so that few links cross."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise

from graphviz_nn.scene.layout.ranks import Arrow, neighbours

_PASSES = 8


def columns_of(ranks: Sequence[int], sides: Sequence[int], links: Sequence[Arrow]) -> list[list[int]]:
    """Return the items of each rank from top to bottom, with few crossings (barycentres, both ways in turn).

    `links` join neighbouring ranks; a side of −1 or 1 says that an item belongs above or below its neighbours if
    nothing else decides.
    """
    after = neighbours(len(ranks), links)
    before = neighbours(len(ranks), ((target, source) for source, target in links))
    columns: list[list[int]] = [[] for _ in range(1 + max(ranks, default=-1))]
    for item in sorted(range(len(ranks)), key=sides.__getitem__):
        columns[ranks[item]].append(item)
    best, fewest = columns, _crossings(columns, after)
    for turn in range(_PASSES if fewest else 2):
        columns = _swept(columns, sides, after if turn % 2 == 0 else before, turn % 2 == 0)
        crossings = _crossings(columns, after)
        if crossings < fewest or (turn < 2 and crossings == fewest):
            best, fewest = columns, crossings
    return best


def _swept(
    columns: Sequence[list[int]], sides: Sequence[int], near: Sequence[list[int]], from_right: bool
) -> list[list[int]]:
    """Return the ranks, each sorted by where its items' neighbours in the rank before it stand."""
    place = {item: float(i) for column in columns for i, item in enumerate(column)}

    def key(item: int) -> tuple[float, int, float]:
        around = near[item]
        centre = sum(place[i] for i in around) / len(around) if around else place[item]
        return centre, sides[item], place[item]

    out = [list(column) for column in columns]
    for rank in reversed(range(len(out))) if from_right else range(len(out)):
        out[rank].sort(key=key)
        place.update((item, float(i)) for i, item in enumerate(out[rank]))
    return out


def _crossings(columns: Sequence[list[int]], after: Sequence[list[int]]) -> int:
    """Return how many pairs of links cross."""
    total = 0
    for first, second in pairwise(columns):
        place = {item: i for i, item in enumerate(second)}
        seen: list[int] = []
        for item in first:
            ends = sorted(place[target] for target in after[item])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end, lo=bisect_left(seen, end))
    return total
