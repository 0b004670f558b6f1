"""What a network is asked to do that has no meaning: a last layer, a loss and targets that do not belong together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from graphviz_nn.debug.finding import Finding
from graphviz_nn.graph import Graph, Node
from graphviz_nn.model import LOSSES, Network
from graphviz_nn.ops import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    FloatArray,
    Hinge,
    KLDivergence,
    Op,
    Reshape,
    Softmax,
)

LOGITS = "_from_logits"


def meaningless(network: Network, y: FloatArray | None = None) -> tuple[Finding, ...]:
    """Return what cannot be learnt whatever the weights are, with its cure; for an expression nothing.

    `y` are the targets, of shape (rows, targets), where they are known. Nothing here stops a training: the numbers
    are what they are, and a lecturer may want to show them.
    """
    loss = LOSSES.get(network.loss)
    if loss is None:
        return ()
    graph = network.graph(1, "predict")
    node = _squashed(graph, graph.nodes[graph.index[network.prediction]])
    sayings = _sayings(node.op, network.loss, loss, network.targets, y)
    return tuple(Finding("meaningless", node.name, f"{node.name} {saying}") for saying in sayings)


def _squashed(graph: Graph, node: Node) -> Node:
    """Return the node that made the numbers which a node only arranges anew."""
    while isinstance(node.op, Reshape):
        node = graph.nodes[node.inputs[0]]
    return node


def _sayings(last: Op | None, name: str, loss: Op, units: int, y: FloatArray | None) -> Iterator[str]:
    """Yield what is wrong, each a sentence without its beginning and a cure."""
    low, high = last.limits if last else Op.limits
    plain, lies = name.removesuffix(LOGITS), f"lies {_span(low, high)}"
    takes_logits = name != plain
    if isinstance(last, Softmax) and units == 1:
        yield (
            "is a softmax over one number, which is always 1: nothing can be learnt. "
            "Take sigmoid, or one unit for each class."
        )
    elif takes_logits and (low, high) != Op.limits:
        yield (
            f"{lies}, where {name} takes numbers of any size and squashes them itself: the loss cannot get near 0. "
            f"Take linear as the last activation, or {plain}."
        )
    elif isinstance(loss, BinaryCrossentropy) and not takes_logits and not 0 <= low <= high <= 1:
        yield (
            f"{lies}, where {name} takes probabilities: outside 0 … 1 no gradient comes back. "
            f"Take sigmoid as the last activation, or {name}{LOGITS}."
        )
    elif isinstance(loss, Hinge) and (low > -1 or high < 1):
        yield (
            f"{lies}, where {name} asks for numbers of −1 or below and of 1 or above: the loss cannot get near 0. "
            "Take linear as the last activation, or tanh."
        )
    elif isinstance(loss, KLDivergence) and not isinstance(last, Softmax):
        yield f"does not sum to 1 over the classes, as {name} needs. Take softmax as the last activation."
    elif isinstance(loss, CategoricalCrossentropy) and not takes_logits and low < 0:
        yield (
            f"{lies}, where {name} takes probabilities and divides them by their sum. "
            f"Take softmax as the last activation, or {name}{LOGITS}."
        )
    elif y is not None and y.size and (y.min() < low or y.max() > high):
        yield (
            f"{lies}, and the targets {_span(float(y.min()), float(y.max()))}: some are out of reach. "
            "Take linear as the last activation, or scale the targets."
        )


def _span(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return "anywhere"
    if math.isinf(high):
        return f"at {low:g} or above"
    if math.isinf(low):
        return f"at {high:g} or below"
    return f"between {low:g} and {high:g}"
