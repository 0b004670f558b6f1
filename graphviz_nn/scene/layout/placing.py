"""From an order to coordinates: the sizes of the cards make the blocks of the inner frames, and these the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graphviz_nn.scene.layout.blocks import Block, make_block, tidy
from graphviz_nn.scene.layout.measures import Measures
from graphviz_nn.scene.layout.order import Item, Leg, Order
from graphviz_nn.scene.layout.parts import Box, Card, Frame, Layout, Point, Route, bounds, smooth
from graphviz_nn.scene.layout.scopes import Scope, nodes_of
from graphviz_nn.scene.layout.sheet import WHOLE
from graphviz_nn.scene.layout.titles import sentence, summary


def placed(order: Order, measures: Measures) -> Layout:
    """Return the drawing of an order with cards of these sizes."""
    blocks: dict[int, Block] = {}
    for frame in reversed(range(len(order.patterns))):  # a frame comes before those inside it
        blocks[frame] = make_block(order.sheet, order.patterns[frame], blocks, measures)
    spots = _spots(order, blocks)
    cards = tuple(_cards(order, spots, measures))
    frames = tuple(_frames(order, blocks, spots, measures))
    routes = tuple(_routes(order, blocks, spots))
    corners = [Box(*point, 0.0, 0.0) for route in routes for point in route.points[::3]]
    boxes = [*(card.box for card in cards), *(frame.box for frame in frames), *corners]
    return Layout(cards, routes, frames, bounds(boxes))


def _spots(order: Order, blocks: Mapping[int, Block]) -> dict[Item, Point]:
    """Return where the left side and the line of each card and each frame are."""
    spots = {Item("frame", WHOLE): (0.0, 0.0)}
    for frame, pattern in enumerate(order.patterns):
        x, y = spots[Item("frame", frame)]
        block = blocks[frame]
        for item, left, line in zip(pattern.items, block.left, block.line, strict=False):
            spots[item] = x + left, y + line
    return spots


def _cards(order: Order, spots: Mapping[Item, Point], measures: Measures) -> Iterator[Card]:
    sheet = order.sheet
    for card, part in enumerate(sheet.parts):
        left, line = spots[Item("card", card)]
        shape = sheet.shape(card)
        width, height = measures.size(shape)
        box = Box(left, line - height / 2, width, height)
        scope = summary(sheet.graph, part) if isinstance(part, Scope) else None
        yield Card(sheet.name(card), nodes_of(part), box, *measures.areas(box, shape), scope)


def _frames(
    order: Order, blocks: Mapping[int, Block], spots: Mapping[Item, Point], measures: Measures
) -> Iterator[Frame]:
    for frame, scope in enumerate(order.sheet.frames):
        if frame != WHOLE:
            (left, line), size = spots[Item("frame", frame)], blocks[frame].size
            box = Box(left, line - size.up, size.width, size.up + size.down)
            yield Frame(scope.name, sentence(order.sheet.graph, scope), box, measures.caption)


def _routes(order: Order, blocks: Mapping[int, Block], spots: Mapping[Item, Point]) -> Iterator[Route]:
    for edges, (source, target), way in zip(order.sheet.bundles, order.sheet.ends, order.ways, strict=True):
        points = [point for leg in way for point in _leg(leg, blocks, spots)]
        yield Route(source, target, edges, smooth(tidy(points)))


def _leg(leg: Leg, blocks: Mapping[int, Block], spots: Mapping[Item, Point]) -> Sequence[Point]:
    x, y = spots[Item("frame", leg.frame)]
    return [(x + dx, y + dy) for dx, dy in blocks[leg.frame].paths[leg.wire]]
