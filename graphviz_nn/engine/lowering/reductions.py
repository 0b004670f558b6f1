"""Many cells into one: sums, means, maxima, and the softmax along an axis."""

from __future__ import annotations

from math import prod

from graphviz_nn.engine import codes
from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.layout import Place, Strides, offsets, rows
from graphviz_nn.graph import Node
from graphviz_nn.ops import Max, Mean, Op, Shape, Softmax, Sum


def total(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = Σ x, for a mean divided by the number of cells."""
    (x,), y = asm.inputs(node), asm.make(index)
    asm.move(codes.RESTART, y, _spread(op, x.shape), x, x.strides, x.shape)
    if isinstance(op, Mean):
        asm.move(codes.ASSIGN, y, y.strides, y, y.strides, y.shape, _count(op, x.shape))


def total_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g to every cell that was added, for a mean divided by their number."""
    g, source = asm.row_by_row(asm.gradient(index)), node.inputs[0]
    shape = asm.values[source].shape
    asm.send(source, g, _spread(op, shape), shape, _count(op, shape) if isinstance(op, Mean) else 1.0)


def maximum(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = max x."""
    (x,), y = asm.inputs(node), asm.make(index)
    asm.emit(codes.MAXIMUM, y.start, *_lines(op, x))


def maximum_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g to the winners."""
    (x,), y, g = asm.inputs(node), asm.values[index], asm.row_by_row(asm.gradient(index))
    (source,) = node.inputs
    d, (lanes, *lines) = asm.gradient(source), _lines(op, x)
    asm.emit(
        *(codes.MAXIMUM_BACK, asm.mode(source), d.start, d.size, g.start, y.start),
        *(asm.place((lanes,)).start, d.start - x.start, lanes, *lines),
    )


def softmax(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = eˣ / Σ eˣ along the axis, laid as x."""
    assert isinstance(op, Softmax)
    (x,) = asm.inputs(node)
    y = asm.make(index, x.strides)
    asm.emit(codes.SOFTMAX, y.start, x.start, y.size, *along(x, op.axis))


def softmax_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send y · (g − Σ g · y)."""
    assert isinstance(op, Softmax)
    y, g = asm.values[index], asm.gradient(index)
    d = asm.target(node.inputs[0])
    asm.emit(codes.SOFTMAX_BACK, d.start, g.start, y.start, *along(y, op.axis))
    asm.sent(node.inputs[0], d)


def along(x: Place, axis: int) -> tuple[int, ...]:
    """Return the words that tell the lines along an axis: cells, step, lines, the offset of each line."""
    axis %= len(x.shape)
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    starts = offsets(shape, x.strides[:axis] + x.strides[axis + 1 :])
    return (x.shape[axis], x.strides[axis], len(starts), *starts)


def _gone(op: Op, rank: int) -> set[int]:
    """Return the axes that the op takes together."""
    assert isinstance(op, Sum | Mean | Max)
    return {axis % rank for axis in (range(rank) if op.axis is None else op.axis)}


def _spread(op: Op, shape: Shape) -> Strides:
    """Return the strides for walking over the value, which lies row by row, along the cells of the input."""
    gone = _gone(op, len(shape))
    kept = iter(rows(tuple(size for axis, size in enumerate(shape) if axis not in gone)))
    return tuple(0 if axis in gone else next(kept) for axis in range(len(shape)))


def _count(op: Op, shape: Shape) -> float:
    return float(prod(shape[axis] for axis in _gone(op, len(shape))))


def _lines(op: Op, x: Place) -> tuple[int, ...]:
    """Return the words that tell which cells compete: lanes, lines, cells, each line's place, each cell's offset."""
    gone = _gone(op, len(x.shape))
    kept = [axis for axis in range(len(x.shape)) if axis not in gone]
    lanes = x.shape[kept.pop()] if kept and x.strides[kept[-1]] == 1 else 1
    lines, cells = (
        offsets(tuple(x.shape[axis] for axis in axes), tuple(x.strides[axis] for axis in axes))
        for axes in (kept, sorted(gone))
    )
    return (lanes, len(lines), len(cells), *(x.start + line for line in lines), *cells)
