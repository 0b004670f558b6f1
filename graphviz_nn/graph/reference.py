"""The reference machine: forward and backward, one node at a time, through the ops' own NumPy.

This is the truth that the debugger steps through and that the native engine is tested against. It sits below the
engine, because a graph can say its own value and gradients.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from graphviz_nn.graph.node import Edge, Node
from graphviz_nn.ops import Array, FloatArray, Index, matching

# What an edge adds to the gradient of its source, and that gradient as far as it has come.
Contribution: TypeAlias = tuple[Edge, FloatArray, FloatArray]


def forward(nodes: Sequence[Node], leaves: Mapping[str, FloatArray]) -> list[FloatArray]:
    """Return the value of every node, in order; numbers out of range become infinities and NaN, silently."""
    values: list[FloatArray] = []
    with np.errstate(all="ignore"):
        for node in nodes:
            values.append(leaves[node.name] if node.op is None else evaluate(node, values))
    return values


def backward(nodes: Sequence[Node], output: int, values: Sequence[FloatArray]) -> list[FloatArray | None]:
    """Return d(sum of the output)/d(node) for every node that needs one; zeros where nothing flows back to it."""
    gradients: list[FloatArray | None] = [None] * len(nodes)
    gradients[output] = seed(values[output])
    with np.errstate(all="ignore"):
        for edge, _, gradient in flow_back(nodes, output, values):
            gradients[edge.source] = gradient
    return completed(nodes, gradients)


def completed(nodes: Sequence[Node], gradients: Sequence[FloatArray | None]) -> list[FloatArray | None]:
    """Return the gradients of all nodes, given those that something flowed back to: zeros where one is asked for.

    Such a node changes the output nowhere, or by jumps alone, as the condition of a `where` does.
    """
    return [
        np.zeros(node.shape) if gradient is None and node.needs_gradient else gradient
        for node, gradient in zip(nodes, gradients, strict=True)
    ]


def flow_back(nodes: Sequence[Node], output: int, values: Sequence[FloatArray]) -> Iterator[Contribution]:
    """Yield what each edge contributes, from the output back; a node sends once all of its own gradient is there.

    Whoever goes through them says what happens to numbers out of range: `with np.errstate(all="ignore")`.
    """
    gradients: dict[int, FloatArray] = {output: seed(values[output])}
    for index in range(output, -1, -1):
        node = nodes[index]
        if node.op is None or not node.needs_gradient or index not in gradients:
            continue
        pieces = node.op.backward(gradients[index], values[index], *[values[i] for i in node.inputs])
        for argument, (source, piece) in enumerate(zip(node.inputs, pieces, strict=True)):
            if nodes[source].needs_gradient and node.op.passes(argument):
                gradients[source] = accumulate(gradients.get(source), piece)
                yield Edge(source, index, argument), piece, gradients[source]


def seed(value: FloatArray) -> FloatArray:
    """Return what backward starts from: the gradient of the sum of a tensor's cells, 1 in each."""
    return np.ones(np.shape(value))


def evaluate(node: Node, values: Sequence[Array]) -> Array:
    """Return the value of an op's node from the values of the nodes before it."""
    assert node.op is not None
    return node.op.forward(*[values[i] for i in node.inputs])


def reason(nodes: Sequence[Node], values: Sequence[Array], place: int, index: Index) -> str:
    """Return why a node makes NaN or infinity of finite numbers, in a cell of its value: as a clause."""
    node = nodes[place]
    if node.op is None:
        return "it was given"
    if not node.op.elementwise:
        return node.op.reason()
    arguments = [values[i] for i in node.inputs]
    return node.op.reason(*(float(x[matching(index, x.shape)]) for x in arguments))


def accumulate(gradient: FloatArray | None, piece: FloatArray) -> FloatArray:
    """Return a gradient with one more contribution in it; None is a gradient that nothing has reached yet."""
    return piece if gradient is None else np.asarray(gradient + piece)
