"""The second derivatives of a loss at a point: the Hessian itself, or what it makes of directions."""

from __future__ import annotations

from functools import partial
from math import prod

import numpy as np

from graphviz_nn.graph.tangents import hessian_products
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import over_all_rows
from graphviz_nn.training.problem import Problem

MOST_NUMBERS = 4_000_000  # in the tangents of all nodes at a time, 32 MB


def products(
    problem: Problem, weights: FloatArray, directions: FloatArray, states: FloatArray | None = None
) -> FloatArray:
    """Return the Hessian of the loss over all rows times k directions, of shape (k, count), exact to rounding.

    The loss is the one that a surface shows, that of predicting. Numbers out of range become infinities and NaN.
    """
    numbers = len(problem.parts[0].x) * problem.network.numbers_of_example + problem.network.count
    step = max(1, MOST_NUMBERS // max(1, numbers))
    made = np.empty((len(directions), problem.network.count))
    for start in range(0, len(directions), step):
        some = directions[start : start + step]
        made[start : start + step] = over_all_rows(problem, partial(_products, weights, some, states))
    return made


def hessian(problem: Problem, weights: FloatArray, states: FloatArray | None = None) -> FloatArray:
    """Return the Hessian of the loss over all rows, of shape (count, count), symmetric to the bit."""
    made = products(problem, weights, np.eye(problem.network.count), states)
    return np.asarray(made / 2 + made.T / 2)  # their sum may be out of range


def _products(
    weights: FloatArray, directions: FloatArray, states: FloatArray | None, part: Problem
) -> FloatArray:
    network = part.network
    graph = network.graph(len(part.x), "predict")
    leaves = {**graph.leaves, **network.leaves(weights, part.x, part.y, states, part.sample_weight)}
    k = len(directions)
    moves = {s.name: directions[:, s.start : s.stop].reshape(k, *s.shape) for s in network.slots}
    found = hessian_products(graph.nodes, graph.index[graph.output], leaves, moves)
    return np.concatenate([found[s.name].reshape(k, prod(s.shape)) for s in network.slots], axis=1)
