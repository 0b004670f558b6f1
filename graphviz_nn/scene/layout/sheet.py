"""What is to be drawn: the cards of a graph with some layers folded, and the bundles of edges between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graphviz_nn.graph import Edge, Graph
from graphviz_nn.graph.node import Node, Role
from graphviz_nn.scene.layout.ranks import Arrow, order


@dataclass(frozen=True)
class Sheet:
    """Cards by their places, and what connects them.

    Attributes:
        graph: what is drawn.
        members: the nodes of each card.
        layers: the layer of each card, or "".
        folded: whether it stands for that whole layer.
        sides: −1 or 1 for leaves that like to be above or below, else 0.
        bundles: the edges between different cards: each alone, or all between two cards if one is folded.
        ends: the source and the target card of each bundle.

    """

    graph: Graph
    members: tuple[tuple[int, ...], ...]
    layers: tuple[str, ...]
    folded: tuple[bool, ...]
    sides: tuple[int, ...]
    bundles: tuple[tuple[Edge, ...], ...]
    ends: tuple[Arrow, ...]

    def name(self, card: int) -> str:
        """Return the name of a card: that of its node or of its folded layer."""
        return self.layers[card] if self.folded[card] else self.graph.nodes[self.members[card][0]].name

    def shape(self, card: int) -> tuple[int, ...] | None:
        """Return the shape of what a card shows; None for a folded layer."""
        return None if self.folded[card] else self.graph.nodes[self.members[card][0]].shape


def make_sheet(graph: Graph, folded: AbstractSet[str]) -> Sheet:
    """Return the sheet of a graph; a layer that others run in and out of is neither framed nor folded."""
    layers = _sound_layers(graph)
    members: dict[int | str, list[int]] = defaultdict(list)
    for place, layer in enumerate(layers):
        members[layer if layer in folded else place].append(place)
    card_of = [0] * len(layers)
    for card, nodes in enumerate(members.values()):
        for place in nodes:
            card_of[place] = card
    is_folded = tuple(isinstance(key, str) for key in members)
    bundles = _bundles(graph, card_of, is_folded)
    return Sheet(
        graph,
        tuple(tuple(nodes) for nodes in members.values()),
        tuple(layers[nodes[0]] for nodes in members.values()),
        is_folded,
        tuple(_sides(graph, list(members.values()), is_folded)),
        tuple(tuple(bundle) for bundle in bundles),
        tuple((card_of[bundle[0].source], card_of[bundle[0].consumer]) for bundle in bundles),
    )


def _sound_layers(graph: Graph) -> list[str]:
    """Return the layer of each node, "" where the layer could not be drawn in one piece: it lies on a cycle."""
    groups: dict[int | str, int] = {}
    group_of = [groups.setdefault(n.layer or place, len(groups)) for place, n in enumerate(graph.nodes)]
    arrows = [(group_of[e.source], group_of[e.consumer]) for e in graph.edges]
    sound = set(order(len(groups), [(a, b) for a, b in arrows if a != b]))
    return [node.layer if group_of[place] in sound else "" for place, node in enumerate(graph.nodes)]


def _bundles(graph: Graph, card_of: Sequence[int], folded: Sequence[bool]) -> list[list[Edge]]:
    found: dict[Arrow | Edge, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        source, target = card_of[edge.source], card_of[edge.consumer]
        if source != target:
            found[(source, target) if folded[source] or folded[target] else edge].append(edge)
    return list(found.values())


def _sides(graph: Graph, members: Sequence[Sequence[int]], folded: Sequence[bool]) -> list[int]:
    """Return the side of each card: parameters belong above, another second operand below."""
    first = {node.inputs[0] for node in graph.nodes if node.inputs}
    second = {source for node in graph.nodes for source in node.inputs} - first
    return [
        0 if closed else _side(graph.nodes[nodes[0]], nodes[0] in second)
        for nodes, closed in zip(members, folded, strict=True)
    ]


def _side(node: Node, second: bool) -> int:
    if node.role is Role.PARAMETER:
        return -1
    return int(node.is_leaf and second)
