"""The largest number of each window, the batch innermost."""

from __future__ import annotations

from math import inf

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.instructions import Largest, LargestBack
from graphviz_nn.engine.layout import Place, offsets, units_outside
from graphviz_nn.engine.lowering.windows import adding_up, framed, seen
from graphviz_nn.graph import Node
from graphviz_nn.ops import MaxPool, Op
from graphviz_nn.ops.windows import Windows


def max_pool(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = max x over each window; the pictures that the windows see are kept for the way back."""
    assert isinstance(op, MaxPool)
    (x,) = asm.inputs(node)
    direct = op.padding == "valid" and x.batch_is_innermost
    pictures = x if direct else framed(asm, op.windows, x, -inf)
    asm.kept[index] = (pictures,)
    y = asm.make(index, units_outside(node.shape))
    walk, behind = _lines(op.windows, x, pictures)
    asm.emit(Largest(y.start, *walk), *behind)


def max_pool_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g to the winners of each window."""
    assert isinstance(op, MaxPool)
    (pictures,), (source,), y, g = asm.kept[index], node.inputs, asm.values[index], asm.gradient(index)
    x = asm.values[source]
    scratch, (walk, behind) = asm.place(x.shape[:1]), _lines(op.windows, x, pictures)
    with adding_up(asm, op.windows, source, pictures == x) as (mode, d):
        shift = d.start - pictures.start
        fields = (d.start, d.size, g.start, y.start, scratch.start, shift)
        asm.emit(LargestBack(mode, *fields, *walk), *behind)


def _lines(windows: Windows, x: Place, pictures: Place) -> tuple[tuple[int, int, int], tuple[int, ...]]:
    """Return what competes: examples, windows, and the cells of one; where each window begins, each cell's offset.

    The windows come in the order in which the value lies: channel by channel.
    """
    (batch, *places, high, wide, channels), steps = seen(windows, x.shape, pictures.strides)
    lines = offsets((channels, *places), (steps[5], *steps[1:3]))
    cells = offsets((high, wide), steps[3:5])
    return (batch, len(lines), len(cells)), (*(pictures.start + line for line in lines), *cells)
