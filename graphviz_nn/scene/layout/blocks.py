"""What stands in one place of the outer drawing: a card alone, or an open layer with the cards inside its frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graphviz_nn.scene.layout.layered import Item, Wire, arrange
from graphviz_nn.scene.layout.measures import Measures
from graphviz_nn.scene.layout.parts import Point
from graphviz_nn.scene.layout.ranks import Arrow, depths, neighbours, pulled
from graphviz_nn.scene.layout.sheet import Sheet


@dataclass(frozen=True)
class Block:
    """One or more cards, placed relative to the block's left side and line.

    Attributes:
        cards: their places on the sheet.
        corners: the left upper corner of each.
        width, up, down: its size, the last two measured from its line.
        ins: where the wires from each card outside arrive, from its line.
        outs: where the wires from each card inside leave.
        paths: the corners of each bundle that ends here, from the side inwards or between two cards inside.
        exits: the corners from each card that is needed outside to the right side.

    """

    cards: tuple[int, ...]
    corners: tuple[Point, ...]
    width: float
    up: float
    down: float
    ins: Mapping[int, float] = field(default_factory=dict)
    outs: Mapping[int, float] = field(default_factory=dict)
    paths: Mapping[int, list[Point]] = field(default_factory=dict)
    exits: Mapping[int, list[Point]] = field(default_factory=dict)


def lone(sheet: Sheet, card: int, measures: Measures) -> Block:
    """Return a block of one card."""
    width, height = measures.size(sheet.shape(card))
    return Block((card,), ((0.0, -height / 2),), width, height / 2, height / 2)


def framed(
    sheet: Sheet, cards: Sequence[int], incoming: Sequence[int], outgoing: Sequence[int], measures: Measures
) -> Block:
    """Return the block of an open layer; `incoming` are the bundles that end in it, `outgoing` those that leave.

    Every card outside that is needed gets a port at the left side, every card needed outside one at the right.
    """
    place = {card: i for i, card in enumerate(cards)}
    inner = [b for b in incoming if sheet.ends[b][0] in place]
    outer = [b for b in incoming if sheet.ends[b][0] not in place]
    sources = list(dict.fromkeys(sheet.ends[b][0] for b in outer))
    leavers = list(dict.fromkeys(sheet.ends[b][0] for b in outgoing))
    arrows = [(place[sheet.ends[b][0]], place[sheet.ends[b][1]]) for b in inner]
    ports = {source: len(cards) + i for i, source in enumerate(sources)}
    exits = {card: len(cards) + len(sources) + i for i, card in enumerate(leavers)}
    wires = [Wire(*arrow) for arrow in arrows]
    wires += [Wire(ports[sheet.ends[b][0]], place[sheet.ends[b][1]]) for b in outer]
    wires += [Wire(place[card], exits[card]) for card in leavers]
    items = _items(sheet, cards, arrows, len(sources), len(leavers), measures)
    main = _main(sheet, cards, wires)
    placed = arrange(items, wires, main, measures.across, measures.down)
    corners = tuple(
        (placed.left[i], placed.line[i] - measures.size(sheet.shape(card))[1] / 2)
        for i, card in enumerate(cards)
    )
    bundles = [*inner, *outer]
    return Block(
        tuple(cards),
        corners,
        max(placed.left[i] + items[i].width for i in range(len(cards))) + measures.across / 2,
        measures.padding + measures.caption - min(y for _, y in corners),
        measures.padding + max(placed.line[i] + items[i].down for i in range(len(cards))),
        {source: placed.line[port] for source, port in ports.items()},
        {card: placed.line[port] for card, port in exits.items()},
        dict(zip(bundles, placed.paths, strict=False)),
        dict(zip(leavers, placed.paths[len(bundles) :], strict=True)),
    )


def spine(end: int, arrows: Sequence[Arrow], depth: Sequence[int], sides: Sequence[int]) -> list[int]:
    """Return the longest path to an item; of equal ones that whose leaf belongs neither above nor below."""
    before = neighbours(len(depth), ((b, a) for a, b in arrows))
    path = [end]
    while before[path[-1]]:
        path.append(max(before[path[-1]], key=lambda i: (depth[i], not sides[i])))
    return path[::-1]


def _items(
    sheet: Sheet, cards: Sequence[int], arrows: Sequence[Arrow], ins: int, outs: int, measures: Measures
) -> list[Item]:
    """Return the cards in ranks from 1 on, ports in rank 0 and in the rank after the last card."""
    ranks = pulled(depths(len(cards), arrows), arrows)
    items = []
    for card, rank in zip(cards, ranks, strict=True):
        width, height = measures.size(sheet.shape(card))
        items.append(Item(rank + 1, width, height / 2, height / 2, sheet.sides[card]))
    port = Item(0, 0.0, 4.0, 4.0, fans=False)
    exit_ = Item(2 + max(ranks), 0.0, 4.0, 4.0, fans=False)
    return [*items, *[port] * ins, *[exit_] * outs]


def _main(sheet: Sheet, cards: Sequence[int], wires: Sequence[Wire]) -> list[int]:
    """Return the main path through the block, ports included."""
    arrows = [(wire.source, wire.target) for wire in wires]
    count = 1 + max([len(cards) - 1, *(end for arrow in arrows for end in arrow)])
    depth = depths(count, arrows)
    sides = [*(sheet.sides[card] for card in cards), *[0] * (count - len(cards))]
    end = max(range(count), key=lambda i: (depth[i], _is_last(sheet, cards, i)))
    return spine(end, arrows, depth, sides)


def _is_last(sheet: Sheet, cards: Sequence[int], place: int) -> bool:
    """Whether a place holds the graph's output."""
    return place < len(cards) and sheet.name(cards[place]) == sheet.graph.output
