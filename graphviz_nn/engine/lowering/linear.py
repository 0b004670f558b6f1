"""Matrix products."""

from __future__ import annotations

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.instructions import Product
from graphviz_nn.engine.layout import Place, offsets, rows
from graphviz_nn.graph import Node
from graphviz_nn.ops import Op


def matmul(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = A B."""
    y = asm.make(index)
    product(asm, *matrices(y, *asm.inputs(node)))


def matmul_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g Bᵀ and Aᵀ g, each summed over the batches that broadcasting stretched."""
    g, a, b = matrices(asm.gradient(index), *asm.inputs(node))
    for source, left, right in ((node.inputs[0], g, turned(b)), (node.inputs[1], turned(a), g)):
        if asm.wants(source):
            d = asm.place((*g.shape[:-2], left.shape[-2], right.shape[-1]))
            product(asm, d, left, right)
            kept = (
                -1 if right is g and len(asm.values[source].shape) == 1 else None
            )  # a vector has no such axis
            asm.send(source, d, d.strides[:kept], d.shape[:kept])


def matrices(y: Place, a: Place, b: Place) -> tuple[Place, Place, Place]:
    """Return a product and its factors with the axis that a vector has as a row or as a column: the same cells."""
    shape, strides = y.shape, y.strides
    if len(b.shape) == 1:
        b = Place(b.start, (*b.shape, 1), (*b.strides, 1))
        shape, strides = (*shape, 1), (*strides, 1)
    if len(a.shape) == 1:
        a = Place(a.start, (1, *a.shape), (1, *a.strides))
        shape, strides = (*shape[:-1], 1, shape[-1]), (*strides[:-1], 1, strides[-1])
    return Place(y.start, shape, strides), a, b


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
        Product(
            *(out.shape[-2], a.shape[-1], out.shape[-1]),
            *(out.strides[-2], b.strides[-2], *a.strides[-2:], matrices),
        ),
        *(start + step for start, step in zip(starts, steps, strict=True)),
    )
