"""Descent on an expression: its scalar leaves are moved by an optimiser, against the gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.graph import Graph, reference
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser, empty_memory


@dataclass(frozen=True, eq=False)
class Descent:
    """The path that an expression's leaves took.

    Attributes:
        leaves: the names of the scalar leaves, in the graph's order.
        points: their values before the first update and after each one, of shape (updates + 1, leaves).
        losses: the expression's value there, of shape (updates + 1,).

    """

    leaves: tuple[str, ...]
    points: FloatArray
    losses: FloatArray


def scalar_leaves(graph: Graph) -> tuple[str, ...]:
    """Return the names of the leaves that are one number and that ask for a gradient."""
    return tuple(n.name for n in graph.nodes if n.is_leaf and n.needs_gradient and n.shape == ())


def descend(graph: Graph, optimiser: Optimiser, updates: int) -> Descent:
    """Do so many updates of all scalar leaves; end early, before a point whose value or gradient is not finite."""
    names = scalar_leaves(graph)
    point = np.array([float(graph.leaves[name]) for name in names])
    memory = empty_memory(optimiser, point)
    points, losses = [point], [_measured(graph, names, point)[0]]
    gradient = _measured(graph, names, point)[1]
    for t in range(1, updates + 1):
        with np.errstate(all="ignore"):
            point, memory = optimiser.step(point, gradient, memory, t)
        loss, gradient = _measured(graph, names, point)
        if not (np.isfinite(loss) and np.isfinite(gradient).all() and np.isfinite(point).all()):
            break
        points.append(point)
        losses.append(loss)
    return Descent(names, np.array(points), np.array(losses))


def _measured(graph: Graph, names: tuple[str, ...], point: FloatArray) -> tuple[float, FloatArray]:
    """Return the sum of the expression's cells at a point, and its gradient there."""
    leaves = {**graph.leaves, **{name: np.asarray(x) for name, x in zip(names, point, strict=True)}}
    values = reference.forward(graph, leaves)
    adjoints = reference.backward(graph, values)
    gradient = [float(np.asarray(adjoints[graph.index[name]])) for name in names]
    return float(np.sum(values[graph.index[graph.output]])), np.array(gradient)
