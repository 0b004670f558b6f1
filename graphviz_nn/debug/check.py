"""The gradient check: every node's gradient held against measured slopes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.debug.slopes import (
    RELATIVE,
    UNKNOWN,
    Measure,
    Move,
    Slopes,
    by_complex_step,
    from_both_sides,
)
from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Edge, Graph, reference
from graphviz_nn.ops import FloatArray, Index

CELLS = 12  # of a node are checked, evenly spread

# The readers of a node: for each op that it goes into, by index, as which of its arguments.
Readers = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True)
class NodeCheck:
    """What the check found at one node, at its worst cell.

    Attributes:
        name: of the node.
        error: by how much backward's gradient and the measured slope differ beyond rounding, as a share of the larger
            of the two; infinite where one is not finite.
        place: the index of the worst cell; None where the node has no cells.
        numeric: the measured slope there; at a kink, of all between the one-sided slopes, the end nearest to the
            gradient.
        automatic: the gradient that backward computed.
        ok: whether the error is at most 1e-5.
        kink: whether an op that reads the number has other slopes on its two sides, however close. Any between them
            is right then, as a sub-gradient is.
        is_drowned: whether the gradient is less than what rounding does to the measured slope, so that it passes
            unchecked: a slope of 1e-20 beside a value of 1, say, of an op that is not analytic.

    """

    name: str
    error: float
    place: Index | None
    numeric: float
    automatic: float
    ok: bool
    kink: bool = False
    is_drowned: bool = False


def check_graph(graph: Graph) -> tuple[NodeCheck, ...]:
    """Check the gradient of every node that has one, at most at CELLS cells of it, always the same ones.

    A number changes the output through the ops that read it; what the output makes of their values are their own
    gradients, checked as well. So by the chain rule it takes no more than the slopes of those ops: each is measured
    by itself, and the time grows with the number of edges, however deep the graph. It follows that a wrong gradient
    fails where it is made, and not at the nodes before, which got it from there; and that a kink is the business of
    its op alone, however many of them one number moves.
    """
    readers = _readers(graph)
    return tuple(
        _check(graph, place, gradient, readers[place])
        for place, gradient in enumerate(graph.adjoints)
        if gradient is not None
    )


def worst(checks: Sequence[NodeCheck]) -> NodeCheck:
    """Return the check that is furthest off: failures first, then by the error, then kinks."""
    if not checks:
        raise SettingError("There is nothing to check: the graph has no node with a gradient.")
    return max(checks, key=lambda check: (not check.ok, check.error, check.kink))


def _check(graph: Graph, place: int, gradient: FloatArray, readers: Readers) -> NodeCheck:
    cells = [_check_cell(graph, place, gradient, readers, cell) for cell in _cells(gradient.shape)]
    return worst(cells) if cells else NodeCheck(graph.nodes[place].name, 0.0, None, 0.0, 0.0, True)


def _check_cell(graph: Graph, place: int, gradient: FloatArray, readers: Readers, cell: Index) -> NodeCheck:
    """Believe the quick measure where it agrees with backward; else what both sides of each op say."""
    found = _judged(graph, place, gradient, readers, cell, _quickly)
    return found if found.ok else _judged(graph, place, gradient, readers, cell, from_both_sides)


def _judged(
    graph: Graph, place: int, gradient: FloatArray, readers: Readers, cell: Index, measure: Measure
) -> NodeCheck:
    """Hold a cell's gradient against the sum of what a measure says of each op that reads it."""
    slopes, automatic = _slopes(graph, place, readers, cell, measure), float(gradient[cell])
    numeric = min(slopes.low, slopes.high, key=lambda slope: abs(slope - automatic))
    outside = max(slopes.low - automatic, automatic - slopes.high, 0.0)
    error = np.inf
    if np.isfinite([automatic, slopes.low, slopes.high]).all():
        beyond = max(outside - slopes.doubt, 0.0)
        error = beyond / max(abs(automatic), abs(numeric)) if beyond else 0.0
    name, is_drowned = graph.nodes[place].name, bool(slopes.doubt > abs(automatic) > 0)
    return NodeCheck(name, error, cell, numeric, automatic, error <= RELATIVE, slopes.is_kink, is_drowned)


def _slopes(graph: Graph, place: int, readers: Readers, cell: Index, measure: Measure) -> Slopes:
    """Return how fast the output's sum changes with a cell, given what arrives at the ops that read it."""
    if not np.isfinite(graph.values[place][cell]):
        return UNKNOWN
    total = Slopes()
    if place == graph.index[graph.output]:
        seed = float(reference.seed(graph.value)[cell])
        total = Slopes(seed, seed)
    for reader, arguments in readers.items():
        g, op = graph.adjoints[reader], graph.nodes[reader].op
        if g is not None and op is not None and g.any():
            xs = tuple(graph.values[i] for i in graph.nodes[reader].inputs)
            total += measure(Move(op, xs, arguments, cell, graph.values[reader], g))
    return total


def _quickly(move: Move) -> Slopes:
    return by_complex_step(move) if move.op.analytic else from_both_sides(move)


def _readers(graph: Graph) -> list[dict[int, tuple[int, ...]]]:
    """Return the readers of each node, by its index; none behind the output, to which nothing flows back."""
    found: list[dict[int, tuple[int, ...]]] = [{} for _ in graph.nodes]
    edges: Iterator[Edge] = (edge for edge in graph.edges if edge.consumer <= graph.index[graph.output])
    for edge in edges:
        found[edge.source][edge.consumer] = (*found[edge.source].get(edge.consumer, ()), edge.argument)
    return found


def _cells(shape: tuple[int, ...]) -> Iterator[Index]:
    size = int(np.prod(shape, dtype=int))
    for place in np.unique(np.linspace(0, size - 1, min(size, CELLS)).round().astype(int)):
        yield tuple(int(i) for i in np.unravel_index(place, shape))
