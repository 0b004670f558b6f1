"""What a layout is made of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from graphviz_nn.graph import Edge, Graph

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.top + self.height

    @property
    def centre(self) -> Point:
        """Its middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def grown(self, by: float) -> Box:
        """Return the box, larger by so much on every side."""
        return Box(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: float, dy: float) -> Box:
        """Return the box at another place."""
        return Box(self.left + dx, self.top + dy, self.width, self.height)


class Summary(NamedTuple):
    """What a folded scope says of itself.

    Attributes:
        title: its sentence.
        extent: how much it holds, as in `57 ops`.
        is_layer: whether it is a layer of the network.

    """

    title: str
    extent: str
    is_layer: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One node, or a folded scope.

    Attributes:
        name: of the node or of the layer.
        nodes: the indices of the nodes it stands for, in topological order.
        box: where it is.
        value, gradient: where in it these two are shown.
        scope: what a folded scope says of itself, and how much it holds; None for a node.

    """

    name: str
    nodes: tuple[int, ...]
    box: Box
    value: Box
    gradient: Box
    scope: Summary | None = None

    @property
    def folded(self) -> bool:
        """Whether it stands for a folded scope."""
        return self.scope is not None

    def moved(self, dx: float, dy: float) -> Card:
        """Return the card at another place."""
        box, value, gradient = (box.moved(dx, dy) for box in (self.box, self.value, self.gradient))
        return Card(self.name, self.nodes, box, value, gradient, self.scope)


@dataclass(frozen=True, slots=True)
class Route:
    """The way of an edge, or of several between the same two cards, from left to right, row by row.

    Attributes:
        source, target: the places of its cards among the layout's.
        edges: the edges of the graph that take it.
        points: of a chain of cubic Bézier curves: a start at the source's card or tag, then three for each curve.

    """

    source: int
    target: int
    edges: tuple[Edge, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around the cards of an open layer.

    Attributes:
        layer: its name.
        caption: its sentence.
        box: where it is, with room for the sentence at the top.
        head: how high that room is.

    """

    layer: str
    caption: str
    box: Box
    head: float


@dataclass(frozen=True, slots=True)
class Tag:
    """Where a row begins, the name of cards in a row before: links from there start here instead.

    Attributes:
        name: of the card, or of the first and the last of several.
        card: the place of the first card among the layout's.
        box: where it is.

    """

    name: str
    card: int
    box: Box


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing of a graph without ink.

    Attributes:
        cards: all of them, in topological order of their first nodes.
        routes: all edges between different cards.
        frames: of the open layers, each after the one around it.
        tags: of cards of earlier rows whose values are used in later ones.
        box: what holds everything.

    """

    cards: tuple[Card, ...]
    routes: tuple[Route, ...]
    frames: tuple[Frame, ...]
    box: Box
    tags: tuple[Tag, ...] = ()


def layer_caption(graph: Graph, layer: str) -> str:
    """Return a layer's sentence, begun with its own name: `dense_1 · sigmoid · 1 unit`."""
    return graph.scopes[layer].caption if layer in graph.scopes else layer


def bounds(boxes: list[Box]) -> Box:
    """Return the smallest box around all; an empty one at the origin for none."""
    if not boxes:
        return Box(0.0, 0.0, 0.0, 0.0)
    left, top = min(b.left for b in boxes), min(b.top for b in boxes)
    return Box(left, top, max(b.right for b in boxes) - left, max(b.bottom for b in boxes) - top)


def smooth(points: list[Point]) -> tuple[Point, ...]:
    """Return the cubic curves through points that advance to the right, level at each of them."""
    out = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        out += [(middle, y0), (middle, y1), (x1, y1)]
    return tuple(out)
