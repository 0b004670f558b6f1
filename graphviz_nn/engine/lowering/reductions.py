"""Many cells into one: sums, means, maxima, sums of powers, and the softmax along an axis."""

from __future__ import annotations

from math import prod

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.codes import Mode
from graphviz_nn.engine.instructions import Largest, LargestBack, LogSumExpBack, SoftmaxBack
from graphviz_nn.engine.instructions import LogSumExp as LogSumExpWords
from graphviz_nn.engine.instructions import Softmax as SoftmaxWords
from graphviz_nn.engine.layout import Place, Strides, offsets, rows
from graphviz_nn.graph import Node
from graphviz_nn.ops import LogSoftmax, LogSumExp, Max, Mean, Op, Shape, Softmax, Sum


def total(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = Σ x, for a mean divided by the number of cells."""
    (x,), y = asm.inputs(node), asm.make(index)
    asm.move(Mode.RESTART, y, _spread(op, x.shape), x, x.strides, x.shape)
    if isinstance(op, Mean):
        asm.move(Mode.ASSIGN, y, y.strides, y, y.strides, y.shape, _count(op, x.shape))


def total_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g to every cell that was added, for a mean divided by their number."""
    g, source = asm.row_by_row(asm.gradient(index)), node.inputs[0]
    shape = asm.values[source].shape
    asm.send(source, g, _spread(op, shape), shape, _count(op, shape) if isinstance(op, Mean) else 1.0)


def largest(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = max x."""
    (x,), y = asm.inputs(node), asm.make(index)
    walk, behind = _lines(op, x, x.start)
    asm.emit(Largest(y.start, *walk), *behind)


def largest_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g to the winners."""
    (x,), y, g = asm.inputs(node), asm.values[index], asm.row_by_row(asm.gradient(index))
    (source,) = node.inputs
    d, (walk, behind) = asm.gradient(source), _lines(op, x, x.start)
    scratch, shift = asm.place(walk[:1]), d.start - x.start
    fields = (d.start, d.size, g.start, y.start, scratch.start, shift)
    asm.emit(LargestBack(asm.mode(source), *fields, *walk), *behind)


def log_sum_exp(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = ln Σ eˣ."""
    (x,), y = asm.inputs(node), asm.make(index)
    walk, behind = _lines(op, x, 0)
    asm.emit(LogSumExpWords(y.start, x.start, *walk), *behind)


def log_sum_exp_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send each cell its share of g."""
    (x,), g = asm.inputs(node), asm.row_by_row(asm.gradient(index))
    (source,) = node.inputs
    d, (walk, behind) = asm.target(source), _lines(op, x, 0)
    asm.emit(LogSumExpBack(d.start, g.start, x.start, *walk), *behind)
    asm.sent(source, d)


def softmax(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = eˣ / Σ eˣ along the axis, or its logarithm, laid as x."""
    assert isinstance(op, Softmax | LogSoftmax)
    (x,) = asm.inputs(node)
    y, (walk, starts) = asm.make(index, x.strides), along(x, op.axis)
    asm.emit(SoftmaxWords(isinstance(op, LogSoftmax), y.start, x.start, y.size, *walk), *starts)


def softmax_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send y · (g − Σ g · y), or for the logarithm g − eʸ · Σ g."""
    assert isinstance(op, Softmax | LogSoftmax)
    y, g = asm.values[index], asm.gradient(index)
    d, (walk, starts) = asm.target(node.inputs[0]), along(y, op.axis)
    asm.emit(SoftmaxBack(isinstance(op, LogSoftmax), d.start, g.start, y.start, *walk), *starts)
    asm.sent(node.inputs[0], d)


def along(x: Place, axis: int) -> tuple[tuple[int, int, int], tuple[int, ...]]:
    """Return the lines along an axis: their cells, the step from one to the next, their number; each one's offset."""
    axis %= len(x.shape)
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    starts = offsets(shape, x.strides[:axis] + x.strides[axis + 1 :])
    return (x.shape[axis], x.strides[axis], len(starts)), starts


def _gone(op: Op, rank: int) -> set[int]:
    """Return the axes that the op takes together."""
    assert isinstance(op, Sum | Mean | Max | LogSumExp)
    return {axis % rank for axis in (range(rank) if op.axis is None else op.axis)}


def _spread(op: Op, shape: Shape) -> Strides:
    """Return the strides for walking over the value, which lies row by row, along the cells of the input."""
    gone = _gone(op, len(shape))
    kept = iter(rows(tuple(size for axis, size in enumerate(shape) if axis not in gone)))
    return tuple(0 if axis in gone else next(kept) for axis in range(len(shape)))


def _count(op: Op, shape: Shape) -> float:
    return float(prod(shape[axis] for axis in _gone(op, len(shape))))


def _lines(op: Op, x: Place, start: int) -> tuple[tuple[int, int, int], tuple[int, ...]]:
    """Return which cells go together: lanes, lines, cells of one; where each line begins, each cell's offset from it.

    The tensor itself begins at `start`.
    """
    gone = _gone(op, len(x.shape))
    kept = [axis for axis in range(len(x.shape)) if axis not in gone]
    lanes = x.shape[kept.pop()] if kept and x.strides[kept[-1]] == 1 else 1
    lines, cells = (
        offsets(tuple(x.shape[axis] for axis in axes), tuple(x.strides[axis] for axis in axes))
        for axes in (kept, sorted(gone))
    )
    return (lanes, len(lines), len(cells)), (*(start + line for line in lines), *cells)
