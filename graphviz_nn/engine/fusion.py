"""Finds dense layers in a graph: a product with a kernel, its bias and its activation, as one instruction.

A convolution is one too: a dense layer over the patches of all places.

They are found in the nodes, and not told by the layers: so an expression's product is one instruction as well, a graph
from elsewhere will be, and a new kind of layer has nothing to declare here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from graphviz_nn import ops
from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.codes import Function, Mode
from graphviz_nn.engine.instructions import Dense as DenseWords
from graphviz_nn.engine.instructions import DenseBack
from graphviz_nn.engine.layout import Place, units_outside
from graphviz_nn.engine.lowering.convolution import patches, send_patches
from graphviz_nn.engine.lowering.elementwise import UNARY, constants_of
from graphviz_nn.graph import Graph, Node
from graphviz_nn.ops import Op
from graphviz_nn.ops.windows import Windows

_PRODUCTS = (ops.MatMul, ops.Convolve)
_ACTIVATIONS = (ops.Sigmoid, ops.Tanh, ops.Relu, ops.LeakyRelu, ops.Elu, ops.Softplus)
_FROM_VALUE = (
    ops.Sigmoid,
    ops.Tanh,
    ops.Relu,
)  # their slope is had from their value, but for flat ends; the sum need not be kept


@dataclass(frozen=True)
class Dense:
    """A dense layer, by the indices of its nodes.

    Attributes:
        nodes: the product, then the sum with the bias and the activation where there are any.
        source: its input.
        kernel: its kernel.
        bias: its bias, or None.
        activation: the op at its end, or None.
        windows: what it slides over its input, or None where it takes the input as a whole.

    """

    nodes: tuple[int, ...]
    source: int
    kernel: int
    bias: int | None
    activation: Op | None
    windows: Windows | None

    @property
    def last(self) -> int:
        """The node whose value it makes."""
        return self.nodes[-1]


def find_dense(graph: Graph, visible: Set[int]) -> dict[int, Dense]:
    """Return the dense layers by the index of each of their nodes; `visible` nodes are never hidden inside one."""
    begins = [
        i for i, node in enumerate(graph.nodes) if isinstance(node.op, _PRODUCTS) and _is_layer(graph, node)
    ]
    if not begins:
        return {}
    readers: dict[int, list[int]] = {}
    for edge in graph.edges:
        readers.setdefault(edge.source, []).append(edge.consumer)
    layers = (_grown(graph, index, readers, visible) for index in begins)
    return {index: layer for layer in layers for index in layer.nodes}


def _is_layer(graph: Graph, node: Node) -> bool:
    source, kernel = (graph.nodes[i] for i in node.inputs)
    axes = 4 if isinstance(node.op, ops.Convolve) else 2
    return (
        len(source.shape) == axes
        and len(kernel.shape) == axes
        and kernel.is_leaf
        and node.inputs[0] != node.inputs[1]
    )


def _grown(graph: Graph, product: int, readers: Mapping[int, list[int]], visible: Set[int]) -> Dense:
    """Return the layer that begins at a product, with all that can be taken into it."""
    op, (source, kernel) = graph.nodes[product].op, graph.nodes[product].inputs
    windows = op.windows(graph.nodes[kernel].shape) if isinstance(op, ops.Convolve) else None
    nodes, bias, activation = [product], None, None
    for reader in _only_readers(product, readers, visible):
        node = graph.nodes[reader]
        if len(nodes) == 1 and isinstance(node.op, ops.Add) and _is_bias(graph, nodes[-1], node):
            bias = node.inputs[1]
        elif isinstance(node.op, _ACTIVATIONS):
            activation = node.op
        else:
            break
        nodes.append(reader)
        if activation is not None:
            break
    return Dense(tuple(nodes), source, kernel, bias, activation, windows)


def _only_readers(index: int, readers: Mapping[int, list[int]], visible: Set[int]) -> Iterator[int]:
    """Yield the chain of readers as long as each node has just one and need not be seen."""
    while index not in visible and len(readers.get(index, ())) == 1:
        (index,) = readers[index]
        yield index


def _is_bias(graph: Graph, total: int, node: Node) -> bool:
    first, second = node.inputs
    bias = graph.nodes[second]
    return (
        first == total and bias.is_leaf and bias.shape == (node.shape[-1],) == (graph.nodes[total].shape[-1],)
    )


def forward(asm: Assembler, layer: Dense) -> None:
    """Write the layer's DENSE; its kernel, its input and its sum are kept for the way back."""
    w, x = asm.row_by_row(asm.values[layer.kernel]), _input(asm, layer)
    y = asm.make(layer.last, units_outside(asm.graph.nodes[layer.last].shape))
    from_value = layer.activation is None or isinstance(layer.activation, _FROM_VALUE)
    z = y if from_value else asm.place(y.shape, y.strides)
    asm.kept[layer.last] = (w, x, z)
    bias = -1 if layer.bias is None else asm.values[layer.bias].start
    (batch, inputs), units, constants = x.shape, w.shape[-1], _constants(layer)
    places = (y.start, z.start, x.start, w.start, bias)
    asm.emit(DenseWords(_function(layer), *places, batch, inputs, units, len(constants)), *constants)


def backward(asm: Assembler, layer: Dense) -> None:
    """Write the layer's DENSE_BACK."""
    (w, x, z), y, g = asm.kept[layer.last], asm.values[layer.last], asm.gradient(layer.last)
    scratch = asm.place(y.shape)
    to_kernel, to_bias = _sent(asm, layer.kernel), _sent(asm, layer.bias)
    copied = None
    if x == asm.values[layer.source]:
        to_source = _sent(asm, layer.source)
    elif asm.wants(layer.source):  # x is a copy, as patches are
        copied = asm.place(x.shape, x.strides)
        to_source = copied.start, Mode.RESTART
    else:
        to_source = _NOWHERE
    (batch, inputs), units, constants = x.shape, w.shape[-1], _constants(layer)
    bias = -1 if layer.bias is None else asm.values[layer.bias].start
    places = (g.start, y.start, z.start, x.start, w.start, bias)
    fields = DenseBack(
        *(_function(layer), *places, batch, inputs, units),
        *(*to_kernel, *to_bias, *to_source, scratch.start, len(constants)),
    )
    asm.emit(fields, *constants)
    if copied is not None and layer.windows is not None:
        send_patches(asm, layer.windows, layer.source, copied)
    elif copied is not None:
        asm.send(layer.source, copied, copied.strides, copied.shape)


def _input(asm: Assembler, layer: Dense) -> Place:
    """Return what is weighed, (examples, inputs) with the examples innermost: an input as a whole, or patches of it."""
    source = asm.values[layer.source]
    if layer.windows is not None:
        return patches(asm, layer.windows, source)
    return asm.as_laid(source, units_outside(source.shape))


_NOWHERE = -1, Mode.ASSIGN


def _sent(asm: Assembler, node: int | None) -> tuple[int, Mode]:
    """Return where the instruction shall add to a node's gradient, and how; −1 where none is asked for."""
    if node is None or not asm.wants(node):
        return _NOWHERE
    return asm.gradient(node).start, asm.mode(node)


def _function(layer: Dense) -> Function:
    return Function.LINEAR if layer.activation is None else UNARY[type(layer.activation)]


def _constants(layer: Dense) -> tuple[int, ...]:
    return () if layer.activation is None else constants_of(layer.activation)
