"""What cards always say, whatever the position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import prod

from graphviz_nn.graph import Graph, Role
from graphviz_nn.ops import shape_text
from graphviz_nn.scene import words
from graphviz_nn.scene.layout import Card, Layout


@dataclass(frozen=True)
class Face:
    """What a card always says.

    Attributes:
        node: the index of the node whose numbers it shows.
        symbol, subtitle, shape: its words.
        is_parameter: whether it has the green bar.
        layer: the folded scope that it stands for, and its symbol is a sentence; or "".
        can_open: whether it can be opened in place.

    """

    node: int
    symbol: str
    subtitle: str
    shape: str
    is_parameter: bool = False
    layer: str = ""
    can_open: bool = False


def make_faces(graph: Graph, layout: Layout, *, can_open: bool = True) -> tuple[Face, ...]:
    """Return what the cards of a drawing say; `can_open` tells whether layers can be opened in place."""
    framed, leaving = {frame.layer for frame in layout.frames}, _leaving(layout)
    return tuple(
        _folded_face(graph, card, leaving.get(place, ()), can_open)
        if card.folded
        else _face(graph, card.nodes[0], framed)
        for place, card in enumerate(layout.cards)
    )


def _face(graph: Graph, place: int, framed: AbstractSet[str]) -> Face:
    """Return the face of a node; inside its layer's frame it goes without the layer's name."""
    node = graph.nodes[place]
    symbol = words.symbol(graph, node)
    subtitle = words.short_name(node) if node.layer in framed else words.subtitle(graph, node)
    return Face(
        place,
        symbol,
        "" if subtitle == symbol else subtitle,
        shape_text(node.shape),
        node.role is Role.PARAMETER,
    )


def _folded_face(graph: Graph, card: Card, leaving: Collection[int], can_open: bool) -> Face:
    """Return the face of a folded scope; a layer tells the shape of its value, any other how much it holds."""
    assert card.scope is not None
    # It shows the largest value that is needed outside.
    shown = max(sorted(leaving) or card.nodes[-1:], key=lambda node: prod(graph.nodes[node].shape))
    count, shape = words.parameter_count(graph, card.nodes), shape_text(graph.nodes[shown].shape)
    return Face(
        shown,
        card.scope.title,
        f"{card.name} · {words.counted(count, 'parameter')}",
        shape if card.scope.is_layer else card.scope.extent,
        layer=card.name,
        can_open=can_open or not card.scope.is_layer,
    )


def _leaving(layout: Layout) -> Mapping[int, set[int]]:
    """Return the nodes of each card whose values are needed outside it."""
    leaving: dict[int, set[int]] = defaultdict(set)
    for route in layout.routes:
        leaving[route.source].update(edge.source for edge in route.edges)
    return leaving
