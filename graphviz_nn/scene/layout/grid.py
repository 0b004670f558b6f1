"""A plain drawing for graphs of any size: ranks as columns, a card under the other, edges straight across."""

from __future__ import annotations

from collections import Counter

from graphviz_nn.scene.layout.measures import Measures
from graphviz_nn.scene.layout.parts import Box, Layout, Route, bounds, smooth
from graphviz_nn.scene.layout.ranks import depths, pulled
from graphviz_nn.scene.layout.sheet import Sheet


def grid(sheet: Sheet, measures: Measures) -> Layout:
    """Return the drawing, without frames, in time that grows with the number of edges; `note` says so."""
    ranks = pulled(depths(len(sheet.members), sheet.ends), sheet.ends)
    boxes = _boxes(sheet, ranks, measures)
    cards = tuple(
        measures.card(sheet.name(card), nodes, boxes[card], sheet.shape(card))
        for card, nodes in enumerate(sheet.members)
    )
    routes = []
    for (source, target), edges in zip(sheet.ends, sheet.bundles, strict=True):
        start, end = boxes[source], boxes[target]
        points = smooth([(start.right, start.centre[1]), (end.left, end.centre[1])])
        routes.append(Route(source, target, edges, points))
    note = f"{len(cards):,} cards are too many to arrange: they stand in plain columns, without frames."
    return Layout(cards, tuple(routes), (), bounds(boxes), note)


def _boxes(sheet: Sheet, ranks: list[int], measures: Measures) -> list[Box]:
    """Return a box for each card, each column centred on the line 0."""
    sizes = [measures.size(sheet.shape(card)) for card in range(len(sheet.members))]
    column = max(width for width, _ in sizes) + measures.across
    row = max(height for _, height in sizes) + measures.down
    totals, seen = Counter(ranks), Counter[int]()
    boxes = []
    for size, rank in zip(sizes, ranks, strict=True):
        y = (seen[rank] - totals[rank] / 2) * row
        seen[rank] += 1
        boxes.append(Box(rank * column, y, *size))
    return boxes
