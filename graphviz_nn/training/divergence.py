"""Why a training stops: the first numbers that are not finite, and what to do about them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphviz_nn.errors import DivergenceError
from graphviz_nn.graph import Graph, Node, reference
from graphviz_nn.ops import DType, FloatArray, rounded
from graphviz_nn.text import either
from graphviz_nn.training.scale import far_targets, has_large_inputs

WEIGHTS = "the update of the weights"
_LARGEST = float(np.finfo(np.float32).max)


def divergence(
    graph: Graph, values: Sequence[FloatArray], update: int, dtype: DType = "float64", *, is_fed: bool
) -> DivergenceError:
    """Return the error that names the first node, forward then backward, whose numbers are not finite.

    `update` counts from 1, `dtype` is what the numbers were computed in, and `is_fed` says whether data feed the graph.
    """
    values = [rounded(value, dtype) for value in values]
    broken = _first_value(graph, values)
    if broken is not None:
        node = graph.nodes[broken]
        reason = reference.reason(graph.nodes, values, broken, _first_cell(values[broken]))
        return _error(
            node.name, update, dtype, cure(graph, values, node, update, is_fed=is_fed), f" ({reason})"
        )
    broken = _last_gradient(graph, values, dtype)
    if broken is not None:
        name = f"the gradient of {graph.nodes[broken].name}"
        return _error(name, update, dtype, cure(graph, values, None, update, is_fed=is_fed))
    return _error(WEIGHTS, update, dtype, cure(graph, values, None, update + 1, is_fed=is_fed))


def cure(graph: Graph, values: Sequence[FloatArray], node: Node | None, update: int, *, is_fed: bool) -> str:
    """Return what to do about numbers of a node that are not finite at an update, from 1, as a clause.

    `values` are those of each node at that update. Targets that are far away are blamed first, and inputs only where
    they are large; before the first update no learning rate has had a say. Leave the node out (None) where its
    gradient is meant.
    """
    if update == 1 and node is not None and node.is_leaf:
        return "start from finite numbers"
    far = far_targets(graph, values) if is_fed else ""
    is_large = is_fed and has_large_inputs(graph, values)
    if far and not is_large:
        return far
    ways = [far or ("start from smaller weights" if is_fed else "start from other values")]
    if is_large:
        ways.append("standardise the inputs")
    if update > 1:
        ways.insert(len(ways) if far else 0, "lower the learning rate")
    return either(ways)


def _error(name: str, update: int, dtype: DType, what_to_do: str, why: str = "") -> DivergenceError:
    at_start = update == 1 and name != WEIGHTS
    left = "the finite range" if dtype == "float64" else f"the range of {dtype}, which ends at {_LARGEST:.2g}"
    what = f"Training diverged at update {update}, where the numbers of {name} left {left}."
    if at_start:
        what = f"Training cannot begin: before any update {name} is not finite{why}."
    return DivergenceError(
        f"{what} {what_to_do[0].upper()}{what_to_do[1:]}.",
        update=update,
        node=name,
        cure=what_to_do,
        at_start=at_start,
    )


def _first_value(graph: Graph, values: Sequence[FloatArray]) -> int | None:
    return next((place for place, value in enumerate(values) if not np.isfinite(value).all()), None)


def _last_gradient(graph: Graph, values: Sequence[FloatArray], dtype: DType) -> int | None:
    """Return the node nearest to the output whose gradient is not finite: there it starts on its way back."""
    adjoints = reference.backward(graph.nodes, graph.index[graph.output], values)
    back = ((place, g) for place, g in reversed([*enumerate(adjoints)]) if g is not None)
    return next((place for place, g in back if not np.isfinite(rounded(g, dtype)).all()), None)


def _first_cell(value: FloatArray) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(~np.isfinite(value))[0])
