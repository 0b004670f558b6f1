"""What can be folded into one card, as a tree: layers, and in a large graph ranges of what is computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graphviz_nn.graph.graph import Graph
from graphviz_nn.kept import kept
from graphviz_nn.scene.layout.form import Form
from graphviz_nn.scene.layout.ranges import FULL, Tree, divided
from graphviz_nn.scene.layout.ranks import Arrow, order

KEPT_NODES = 50_000  # in the scopes of graphs that are asked for again
MOST_WHOLE = 48  # a graph of more nodes is divided


@dataclass(frozen=True, eq=False)
class Scope:
    """A part of a graph that can be folded into one card without making a circle.

    Attributes:
        name: by which it is folded and opened: that of a layer, or its first and its last node; "" of the whole graph.
        nodes: the indices of all its nodes, rising.
        parts: its scopes, and its other nodes one by one, by their first nodes.
        is_layer: whether it is a layer of the network.

    """

    name: str
    nodes: tuple[int, ...]
    parts: tuple[Part, ...]
    is_layer: bool = False

    @property
    def scopes(self) -> Iterator[Scope]:
        """The scopes that stand in it."""
        return (part for part in self.parts if isinstance(part, Scope))


Part: TypeAlias = Scope | int


def nodes_of(part: Part) -> tuple[int, ...]:
    """Return the nodes of a scope, or the one that the part is."""
    return part.nodes if isinstance(part, Scope) else (part,)


def scopes_of(graph: Graph) -> Scope:
    """Return the whole graph as a scope; a layer that others run in and out of is none.

    It is remembered for graphs of the same nodes.
    """
    return _scopes_of(Form(graph))


@kept(16, KEPT_NODES, weigh=lambda scope: len(scope.nodes), least=4)
def _scopes_of(form: Form) -> Scope:
    graph = form.graph
    is_large = len(graph.nodes) > MOST_WHOLE
    parts: list[Part] = []
    for layer, nodes in _groups(graph):
        inner: Sequence[Part] = _divided(graph, nodes) if is_large and len(nodes) > FULL else nodes
        parts.append(Scope(layer, tuple(nodes), tuple(inner), is_layer=True) if layer else nodes[0])
    return Scope("", tuple(range(len(graph.nodes))), tuple(_divided(graph, parts) if is_large else parts))


def _groups(graph: Graph) -> list[tuple[str, list[int]]]:
    """Return the layers and their nodes, and beside them every other node alone, under the name ""."""
    groups: dict[int | str, list[int]] = {}
    for node, layer in enumerate(_sound_layers(graph)):
        groups.setdefault(layer or node, []).append(node)
    return [(key if isinstance(key, str) else "", nodes) for key, nodes in groups.items()]


def _sound_layers(graph: Graph) -> list[str]:
    """Return the layer of each node, "" where the layer could not be drawn in one piece: it lies on a circle."""
    if not graph.scopes:
        return [""] * len(graph.nodes)
    groups: dict[int | str, int] = {}
    group_of = [groups.setdefault(n.layer or place, len(groups)) for place, n in enumerate(graph.nodes)]
    arrows = [(group_of[e.source], group_of[e.consumer]) for e in graph.edges]
    sound = set(order(len(groups), [(a, b) for a, b in arrows if a != b]))
    return [node.layer if group_of[place] in sound else "" for place, node in enumerate(graph.nodes)]


def _divided(graph: Graph, parts: Sequence[Part]) -> list[Part]:
    """Return parts of a graph as few, with scopes for ranges of them."""
    arrows = _arrows(graph, parts)
    # Nodes one by one stand in an order in which they can be computed.
    ordered = (
        order(len(parts), arrows) if any(isinstance(part, Scope) for part in parts) else range(len(parts))
    )
    place = {part: number for number, part in enumerate(ordered)}
    given = [_is_given(graph, parts[part]) for part in ordered]
    trees = divided(given, [(place[source], place[target]) for source, target in arrows])
    return [_part(graph, tree, [parts[part] for part in ordered]) for tree in trees]


def _arrows(graph: Graph, parts: Sequence[Part]) -> list[Arrow]:
    part_of = {node: number for number, part in enumerate(parts) for node in nodes_of(part)}
    ends = ((part_of.get(edge.source), part_of.get(edge.consumer)) for edge in graph.edges)
    return [(a, b) for a, b in ends if a is not None and b is not None and a != b]


def _is_given(graph: Graph, part: Part) -> bool:
    return not isinstance(part, Scope) and graph.nodes[part].is_leaf


def _part(graph: Graph, tree: Tree, parts: Sequence[Part]) -> Part:
    """Return the scope of a tree of parts, or the part that it is."""
    if isinstance(tree, int):
        return parts[tree]
    inner = tuple(_part(graph, branch, parts) for branch in tree)
    nodes = tuple(sorted(node for part in inner for node in nodes_of(part)))
    computed = [node for node in nodes if not graph.nodes[node].is_leaf] or nodes
    return Scope(f"{graph.nodes[computed[0]].name}…{graph.nodes[computed[-1]].name}", nodes, inner)
