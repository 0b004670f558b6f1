"""The lines of arithmetic that lead to a number: asked of the op that made it, or of a leaf's role."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graphviz_nn.debug.scribe import Scribe
from graphviz_nn.graph import Edge, Role
from graphviz_nn.ops import Asked, Index, Lines

_ORIGINS = {
    Role.PARAMETER: "is a weight: it was drawn at the start, and every update moves it",
    Role.CONSTANT: "is a constant: it stands in the formula",
    Role.STATE: "is carried on from update to update: each moves it, though by no gradient",
    Role.NOISE: "was drawn for this update alone, from the seed of the training",
}


def value_lines(scribe: Scribe, node: int, index: Index) -> Lines:
    """Return the lines, with marks, that lead to a cell of a node's value."""
    op = scribe.record.graph.nodes[node].op
    if op is None:
        return _leaf_lines(scribe, node, index)
    with np.errstate(all="ignore"):
        return op.explain(_asked(scribe, node, index, scribe.value(node, index)))


def contribution_lines(scribe: Scribe, edge: Edge, index: Index) -> Lines:
    """Return the lines, with marks, that lead to what an edge adds to a cell of the gradient at its source."""
    record, node = scribe.record, edge.consumer
    op, arrived = record.graph.nodes[node].op, record.gradients[node]
    assert op is not None
    assert arrived is not None
    result = scribe.number(record.contributions[edge][index], "gradient")
    asked = replace(_asked(scribe, node, index, result), argument=edge.argument, g=arrived)
    with np.errstate(all="ignore"):
        return op.explain_back(asked)


def _asked(scribe: Scribe, node: int, index: Index, result: str) -> Asked:
    values, inputs = scribe.record.values, scribe.record.graph.nodes[node].inputs
    return Asked(scribe, node, inputs, tuple(values[i] for i in inputs), values[node], index, result)


def _leaf_lines(scribe: Scribe, leaf: int, index: Index) -> Lines:
    node, rows, result = scribe.record.graph.nodes[leaf], scribe.record.rows, scribe.value(leaf, index)
    if node.role is not Role.INPUT:
        return [f"{result} {_ORIGINS[node.role]}"]
    if not rows or len(index) < 2:
        return [f"{result} was given"]
    row, *place = index
    column = int(np.ravel_multi_index(place, node.shape[1:]))
    what = "feature" if node.name == "x" else "target"
    return [
        f"{result} comes from the data: row {rows[row]}, {what} {column}",
        f"example {row + 1} of {len(rows)} in this mini-batch"
        if len(rows) > 1
        else "the only example in this mini-batch",
    ]
