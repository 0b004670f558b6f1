"""Where NaN and infinity come from: what made a number that is not finite, or which number brought it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from graphviz_nn.debug.explanation import Cell, Line, Piece
from graphviz_nn.debug.record import Event, Phase, Record
from graphviz_nn.debug.steadier import steadier
from graphviz_nn.graph import Edge, Node, reference
from graphviz_nn.ops import Array, FloatArray, Index, stretched
from graphviz_nn.text import full


def value_origin(record: Record, node_index: int, index: Index) -> Line | None:
    """Return whether a node made its NaN or infinity, and why, or which number brought it; None for a finite one."""
    x = record.values[node_index][index]
    if np.isfinite(x):
        return None
    node, what = record.graph.nodes[node_index], full(float(x))
    brought = next(_bad_arguments(record, node_index, index), None)
    if brought is None:
        why = reference.reason(record.graph.nodes, record.values, node_index, index)
        steady = steadier(record.graph, node_index)
        return (Piece(f"{what} starts here: {why}" + (f"; {steady} does not overflow" if steady else "")),)
    if np.isnan(x) and not np.isnan(_number(record, brought)):
        op = node.op.name if node.op else node.name
        return (Piece(f"NaN starts here: {op} of an infinite number, from "), _link(brought))
    return _passed_on(what, brought, _source(record, brought))


def gradient_origin(record: Record, node_index: int, index: Index) -> Line | None:
    """Return what brought NaN or infinity into a cell of a gradient; None for a finite one."""
    gradient = record.gradients[node_index]
    if gradient is None or np.isfinite(gradient[index]):
        return None
    what = full(float(gradient[index]))
    for edge in _arriving(record, node_index):
        if not np.isfinite(record.contributions[edge][index]):
            brought = _bad_sender(record, edge, index)
            sender = record.graph.nodes[edge.consumer].name
            if brought is None:
                return (Piece(f"{what} starts here: the slope of {sender} is not finite at this place"),)
            return (Piece(f"{what} came from {sender}, which had it from "), _link(brought))
    return (Piece(f"{what} starts here: the sum of the contributions is beyond float64"),)


def first_value(record: Record) -> Cell | None:
    """Return the first number of forward that is not finite."""
    for node, value in zip(record.graph.nodes, record.values, strict=True):
        if not np.isfinite(value).all():
            return Cell(node.name, "value", _first(value))
    return None


def first_gradient(record: Record) -> Cell | None:
    """Return the first number of backward that is not finite."""
    for event in record.events:
        if event.phase is Phase.BACKWARD:
            piece = record.contribution(event)
            if not np.isfinite(piece).all():
                return Cell(record.graph.nodes[event.node].name, "gradient", _first(piece))
    return None


def first_position(record: Record) -> int:
    """Return how many events have happened when the first number is not finite; all of them where none is."""
    happened = enumerate(record.events, start=1)
    return next((place for place, event in happened if not _is_finite(record, event)), len(record.events))


def first_cell(chosen: Array) -> Index:
    """Return the first of the chosen cells."""
    return tuple(int(i) for i in np.argwhere(chosen)[0])


def _is_finite(record: Record, event: Event) -> bool:
    """Whether every number that an event wrote is finite."""
    if event.phase is Phase.BACKWARD:
        written = record.contribution(event)
    elif event.phase is Phase.UPDATE:
        written = record.change(record.graph.nodes[event.node].name).after
    else:
        written = record.values[event.node]
    return bool(np.isfinite(written).all())


def _passed_on(what: str, brought: Cell, source: Cell) -> Line:
    line: Line = (Piece(f"{what} was only passed on, from "), _link(brought))
    return line if source == brought else (*line, Piece("; it starts at "), _link(source))


def _source(record: Record, cell: Cell) -> Cell:
    """Follow a number that is not finite back to where it was made, or given."""
    while True:
        node_index = record.graph.index[cell.node]
        bad = list(_bad_arguments(record, node_index, cell.index))
        same = [c for c in bad if np.isnan(_number(record, c)) or not np.isnan(_number(record, cell))]
        if not same:
            return cell
        cell = same[0]


def _bad_arguments(record: Record, node_index: int, index: Index) -> Iterator[Cell]:
    """Yield, NaN first, the arguments' cells that went into a cell and are not finite, one an argument."""
    node, found = record.graph.nodes[node_index], []
    for argument, source in enumerate(node.inputs):
        value = record.values[source]
        part = _part(record, node, argument, index)
        bad = ~np.isfinite(value) & part
        if bad.any():
            nan = np.isnan(value) & part
            found.append(
                Cell(record.graph.nodes[source].name, "value", first_cell(nan if nan.any() else bad))
            )
    yield from sorted(found, key=lambda cell: not np.isnan(_number(record, cell)))


def _part(record: Record, node: Node, argument: int, index: Index) -> Array:
    """Return which cells of an argument go into a cell of the result."""
    part = np.zeros(record.values[node.inputs[argument]].shape, dtype=bool)
    assert node.op is not None
    part[node.op.reads(argument, index, *(record.values[i].shape for i in node.inputs))] = True
    return part


def _bad_sender(record: Record, edge: Edge, index: Index) -> Cell | None:
    """Return a number that is not finite and that the contribution of an edge was computed from."""
    consumer = record.graph.nodes[edge.consumer]
    arriving, values = record.gradients[edge.consumer], [record.values[i] for i in consumer.inputs]
    cells = list(np.ndindex(record.values[edge.consumer].shape))
    if consumer.op is not None and consumer.op.elementwise:
        cells = stretched(index, values[edge.argument].shape, record.values[edge.consumer].shape)
    for cell in cells:
        if arriving is not None and not np.isfinite(arriving[cell]):
            return Cell(consumer.name, "gradient", cell)
    for cell in cells:
        if not np.isfinite(record.values[edge.consumer][cell]):
            return Cell(consumer.name, "value", cell)
    for source, value in zip(consumer.inputs, values, strict=True):
        if not np.isfinite(value).all():
            return Cell(record.graph.nodes[source].name, "value", _first(value))
    return None


def _arriving(record: Record, node_index: int) -> list[Edge]:
    return [
        e.edge
        for e in record.events
        if e.phase is Phase.BACKWARD and e.node == node_index and e.edge is not None
    ]


def _number(record: Record, cell: Cell) -> float:
    return float(record.values[record.graph.index[cell.node]][cell.index])


def _first(array: FloatArray) -> Index:
    return first_cell(~np.isfinite(array))


def _link(cell: Cell) -> Piece:
    return Piece(str(cell), "gradient" if cell.of == "gradient" else "value", cell)
