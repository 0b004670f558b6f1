"""Convolutions as matrix products over patches, the batch innermost.

The patches of a mini-batch are one matrix: a row for each number of a patch, a column for each place of each example.
So a convolution is a product of the kernel with it, and a layer with its bias and activation is a dense layer over it.
"""

from __future__ import annotations

from math import prod

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.codes import Mode
from graphviz_nn.engine.layout import Place, Strides, units_outside
from graphviz_nn.engine.lowering.linear import product, turned
from graphviz_nn.engine.lowering.windows import adding_up, framed, seen
from graphviz_nn.graph import Node
from graphviz_nn.ops import Convolve, Op, Shape
from graphviz_nn.ops.windows import Windows


def convolve(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = x ∗ K for any kernel, also one that is computed."""
    assert isinstance(op, Convolve)
    x, kernel = asm.inputs(node)
    k, columns = _matrix(asm.row_by_row(kernel)), patches(asm, op.windows(kernel.shape), x)
    asm.kept[index] = (k, columns)
    y = asm.make(index, units_outside(node.shape))
    product(asm, _units(y), turned(k), turned(columns))


def convolve_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send K gᵀ back to where the patches lie, and the patches times g to the kernel."""
    assert isinstance(op, Convolve)
    (k, columns), g, (source, kernel) = asm.kept[index], _units(asm.gradient(index)), node.inputs
    shape = asm.values[kernel].shape
    if asm.wants(source):
        d = asm.place(columns.shape, columns.strides)
        product(asm, turned(d), k, g)
        send_patches(asm, op.windows(shape), source, d)
    if asm.wants(kernel):
        d = asm.place(shape)
        product(asm, _matrix(d), turned(columns), turned(g))
        asm.send(kernel, d, d.strides, shape)


def patches(asm: Assembler, windows: Windows, x: Place) -> Place:
    """Copy what the windows see; return it as (places and examples, numbers of a patch), the first innermost."""
    pictures = x if windows.padding == "valid" else framed(asm, windows, x, 0.0)
    shape, strides = seen(windows, x.shape, pictures.strides)
    copy = asm.place((prod(shape[:3]), prod(shape[3:])), (1, prod(shape[:3])))
    asm.move(Mode.ASSIGN, copy, _patched(shape), pictures, strides, shape)
    return copy


def send_patches(asm: Assembler, windows: Windows, source: int, d: Place) -> None:
    """Add the gradient of patches, laid as `patches` lays them, to that of what they were taken from."""
    with adding_up(asm, windows, source, windows.padding == "valid") as (mode, gradient):
        shape, strides = seen(windows, asm.values[source].shape, gradient.strides)
        asm.move(mode, gradient, strides, d, _patched(shape), shape)


def _patched(shape: Shape) -> Strides:
    """Return the strides of what the windows see, as `patches` lays it."""
    batch, down, across, _, wide, channels = shape
    columns = batch * down * across
    return (1, across * batch, batch, wide * channels * columns, channels * columns, columns)


def _matrix(kernel: Place) -> Place:
    """Return a kernel that lies row by row as (numbers of a patch, filters)."""
    *patch, filters = kernel.shape
    return Place(kernel.start, (prod(patch), filters), (filters, 1))


def _units(y: Place) -> Place:
    """Return pictures that lie filter by filter as (filters, places and examples)."""
    *columns, filters = y.shape
    return Place(y.start, (filters, prod(columns)), (prod(columns), 1))
