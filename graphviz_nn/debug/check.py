"""The gradient check: every node's gradient held against central differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Graph, reference
from graphviz_nn.ops import FloatArray

CELLS = 12  # of a node are checked, evenly spread
RELATIVE = 1e-5
BESIDE = 4.0  # steps from a kink, where the gradient must be right if it is not between the slopes
ABSOLUTE = 1e-8  # times 1 + |loss|: the rounding of the loss, seen through the step


@dataclass(frozen=True)
class NodeCheck:
    """What the check found at one node, at its worst cell.

    Attributes:
        name: of the node.
        error: |automatic − numeric| / (the larger of the two + 1e-3 (1 + |loss|)), infinite where one is not finite.
        place: the index of the worst cell; None where the node has no cells.
        numeric: the central difference there; at a kink the one-sided difference nearest to the gradient.
        automatic: the gradient that backward computed.
        ok: whether the error is at most 1e-5, or the place a kink.
        kink: whether the slope jumps there, and the gradient lies between the one-sided slopes, as a sub-gradient does,
            or is right on either side: where one cell moves several ops over their kinks, the sum of what each of them
            takes may lie outside.

    """

    name: str
    error: float
    place: tuple[int, ...] | None
    numeric: float
    automatic: float
    ok: bool
    kink: bool = False


def check_graph(graph: Graph, step: float = 1e-6) -> tuple[NodeCheck, ...]:
    """Check the gradient of every node that has one: change its value, compute all that follows from it anew.

    At most CELLS cells of a node are checked, always the same ones; `step` is relative to a cell's size, and absolute
    below 1. The time grows with the square of the depth. Raise SettingError for a step that is not a number above 0.
    """
    if not (np.isfinite(step) and step > 0):
        raise SettingError(f"The step is {step}; it must be a number above 0, such as 1e-6.")
    return tuple(
        _check(graph, place, gradient, step)
        for place, gradient in enumerate(graph.adjoints)
        if gradient is not None
    )


def worst(checks: Sequence[NodeCheck]) -> NodeCheck:
    """Return the check that is furthest off: failures first, then by the error."""
    if not checks:
        raise SettingError("There is nothing to check: the graph has no node with a gradient.")
    return max(checks, key=lambda check: (not check.ok, check.error))


def _check(graph: Graph, place: int, gradient: FloatArray, step: float) -> NodeCheck:
    name, followers = graph.nodes[place].name, _followers(graph, place)
    cells = [
        _check_cell(graph, place, followers, cell, gradient, step) for cell in _cells(np.shape(gradient))
    ]
    return worst(cells) if cells else NodeCheck(name, 0.0, None, 0.0, 0.0, True)


def _check_cell(
    graph: Graph,
    place: int,
    followers: Sequence[int],
    cell: tuple[int, ...],
    gradient: FloatArray,
    step: float,
) -> NodeCheck:
    x, loss = float(graph.values[place][cell]), _sum(graph.value)
    h = step * max(1.0, abs(x))
    name, automatic = graph.nodes[place].name, float(np.asarray(gradient)[cell])
    below, above = (_loss(graph, place, followers, cell, x + d) for d in (-h, h))
    central, left, right = (above - below) / (2 * h), (loss - below) / h, (above - loss) / h
    error = _error(automatic, central, loss)
    if error <= RELATIVE:
        return NodeCheck(name, error, cell, central, automatic, True)
    slack = RELATIVE * (max(abs(left), abs(right)) + _floor(loss))
    nearest = min(left, right, key=lambda slope: _error(automatic, slope, loss))
    if min(left, right) - slack <= automatic <= max(left, right) + slack:
        return NodeCheck(name, _error(automatic, nearest, loss), cell, nearest, automatic, True, True)
    if abs(left - right) > slack:
        beside = [_error_at(graph, place, followers, cell, x + d, h) for d in (-BESIDE * h, BESIDE * h)]
        if max(beside) <= RELATIVE:
            return NodeCheck(name, max(beside), cell, nearest, automatic, True, True)
    return NodeCheck(name, error, cell, central, automatic, False)


def _error(automatic: float, numeric: float, loss: float) -> float:
    """Return how far two slopes are apart, as `NodeCheck.error` says."""
    if not np.isfinite([numeric, automatic]).all():
        return np.inf
    return abs(automatic - numeric) / (max(abs(automatic), abs(numeric)) + _floor(loss))


def _floor(loss: float) -> float:
    return ABSOLUTE / RELATIVE * (1.0 + abs(loss))


def _loss(graph: Graph, place: int, followers: Sequence[int], cell: tuple[int, ...], x: float) -> float:
    """Return the sum of the output with one cell of one node changed, and all that follows from it."""
    return _sum(_values(graph, place, followers, cell, x)[graph.index[graph.output]])


def _sum(output: FloatArray) -> float:
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN, and a check that fails says so
        return float(np.sum(output))


def _error_at(
    graph: Graph, place: int, followers: Sequence[int], cell: tuple[int, ...], x: float, h: float
) -> float:
    """Return how far gradient and central difference are apart with one cell of one node changed to x."""
    values, output = _values(graph, place, followers, cell, x), graph.index[graph.output]
    gradient = reference.backward(graph.nodes, output, values)[place]
    assert gradient is not None
    below, above = (_loss(graph, place, followers, cell, x + d) for d in (-h, h))
    return _error(float(gradient[cell]), (above - below) / (2 * h), _sum(values[output]))


def _values(
    graph: Graph, place: int, followers: Sequence[int], cell: tuple[int, ...], x: float
) -> list[FloatArray]:
    """Return the values of all nodes with one cell of one node changed, and all that follows from it."""
    values = list(graph.values)
    values[place] = np.array(values[place])
    values[place][cell] = x
    with np.errstate(all="ignore"):
        for follower in followers:
            values[follower] = reference.evaluate(graph.nodes[follower], values)
    return values


def _followers(graph: Graph, place: int) -> list[int]:
    """Return the nodes whose values depend on this node's, in order."""
    reached = {place}
    for later in range(place + 1, graph.index[graph.output] + 1):
        if not reached.isdisjoint(graph.nodes[later].inputs):
            reached.add(later)
    return sorted(reached - {place})


def _cells(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    size = int(np.prod(shape, dtype=int))
    for place in np.unique(np.linspace(0, size - 1, min(size, CELLS)).round().astype(int)):
        yield tuple(int(i) for i in np.unravel_index(place, shape))
