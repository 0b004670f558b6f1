"""An op cell by cell: the tensors that it joins, with the numbers lit that make up one of its results."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Edge
from graphviz_nn.ops import MatMul, Op, Shape
from graphviz_nn.scene import window_cells
from graphviz_nn.scene.block import Block, all_places, local_derivatives, one_lit
from graphviz_nn.scene.pictures import holds_pictures
from graphviz_nn.scene.table import table_shape


def scene_of(tape: Tape, position: int, cell: Cell) -> tuple[Block, ...]:
    """Return the blocks that make up a cell of a value or of a gradient; none where the op has no such picture."""
    record = tape.record
    place = record.graph.index[cell.node]
    if cell.of == "value":
        return _value_scene(record, place, cell)
    edges = [event.edge for event in tape.arrived(place, position) if event.edge is not None]
    edge = edges[-1] if edges else None
    return () if edge is None else _gradient_scene(record, edge, cell)


def _value_scene(record: Record, place: int, cell: Cell) -> tuple[Block, ...]:
    node = record.graph.nodes[place]
    op = node.op
    if holds_pictures(node.shape):
        return window_cells.value_scene(record, place, cell)
    if op is None or not (_is_product(record, place) or op.elementwise):
        return ()
    result = _block(record, place, "value", "=", lit=one_lit(node.shape, cell.index))
    if op.elementwise:
        lit = result.lit
        inputs = [_stretched(record, i, node.shape, lit, op, at) for at, i in enumerate(node.inputs)]
    else:
        a, b = node.inputs
        i, j = cell.index
        inputs = [
            _block(record, a, "value", "", lit=_line(record.values[a].shape, 0, i)),
            _block(record, b, "value", "·", lit=_line(record.values[b].shape, 1, j)),
        ]
    return (*inputs, result)


def _gradient_scene(record: Record, edge: Edge, cell: Cell) -> tuple[Block, ...]:
    node = record.graph.nodes[edge.consumer]
    if holds_pictures(node.shape):
        return window_cells.gradient_scene(record, edge, cell)
    if node.op is not None and node.op.elementwise:
        return _scaled_scene(record, edge, cell)
    if not _is_product(record, edge.consumer):
        return ()
    other = node.inputs[1 - edge.argument]
    i, j = cell.index
    contribution = record.contributions[edge]
    result = Block(
        f"∂L/∂ {cell.node}",
        contribution,
        all_places(contribution.shape),
        one_lit(contribution.shape, cell.index),
        "=",
        (cell.node, contribution.shape, "gradient"),
        "gradient",
    )
    if edge.argument == 0:
        g = _block(record, edge.consumer, "gradient", "", lit=_line(node.shape, 0, i))
        return (
            g,
            _transposed(_block(record, other, "value", "·", lit=_line(_shape(record, other), 0, j))),
            result,
        )
    g = _block(record, edge.consumer, "gradient", "·", lit=_line(node.shape, 1, j))
    return _transposed(_block(record, other, "value", "", lit=_line(_shape(record, other), 1, i))), g, result


def _scaled_scene(record: Record, edge: Edge, cell: Cell) -> tuple[Block, ...]:
    """Return the arriving gradient times the local derivative, summed where the input had been broadcast."""
    node, source = record.graph.nodes[edge.consumer], record.graph.nodes[edge.source]
    derivative = local_derivatives(record, edge.consumer)[edge.argument]
    contribution = record.contributions[edge]
    stretched = np.broadcast_to(all_places(source.shape, flat=False), node.shape).reshape(
        table_shape(node.shape)
    )
    lit = stretched == (np.ravel_multi_index(cell.index, source.shape) if source.shape else 0)
    places = all_places(node.shape)
    letter = node.op.inputs[edge.argument] if node.op else ""
    g = _block(record, edge.consumer, "gradient", "", lit=lit)
    local = Block(f"∂y/∂{letter}", derivative.reshape(places.shape), places, lit, "×")
    sign = "= Σ" if source.shape != node.shape else "="
    result = Block(
        f"∂L/∂ {cell.node}",
        contribution.reshape(table_shape(source.shape)),
        all_places(source.shape),
        one_lit(source.shape, cell.index),
        sign,
        (cell.node, source.shape, "gradient"),
        "gradient",
    )
    return g, local, result


def _block(
    record: Record, place: int, of: Literal["value", "gradient"], before: str, lit: NDArray[np.bool_]
) -> Block:
    node = record.graph.nodes[place]
    array = record.values[place] if of == "value" else record.gradients[place]
    numbers = np.zeros(node.shape) if array is None else array
    name = node.name if of == "value" else f"∂L/∂ {node.name}"
    grid = numbers.reshape(table_shape(node.shape))
    return Block(name, grid, all_places(node.shape), lit, before, (node.name, node.shape, of), of)


def _stretched(record: Record, place: int, shape: Shape, lit: Any, op: Op, argument: int) -> Block:
    """Return an input of an elementwise op, broadcast to the result's shape."""
    node = record.graph.nodes[place]
    grid = np.broadcast_to(record.values[place], shape).reshape(table_shape(shape))
    places = np.broadcast_to(all_places(node.shape, flat=False), shape).reshape(table_shape(shape))
    sign = "" if argument == 0 else op.symbol if len(op.symbol) == 1 else ","
    return Block(node.name, grid, places, lit, sign, (node.name, node.shape, "value"))


def _transposed(block: Block) -> Block:
    name = f"{block.name}ᵀ"
    return Block(name, block.grid.T, block.places.T, block.lit.T, block.before, block.source, block.of)


def _is_product(record: Record, place: int) -> bool:
    """Whether a node multiplies two plain matrices: a batch of them would need a picture for each."""
    node = record.graph.nodes[place]
    return isinstance(node.op, MatMul) and all(len(_shape(record, i)) == 2 for i in node.inputs)


def _shape(record: Record, place: int) -> Shape:
    return record.graph.nodes[place].shape


def _line(shape: Shape, axis: int, place: int) -> NDArray[np.bool_]:
    """Light a row (axis 0) or a column (axis 1) of a matrix."""
    lit = np.zeros(shape, dtype=np.bool_)
    lit[(place, slice(None)) if axis == 0 else (slice(None), place)] = True
    return lit
