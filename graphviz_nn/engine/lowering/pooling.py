"""The largest number of each window, the batch innermost."""

from __future__ import annotations

from math import inf

from graphviz_nn.engine import codes
from graphviz_nn.engine.assembler import Assembler
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
    asm.emit(codes.MAXIMUM, y.start, *_lines(op.windows, x, pictures))


def max_pool_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g to the winners of each window."""
    assert isinstance(op, MaxPool)
    (pictures,), (source,), y, g = asm.kept[index], node.inputs, asm.values[index], asm.gradient(index)
    x = asm.values[source]
    shares = asm.place(x.shape[:1])
    with adding_up(asm, op.windows, source, pictures == x) as (mode, gradient):
        asm.emit(
            *(codes.MAXIMUM_BACK, mode, gradient.start, gradient.size, g.start, y.start),
            *(shares.start, gradient.start - pictures.start, *_lines(op.windows, x, pictures)),
        )


def _lines(windows: Windows, x: Place, pictures: Place) -> tuple[int, ...]:
    """Return the words that tell what competes: examples, windows, cells, each window's place, each cell's offset.

    The windows come in the order in which the value lies: channel by channel.
    """
    (batch, *places, high, wide, channels), steps = seen(windows, x.shape, pictures.strides)
    lines = offsets((channels, *places), (steps[5], *steps[1:3]))
    cells = offsets((high, wide), steps[3:5])
    return (batch, len(lines), len(cells), *(pictures.start + line for line in lines), *cells)
