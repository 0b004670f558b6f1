"""The same cells in another arrangement, parts of tensors, and tensors side by side: nothing but moves."""

from __future__ import annotations

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.codes import Mode
from graphviz_nn.engine.layout import Place, Strides, inwards, rows
from graphviz_nn.graph import Node
from graphviz_nn.ops import Concat, Op, Reshape, Shape, Slice, Transpose


def transpose(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Copy the cells in their new order."""
    (x,), y = asm.inputs(node), asm.make(index)
    strides = tuple(x.strides[axis] for axis in _axes(op, len(x.shape)))
    asm.move(Mode.ASSIGN, y, y.strides, x, strides, node.shape)


def transpose_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send the gradient with its axes in their old order."""
    g, source = asm.gradient(index), node.inputs[0]
    axes = _axes(op, len(node.shape))
    strides = tuple(g.strides[axes.index(axis)] for axis in range(len(axes)))
    asm.send(source, g, strides, asm.values[source].shape)


def reshape(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Copy the cells in reading order; a batch that lies innermost, and is still the first axis, stays there."""
    assert isinstance(op, Reshape)
    (x,) = asm.inputs(node)
    kept = node.shape[:1] == x.shape[:1] != () and x.batch_is_innermost
    y = asm.make(index, inwards(node.shape) if kept else None)
    asm.move(Mode.ASSIGN, y, _unfolded(y, x.shape), x, x.strides, x.shape)


def reshape_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send the gradient in reading order."""
    source, g = node.inputs[0], asm.gradient(index)
    shape = asm.values[source].shape
    asm.send(source, g, _unfolded(g, shape), shape)


def part(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Copy the cells that are taken."""
    assert isinstance(op, Slice)
    (x,), y = asm.inputs(node), asm.make(index)
    taken = x.part(op.at)
    asm.move(Mode.ASSIGN, y, y.strides, taken, taken.strides, node.shape)


def part_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Add the gradient to the cells that were taken."""
    assert isinstance(op, Slice)
    g, to = asm.gradient(index), asm.cleared(node.inputs[0]).part(op.at)
    asm.move(Mode.ACCUMULATE, to, to.strides, g, g.strides, node.shape)


def concat(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Copy each input into its part of the value."""
    inputs, y = asm.inputs(node), asm.make(index)
    for x, to in zip(inputs, _parts(op, y, inputs), strict=True):
        asm.move(Mode.ASSIGN, to, to.strides, x, x.strides, x.shape)


def concat_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send each input its part of the gradient."""
    for source, g in zip(node.inputs, _parts(op, asm.gradient(index), asm.inputs(node)), strict=True):
        if asm.wants(source):
            asm.send(source, g, g.strides, g.shape)


def _parts(op: Op, whole: Place, inputs: list[Place]) -> tuple[Place, Place]:
    """Return the two parts of a tensor that belong to the inputs."""
    assert isinstance(op, Concat)
    axis = op.axis % len(whole.shape)
    before, border = ((None, None, None),) * axis, inputs[0].shape[axis]
    return whole.part((*before, (0, border, None))), whole.part((*before, (border, None, None)))


def _unfolded(y: Place, shape: Shape) -> Strides:
    """Return the strides for walking over a reshaped tensor in the shape that it had."""
    return rows(shape) if y.strides == rows(y.shape) else inwards(shape)


def _axes(op: Op, rank: int) -> tuple[int, ...]:
    """Return which axis of the input each axis of the value is."""
    assert isinstance(op, Transpose)
    axes = range(rank)[::-1] if op.axes is None else op.axes
    return tuple(axis % rank for axis in axes)
