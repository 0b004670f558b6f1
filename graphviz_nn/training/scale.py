"""Numbers too large to begin with: targets far from outputs that begin near 0, and inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from graphviz_nn.graph import Graph, Role
from graphviz_nn.model.network import EXAMPLES
from graphviz_nn.ops import FloatArray, Huber, Loss, MeanAbsoluteError, MeanSquaredError
from graphviz_nn.text import MINUS, short

FAR = 100.0  # the root mean square of targets that weights of an ordinary size do not reach
NEAR = 0.01  # of the targets' size: predictions within it have got there
LARGE = 10.0  # the size of an input, of which standardised ones are seldom half
_OF_NUMBERS = (MeanSquaredError, MeanAbsoluteError, Huber)  # the losses of targets that may be of any size


class Goal(NamedTuple):
    """What a loss compares: the places of the prediction and of the targets in a graph, and the loss."""

    prediction: int
    target: int
    loss: Loss


def goal_of(graph: Graph) -> Goal | None:
    """Return what the loss in a graph compares with targets that are fed; None where there is none."""
    for node in graph.nodes:
        if isinstance(node.op, Loss):
            prediction, target = node.inputs
            return Goal(prediction, target, node.op) if graph.nodes[target].role is Role.INPUT else None
    return None


def far_targets(graph: Graph, values: Sequence[FloatArray]) -> str:
    """Return how to bring the targets of a mini-batch near to where outputs begin, as a clause; "" where they are.

    Values are those of each node. Targets that no value of the last activation reaches are another matter.
    """
    goal = goal_of(graph)
    if goal is None or not isinstance(goal.loss, _OF_NUMBERS):
        return ""
    last, y = graph.nodes[goal.prediction], values[goal.target]
    if not np.isfinite(y).all() or _size(y) <= FAR or (last.op and np.isfinite(last.op.limits).all()):
        return ""
    return f"standardise the target, which lies {_span(y)} where outputs begin near 0"


def has_large_inputs(graph: Graph, values: Sequence[FloatArray]) -> bool:
    """Whether the inputs of a mini-batch are larger than standardised ones would be."""
    place = graph.index.get(EXAMPLES)
    if place is None or graph.nodes[place].role is not Role.INPUT:
        return False
    return bool(np.abs(values[place]).max(initial=0.0) > LARGE)


def is_missed(goal: Goal, values: Sequence[FloatArray]) -> bool:
    """Whether the predictions of a mini-batch are far from the targets: hardly nearer than one number for all is."""
    y = values[goal.target]
    return _size(y - values[goal.prediction]) > max(_size(y - y.mean()) / 2, NEAR * _size(y))


def _size(numbers: FloatArray) -> float:
    """Return the root mean square."""
    with np.errstate(over="ignore"):
        return float(np.sqrt(np.square(numbers).mean()))


def _span(y: FloatArray) -> str:
    low, high = float(y.min()), float(y.max())
    return f"at {_figure(low)}" if low == high else f"between {_figure(low)} and {_figure(high)}"


def _figure(number: float) -> str:
    """Return a number in the thousands as it is read: `550,000`."""
    return f"{number:,.0f}".replace("-", MINUS) if 100 <= abs(number) < 1e9 else short(number)
