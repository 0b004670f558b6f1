"""Where links from values that are given start anew: at a tag with the value's name, at the left of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from graphviz_nn.scene.layout.lines import spread
from graphviz_nn.scene.layout.parts import Box, Layout, Tag

HEIGHT, TALLEST = 18.0, 22.0  # of a tag, before and after the text's scale
LETTER, MARGIN, WIDEST = 9.0, 16.0, 110.0  # in its width
STUB = 14.0  # from a tag to the row
APART = 3.0


class Start(NamedTuple):
    """A tag, and the routes that start there."""

    tag: Tag
    routes: Sequence[int]


def starts_of(layout: Layout, heights: Mapping[int, float], left: float, text: float) -> list[Start]:
    """Return the tags of a row that begins at `left`, from the heights at which routes enter it.

    Neighbouring routes from one card share a tag, and so do those of several cards that come as one line.
    """
    entries = sorted((round(y, 3), layout.routes[route].source, route) for route, y in heights.items())
    lines = [list(those) for _, those in groupby(entries, key=lambda entry: entry[0])]
    groups = [
        list(chain(*those)) for _, those in groupby(lines, key=lambda line: {card for _, card, _ in line})
    ]
    high = min(HEIGHT * text, TALLEST)
    wishes = [(sum(y for y, _, _ in group) / len(group), 1.0) for group in groups]
    starts = []
    for group, line in zip(groups, spread(wishes, [high + APART] * len(groups)), strict=True):
        cards = sorted({card for _, card, _ in group})
        name = " … ".join(layout.cards[card].name for card in dict.fromkeys((cards[0], cards[-1])))
        wide = min(len(name) * LETTER + MARGIN, WIDEST) * text
        box = Box(left - STUB - wide, line - high / 2, wide, high)
        starts.append(Start(Tag(name, cards[0], box), [route for _, _, route in group]))
    return starts
