"""Windows over pictures in the arena: their padding, where they lie, and where what they send back is added up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.codes import Mode
from graphviz_nn.engine.layout import Place, Strides, units_outside
from graphviz_nn.ops import Shape
from graphviz_nn.ops.windows import Windows


def framed(asm: Assembler, windows: Windows, x: Place, fill: float) -> Place:
    """Return a copy of the pictures with their padding, cells of `fill`, the batch innermost."""
    frame, inner = _frame(asm, windows, x.shape)
    if windows.padding == "same":
        asm.fill(frame, fill)
    asm.move(Mode.ASSIGN, inner, inner.strides, x, x.strides, x.shape)
    return frame


@contextmanager
def adding_up(asm: Assembler, windows: Windows, source: int, direct: bool) -> Iterator[tuple[Mode, Place]]:
    """Yield a mode and where to add up what windows send back to a node's pictures.

    That is the node's gradient if `direct`; else a place laid as `framed`, of which the pictures are sent on.
    """
    if direct:
        gradient = asm.gradient(source)
        yield asm.mode(source), gradient
        return
    frame, inner = _frame(asm, windows, asm.values[source].shape)
    yield Mode.RESTART, frame
    asm.send(source, inner, inner.strides, inner.shape)


def seen(windows: Windows, x: Shape, strides: Strides) -> tuple[Shape, Strides]:
    """Return shape and strides of what the windows see, (batch, down, across, height, width, channels)."""
    batch, down, across, channels = strides
    shape = (x[0], *windows.places(x), *windows.size, x[3])
    return shape, (batch, down * windows.strides[0], across * windows.strides[1], down, across, channels)


def _frame(asm: Assembler, windows: Windows, x: Shape) -> tuple[Place, Place]:
    """Take a place for pictures with their padding; return it, and where in it the pictures lie."""
    (_, top, bottom), (_, left, right) = windows.along(x)
    shape = (x[0], x[1] + top + bottom, x[2] + left + right, x[3])
    frame = asm.place(shape, units_outside(shape))
    start = frame.start + top * frame.strides[1] + left * frame.strides[2]
    return frame, Place(start, x, frame.strides)
