"""What is to be drawn: cards, the frames that they stand in, and the bundles of edges between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graphviz_nn.graph import Edge, Graph
from graphviz_nn.graph.node import Node, Role
from graphviz_nn.scene.layout.ranks import Arrow
from graphviz_nn.scene.layout.scopes import Part, Scope, nodes_of

WHOLE = 0  # the frame of the whole drawing, which has no outline


@dataclass(frozen=True, eq=False)
class Sheet:
    """Cards and frames by their indices, and what connects the cards.

    Attributes:
        graph: what is drawn.
        parts: what each card stands for: a folded scope, or the index of a node.
        homes: the frame that each card stands in.
        frames: the open scopes, each after the one around it; the first is the whole graph.
        around: the frame around each frame; −1 for the first.
        sides: −1 or 1 for cards of leaves that like to be above or below, else 0.
        bundles: the edges between different cards: each alone, or all between two cards if one is folded.
        ends: the source and the target card of each bundle.
        output: the card that holds the graph's output.

    """

    graph: Graph
    parts: tuple[Part, ...]
    homes: tuple[int, ...]
    frames: tuple[Scope, ...]
    around: tuple[int, ...]
    sides: tuple[int, ...]
    bundles: tuple[tuple[Edge, ...], ...]
    ends: tuple[Arrow, ...]
    output: int

    def name(self, card: int) -> str:
        """Return the name of a card: that of its node or of its folded scope."""
        part = self.parts[card]
        return part.name if isinstance(part, Scope) else self.graph.nodes[part].name

    def shape(self, card: int) -> tuple[int, ...] | None:
        """Return the shape of what a card shows; None for a folded scope."""
        part = self.parts[card]
        return None if isinstance(part, Scope) else self.graph.nodes[part].shape

    def is_given(self, card: int) -> bool:
        """Whether all values of a card are given rather than computed."""
        return all(self.graph.nodes[node].is_leaf for node in nodes_of(self.parts[card]))

    def way_out(self, card: int) -> list[int]:
        """Return the frames around a card, from the one that it stands in to the whole drawing."""
        frames = [self.homes[card]]
        while frames[-1] != WHOLE:
            frames.append(self.around[frames[-1]])
        return frames


def make_sheet(graph: Graph, whole: Scope, opened: AbstractSet[str]) -> Sheet:
    """Return the sheet of a graph on which the scopes of these names are open, as far as those around them are."""
    frames, around = [whole], [-1]
    found: list[tuple[Part, int]] = []
    for frame, scope in enumerate(frames):  # which grows on the way
        for part in scope.parts:
            if isinstance(part, Scope) and part.name in opened:
                frames.append(part)
                around.append(frame)
            else:
                found.append((part, frame))
    found.sort(key=lambda card: nodes_of(card[0])[0])
    parts = tuple(part for part, _ in found)
    card_of = [0] * len(graph.nodes)
    for card, part in enumerate(parts):
        for node in nodes_of(part):
            card_of[node] = card
    bundles = _bundles(graph, card_of, parts)
    return Sheet(
        graph,
        parts,
        tuple(frame for _, frame in found),
        tuple(frames),
        tuple(around),
        tuple(_sides(graph, parts)),
        bundles,
        tuple((card_of[bundle[0].source], card_of[bundle[0].consumer]) for bundle in bundles),
        card_of[graph.index[graph.output]],
    )


def _bundles(graph: Graph, card_of: Sequence[int], parts: Sequence[Part]) -> tuple[tuple[Edge, ...], ...]:
    folded = [isinstance(part, Scope) for part in parts]
    found: dict[Arrow | Edge, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        source, target = card_of[edge.source], card_of[edge.consumer]
        if source != target:
            found[(source, target) if folded[source] or folded[target] else edge].append(edge)
    return tuple(map(tuple, found.values()))


def _sides(graph: Graph, parts: Sequence[Part]) -> list[int]:
    """Return the side of each card: parameters belong above, another second operand below."""
    first = {node.inputs[0] for node in graph.nodes if node.inputs}
    second = {source for node in graph.nodes for source in node.inputs} - first
    return [0 if isinstance(part, Scope) else _side(graph.nodes[part], part in second) for part in parts]


def _side(node: Node, is_second: bool) -> int:
    if node.role is Role.PARAMETER:
        return -1
    return int(node.is_leaf and is_second)
