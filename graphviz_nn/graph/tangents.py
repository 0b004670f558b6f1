"""How gradients change as leaves move: products of the Hessian with directions, forward over reverse.

Values go forward with their tangents, then gradients go back with theirs, node by node, each op by its formulas over
dual numbers. So the Hessian itself is never laid out, and no digit is lost to a step. Pearlmutter, Fast Exact
Multiplication by the Hessian, 1994.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphviz_nn.graph import reference
from graphviz_nn.graph.node import Node
from graphviz_nn.ops import FloatArray
from graphviz_nn.ops.duals import dual


def hessian_products(
    nodes: Sequence[Node], output: int, leaves: Mapping[str, FloatArray], directions: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """Return d²(sum of the output) times k directions, for each leaf that moves, by name: (k, *shape), as they are.

    `directions` says how leaves move: (k, *shape) each; the others rest.
    """
    values = reference.forward(nodes, leaves)
    with np.errstate(all="ignore"):
        tangents = _forward(nodes, values, directions)
        moved = _backward(nodes, output, values, tangents)
    index = {node.name: place for place, node in enumerate(nodes) if node.name in directions}
    return {
        name: np.zeros_like(direction) if (found := moved.get(index[name])) is None else found
        for name, direction in directions.items()
    }


def _forward(
    nodes: Sequence[Node], values: Sequence[FloatArray], directions: Mapping[str, FloatArray]
) -> list[FloatArray | None]:
    """Return how the value of each node moves; None where it rests."""
    tangents: list[FloatArray | None] = []
    for node, y in zip(nodes, values, strict=True):
        of_inputs = [tangents[i] for i in node.inputs]
        if node.op is None:
            tangents.append(directions.get(node.name))
        elif all(tangent is None for tangent in of_inputs):
            tangents.append(None)
        else:
            tangents.append(node.op.tangent(y, [values[i] for i in node.inputs], of_inputs))
    return tangents


def _backward(
    nodes: Sequence[Node], output: int, values: Sequence[FloatArray], tangents: Sequence[FloatArray | None]
) -> dict[int, FloatArray | None]:
    """Return how the gradient of each node that something flows back to moves."""
    gradients: dict[int, FloatArray] = {output: reference.seed(values[output])}
    moved: dict[int, FloatArray | None] = {output: None}
    for index in range(output, -1, -1):
        node = nodes[index]
        if node.op is None or not node.needs_gradient or index not in gradients:
            continue
        xs = [values[i] for i in node.inputs]
        wanted = [nodes[i].needs_gradient and node.op.passes(k) for k, i in enumerate(node.inputs)]
        pieces = node.op.backward(gradients[index], values[index], *xs)
        letters = [dual(x, tangents[i]) for x, i in zip(xs, node.inputs, strict=True)]
        g, y = dual(gradients[index], moved[index]), dual(values[index], tangents[index])
        moves = node.op.backward_tangents(g, y, letters, wanted)
        for source, piece, move, is_wanted in zip(node.inputs, pieces, moves, wanted, strict=True):
            if is_wanted:
                gradients[source] = reference.accumulate(gradients.get(source), piece)
                before = moved.get(source)
                moved[source] = before if move is None else reference.accumulate(before, move)
    return moved
