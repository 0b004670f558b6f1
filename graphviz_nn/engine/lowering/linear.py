"""Matrix products, and the same cells in another arrangement."""

from __future__ import annotations

from graphviz_nn.engine import codes
from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.layout import Place, Strides, inwards, offsets, rows
from graphviz_nn.graph import Node
from graphviz_nn.ops import Op, Reshape, Shape, Transpose


def matmul(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = A B."""
    product(asm, asm.make(index), *asm.inputs(node))


def matmul_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g Bᵀ and Aᵀ g, each summed over the batches that broadcasting stretched."""
    (a, b), g = asm.inputs(node), asm.gradient(index)
    for source, left, right in ((node.inputs[0], g, turned(b)), (node.inputs[1], turned(a), g)):
        if asm.wants(source):
            d = asm.place((*node.shape[:-2], left.shape[-2], right.shape[-1]))
            product(asm, d, left, right)
            asm.send(source, d, d.strides, d.shape)


def turned(x: Place) -> Place:
    """Return a stack of matrices with each transposed: the same cells."""
    *shape, n, m = x.shape
    *strides, down, across = x.strides
    return Place(x.start, (*shape, m, n), (*strides, across, down))


def product(asm: Assembler, out: Place, a: Place, b: Place) -> None:
    """Write out = a b; b is copied first unless its columns lie side by side."""
    if b.strides[-1] != 1 and b.shape[-1] != 1:
        b = asm.as_laid(b, rows(b.shape))
    batch, stacks = out.shape[:-2], [Place(x.start, x.shape[:-2], x.strides[:-2]) for x in (out, b, a)]
    steps = offsets(batch, *(stack.stretched(batch) for stack in stacks))
    matrices = len(steps) // 3
    starts = [stack.start for stack in stacks] * matrices
    asm.emit(
        *(codes.PRODUCT, out.shape[-2], a.shape[-1], out.shape[-1]),
        *(out.strides[-2], b.strides[-2], *a.strides[-2:], matrices),
        *(start + step for start, step in zip(starts, steps, strict=True)),
    )


def transpose(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Copy the cells in their new order."""
    (x,), y = asm.inputs(node), asm.make(index)
    strides = tuple(x.strides[axis] for axis in _axes(op, len(x.shape)))
    asm.move(codes.ASSIGN, y, y.strides, x, strides, node.shape)


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
    asm.move(codes.ASSIGN, y, _unfolded(y, x.shape), x, x.strides, x.shape)


def reshape_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send the gradient in reading order."""
    source, g = node.inputs[0], asm.gradient(index)
    shape = asm.values[source].shape
    asm.send(source, g, _unfolded(g, shape), shape)


def _unfolded(y: Place, shape: Shape) -> Strides:
    """Return the strides for walking over a reshaped tensor in the shape that it had."""
    return rows(shape) if y.strides == rows(y.shape) else inwards(shape)


def _axes(op: Op, rank: int) -> tuple[int, ...]:
    """Return which axis of the input each axis of the value is."""
    assert isinstance(op, Transpose)
    axes = range(rank)[::-1] if op.axes is None else op.axes
    return tuple(axis % rank for axis in axes)
