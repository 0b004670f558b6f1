"""What to write in place of ops that overflow, though what they come to together does not."""

from __future__ import annotations

from graphviz_nn.graph import Graph, Node
from graphviz_nn.ops import Add, Exp, Ln, LogSoftmax, LogSumExp, Sigmoid, Softmax, Softplus, Sum


def steadier(graph: Graph, place: int) -> str | None:
    """Return the call that computes the same without overflow, where a node is where such ops go wrong; else None.

    Those are ln Σ eˣ and ln(1 + eˣ), which overflow at eˣ, and ln σ(x) and ln softmax x, which are −∞ at the logarithm.
    """
    node = graph.nodes[place]
    if isinstance(node.op, Exp):
        return _around(graph, place)
    if isinstance(node.op, Ln):
        inner = graph.nodes[node.inputs[0]]
        if isinstance(inner.op, Sigmoid):
            return f"-softplus(-{_first(graph, inner)})"
        if isinstance(inner.op, Softmax):
            return LogSoftmax(inner.op.axis).call(_first(graph, inner))
    return None


def _around(graph: Graph, place: int) -> str | None:
    """Return what a power, the sum that reads it and the logarithm that reads that sum are together."""
    x = _first(graph, graph.nodes[place])
    for middle, node in enumerate(graph.nodes):
        if place not in node.inputs or not any(
            isinstance(reader.op, Ln) and reader.inputs == (middle,) for reader in graph.nodes
        ):
            continue
        if isinstance(node.op, Sum):
            return LogSumExp(node.op.axis, node.op.keepdims).call(x)
        others = [i for i in node.inputs if i != place]
        if isinstance(node.op, Add) and others and (graph.values[others[0]] == 1).all():
            return Softplus().call(x)
    return None


def _first(graph: Graph, node: Node) -> str:
    return graph.nodes[node.inputs[0]].name
