"""What a scope says of itself: a layer its sentence, a range of ops the formula that it ends with, and how many ops."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from graphviz_nn.graph.graph import Graph
from graphviz_nn.graph.node import Node
from graphviz_nn.scene.layout.parts import Summary, layer_caption
from graphviz_nn.scene.layout.scopes import Scope

ROOM = 30  # characters for a formula
REST = "…"
# How tightly the infix ops bind; everything else is written as a call.
_BONDS = {"add": 1, "subtract": 1, "negate": 2, "multiply": 2, "divide": 2, "matmul": 2, "power": 3}
CALL = 4


def summary(graph: Graph, scope: Scope) -> Summary:
    """Return what a scope says while it is folded."""
    return Summary(_title(graph, scope), _extent(graph, scope), scope.is_layer)


def sentence(graph: Graph, scope: Scope) -> str:
    """Return what a scope says while it is open."""
    title = _title(graph, scope)
    return title if scope.is_layer else f"{title} · {_extent(graph, scope)}"


def _title(graph: Graph, scope: Scope) -> str:
    """Return the sentence of a scope: `dense · tanh · 4 units`, `… + tanh(a * 18) * b`, `w1 … w24`."""
    if scope.is_layer:
        return layer_caption(graph, scope.name)
    computed = [node for node in scope.nodes if not graph.nodes[node].is_leaf]
    if not computed:
        return f"{graph.nodes[scope.nodes[0]].name} {REST} {graph.nodes[scope.nodes[-1]].name}"
    return _Formula(graph, frozenset(computed)).text(computed[-1], ROOM)


def _extent(graph: Graph, scope: Scope) -> str:
    """Return how much a scope holds: `57 ops`, `24 values`."""
    ops = sum(not graph.nodes[node].is_leaf for node in scope.nodes)
    count, what = (ops, "op") if ops else (len(scope.nodes), "value")
    return f"{count:,} {what}{'' if count == 1 else 's'}"


class _Formula:
    """The formulas of nodes in little room: a part is written out, or left out."""

    def __init__(self, graph: Graph, inside: AbstractSet[int]) -> None:
        self._nodes, self._inside = graph.nodes, inside

    def text(self, node: int, room: int) -> str:
        """Return the formula of a node's value over what lies outside, in about so many characters."""
        if node not in self._inside:
            return self._nodes[node].name
        made = self._nodes[node]
        lengths = [self._length(source, room) for source in made.inputs]
        texts = [REST] * len(lengths)
        left = room - len(_call(made, texts)) + len(REST)
        # What is short is written first: of a long sum the last term, not the sum before it.
        by_length = sorted(range(len(texts)), key=lengths.__getitem__)
        for argument in by_length:
            if lengths[argument] <= left:
                texts[argument] = self._operand(made, argument, left)
                left -= len(texts[argument]) - len(REST)
        if set(texts) == {REST} and left > len(REST):
            texts[by_length[0]] = self._operand(made, by_length[0], left)
        return _call(made, texts)

    def _length(self, node: int, most: int) -> int:
        """Return how long the whole formula of a node's value is, or a number above `most`."""
        todo, length = [node], 0
        while todo and length <= most:
            made = self._nodes[part := todo.pop()]
            if part in self._inside:
                length += len(_call(made, [""] * len(made.inputs)))
                todo += made.inputs
            else:
                length += len(made.name)
        return length

    def _operand(self, node: Node, argument: int, room: int) -> str:
        source = node.inputs[argument]
        text = self.text(source, room)
        return (
            f"({text})"
            if source in self._inside and _needs_brackets(node, argument, self._nodes[source])
            else text
        )


def _call(node: Node, texts: Sequence[str]) -> str:
    assert node.op is not None
    return node.op.call(*texts)


def _needs_brackets(outer: Node, argument: int, inner: Node) -> bool:
    """Whether an op's formula must stand in brackets as the argument of another op."""
    assert outer.op is not None
    assert inner.op is not None
    bond, outer_bond = _BONDS.get(inner.op.name, CALL), _BONDS.get(outer.op.name, 0)
    return bond < outer_bond or (bond == outer_bond and argument > 0 and outer.op.name != "add")
