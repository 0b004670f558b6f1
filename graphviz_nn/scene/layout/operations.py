"""The depths of operations and of layers: a card for each node or folded layer, a frame for each open one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from graphviz_nn.graph.graph import Graph
from graphviz_nn.scene.layout.blocks import Block, framed, lone, spine
from graphviz_nn.scene.layout.grid import grid
from graphviz_nn.scene.layout.layered import Item, Placed, Tangled, Wire, arrange, tidy
from graphviz_nn.scene.layout.measures import LAYERS, OPERATIONS, Measures
from graphviz_nn.scene.layout.parts import Box, Frame, Layout, Point, Route, bounds, layer_caption, smooth
from graphviz_nn.scene.layout.ranks import Arrow, depths, pulled
from graphviz_nn.scene.layout.sheet import Sheet, make_sheet

MOST_CARDS = 3000


def operations(
    graph: Graph, folded: AbstractSet[str] = frozenset(), measures: Measures = OPERATIONS
) -> Layout:
    """Lay out a graph with some layers folded into one card each.

    Above MOST_CARDS cards every layer is folded; where that is not enough, a plain grid is drawn. `note` says so.
    """
    sheet, note = make_sheet(graph, folded), ""
    if len(sheet.members) > MOST_CARDS and graph.scopes:
        sheet = make_sheet(graph, set(graph.scopes))
        note = f"{len(graph.nodes):,} nodes are too many to draw one by one: every layer is folded."
    if len(sheet.members) > MOST_CARDS:
        return grid(sheet, measures)
    try:
        return replace(_layered(sheet, measures), note=note)
    except Tangled:
        return grid(sheet, measures)


def layers(graph: Graph, measures: Measures = LAYERS) -> Layout:
    """Lay out a graph with one card for each layer, and room for shapes on the arrows."""
    return operations(graph, set(graph.scopes), measures)


@dataclass(frozen=True)
class _Plan:
    """The outer drawing: which block each card is in, and which bundle connects which blocks."""

    sheet: Sheet
    groups: tuple[tuple[int, ...], ...]
    group_of: tuple[int, ...]
    across: tuple[int, ...]

    def arrow(self, bundle: int) -> Arrow:
        """Return the blocks at the ends of a bundle."""
        source, target = self.sheet.ends[bundle]
        return self.group_of[source], self.group_of[target]

    @property
    def arrows(self) -> list[Arrow]:
        """The blocks at the ends of each bundle between blocks."""
        return [self.arrow(bundle) for bundle in self.across]

    def is_frame(self, group: int) -> bool:
        """Whether a block is an open layer."""
        first = self.groups[group][0]
        return bool(self.sheet.layers[first]) and not self.sheet.folded[first]


def _layered(sheet: Sheet, measures: Measures) -> Layout:
    """Return the layered drawing; raise Tangled if its edges would have too many bends to be drawn in time."""
    plan = _plan(sheet)
    arrows = plan.arrows
    depth = depths(len(plan.groups), arrows)
    ranks = pulled(depth, arrows)
    blocks = _blocks(plan, measures)
    wires = [_wire(plan, blocks, bundle) for bundle in plan.across]
    items = [_item(plan, blocks[g], g, ranks[g]) for g in range(len(blocks))]
    placed = arrange(items, wires, _main(plan, depth), measures.across, measures.down)
    return _assembled(plan, blocks, placed, measures)


def _plan(sheet: Sheet) -> _Plan:
    members: dict[int | str, list[int]] = defaultdict(list)
    for card, (layer, folded) in enumerate(zip(sheet.layers, sheet.folded, strict=True)):
        members[layer if layer and not folded else card].append(card)
    group_of = [0] * len(sheet.members)
    for group, cards in enumerate(members.values()):
        for card in cards:
            group_of[card] = group
    across = (b for b, (source, target) in enumerate(sheet.ends) if group_of[source] != group_of[target])
    return _Plan(sheet, tuple(map(tuple, members.values())), tuple(group_of), tuple(across))


def _blocks(plan: _Plan, measures: Measures) -> list[Block]:
    sheet = plan.sheet
    incoming: dict[int, list[int]] = defaultdict(list)
    outgoing: dict[int, list[int]] = defaultdict(list)
    for bundle in range(len(sheet.bundles)):
        source, target = plan.arrow(bundle)
        incoming[target].append(bundle)
        if source != target:
            outgoing[source].append(bundle)
    return [
        framed(sheet, cards, incoming[group], outgoing[group], measures)
        if plan.is_frame(group)
        else lone(sheet, cards[0], measures)
        for group, cards in enumerate(plan.groups)
    ]


def _item(plan: _Plan, block: Block, group: int, rank: int) -> Item:
    frame, side = plan.is_frame(group), plan.sheet.sides[block.cards[0]]
    return Item(
        rank,
        block.width,
        block.up,
        block.down,
        side=0 if frame else side,
        # A leaf stands close to what needs it.
        align=1.0 if plan.sheet.graph.nodes[plan.sheet.members[block.cards[0]][0]].is_leaf else 0.5,
        fans=not frame,
    )


def _wire(plan: _Plan, blocks: Sequence[Block], bundle: int) -> Wire:
    source, target = plan.arrow(bundle)
    card = plan.sheet.ends[bundle][0]
    return Wire(source, target, blocks[source].outs.get(card, 0.0), blocks[target].ins.get(card, 0.0))


def _main(plan: _Plan, depth: Sequence[int]) -> list[int]:
    sheet = plan.sheet
    output = sheet.graph.index[sheet.graph.output]
    card = next(card for card, nodes in enumerate(sheet.members) if output in nodes)
    sides = [sheet.sides[cards[0]] if len(cards) == 1 else 0 for cards in plan.groups]
    return spine(plan.group_of[card], plan.arrows, depth, sides)


def _assembled(plan: _Plan, blocks: Sequence[Block], placed: Placed, measures: Measures) -> Layout:
    sheet = plan.sheet
    boxes: dict[int, Box] = {}
    frames = []
    for group, block in enumerate(blocks):
        left, line = placed.left[group], placed.line[group]
        for card, (x, y) in zip(block.cards, block.corners, strict=True):
            boxes[card] = Box(left + x, line + y, *measures.size(sheet.shape(card)))
        if plan.is_frame(group):
            layer = sheet.layers[block.cards[0]]
            outline = Box(left, line - block.up, block.width, block.up + block.down)
            frames.append(Frame(layer, layer_caption(sheet.graph, layer), outline, measures.caption))
    cards = tuple(
        measures.card(sheet.name(card), nodes, boxes[card], sheet.shape(card))
        for card, nodes in enumerate(sheet.members)
    )
    routes = tuple(_routes(plan, blocks, placed))
    return Layout(cards, routes, tuple(frames), bounds([*boxes.values(), *(f.box for f in frames)]))


def _routes(plan: _Plan, blocks: Sequence[Block], placed: Placed) -> list[Route]:
    between = dict(zip(plan.across, placed.paths, strict=True))
    routes = []
    for bundle, edges in enumerate(plan.sheet.bundles):
        source, target = plan.sheet.ends[bundle]
        here, there = plan.arrow(bundle)
        inside = _moved(blocks[there].paths.get(bundle, []), placed, there)
        way_out = _moved(blocks[here].exits.get(source, []), placed, here) if here != there else []
        points = tidy([*way_out, *between.get(bundle, []), *inside])
        routes.append(Route(source, target, edges, smooth(points)))
    return routes


def _moved(points: Sequence[Point], placed: Placed, group: int) -> list[Point]:
    left, line = placed.left[group], placed.line[group]
    return [(x + left, y + line) for x, y in points]
