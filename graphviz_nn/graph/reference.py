"""The reference machine: forward and backward, one node at a time, through the ops' own NumPy.

This is the truth that the debugger steps through and that the native engine is tested against. It sits below the
engine, because a graph can say its own value and gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from graphviz_nn.graph.node import Node
from graphviz_nn.ops import Array, FloatArray

if TYPE_CHECKING:  # graph.py asks this module for its values
    from graphviz_nn.graph.graph import Graph


def forward(graph: Graph, leaves: Mapping[str, FloatArray]) -> list[FloatArray]:
    """Return the value of every node, in order; numbers out of range become infinities and NaN, silently."""
    values: list[FloatArray] = []
    with np.errstate(all="ignore"):
        for node in graph.nodes:
            values.append(leaves[node.name] if node.op is None else evaluate(node, values))
    return values


def backward(graph: Graph, values: Sequence[FloatArray]) -> list[FloatArray | None]:
    """Return d(sum of the output)/d(node) for every node that needs one; zeros where nothing flows back to it."""
    gradients: list[FloatArray | None] = [None] * len(graph.nodes)
    output = graph.index[graph.output]
    gradients[output] = np.ones(graph.nodes[output].shape)
    with np.errstate(all="ignore"):
        for place in range(output, -1, -1):
            node, gradient = graph.nodes[place], gradients[place]
            if node.op is None or gradient is None or not node.needs_gradient:
                continue
            for source, piece in zip(node.inputs, contributions(node, gradient, values, place), strict=True):
                if graph.nodes[source].needs_gradient:
                    gradients[source] = accumulate(gradients[source], piece)
    return [
        np.zeros(np.shape(value)) if gradient is None and node.needs_gradient else gradient
        for node, gradient, value in zip(graph.nodes, gradients, values, strict=True)
    ]


def evaluate(node: Node, values: Sequence[Array]) -> Array:
    """Return the value of an op's node from the values of the nodes before it."""
    assert node.op is not None
    return np.asarray(node.op.forward(*(values[i] for i in node.inputs)))


def contributions(node: Node, gradient: Array, values: Sequence[Array], place: int) -> tuple[Array, ...]:
    """Return what each of the node's edges adds to the gradient of the input at its other end."""
    assert node.op is not None
    return node.op.backward(gradient, values[place], *(values[i] for i in node.inputs))


def accumulate(gradient: FloatArray | None, piece: FloatArray) -> FloatArray:
    """Return a gradient with one more contribution in it; None is a gradient that nothing has reached yet."""
    return piece if gradient is None else np.asarray(gradient + piece)
