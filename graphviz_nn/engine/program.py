"""The graph compiled for speed: one arena of numbers, one table of instructions."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from graphviz_nn.engine import fusion
from graphviz_nn.engine.assembler import LINE_NUMBERS, Assembler, bits
from graphviz_nn.engine.code import Code
from graphviz_nn.engine.codes import DIGIT, KEY_DIGITS, LINE, UPDATE_DIGITS, Mode, NoiseKind
from graphviz_nn.engine.instructions import Noise
from graphviz_nn.engine.layout import Place, inwards
from graphviz_nn.engine.listing import listed
from graphviz_nn.engine.lowering.table import LOWERINGS, lowering_of
from graphviz_nn.engine.types import Arena
from graphviz_nn.graph import Graph, Node, Role
from graphviz_nn.graph.noise import Distribution
from graphviz_nn.ops import DType, FloatArray, LogSoftmax, Softmax


@dataclass(frozen=True, eq=False)
class Program:
    """A graph as instructions; print it to read them.

    The arena begins with the parameters (the leaves that need a gradient), end to end in the order of the nodes,
    row by row; after them lie their gradients in the same order.

    Attributes:
        graph: what was compiled.
        code: the instructions, those of the value before those of the gradients.
        size: the floats in the arena.
        count: the numbers in all parameters.
        leaves: where the value of each leaf lies, by name.
        values: where the value of the output and of the other visible nodes lies, by name.
        gradients: where the gradient of each parameter lies, by name.
        noises: where the header of each leaf of noise lies: see `noise_header`.
        places: where each node's value lies, by its index; inside a dense layer there is but the last.
        gradient_places: where each node's gradient lies.

    """

    graph: Graph
    code: Code
    size: int
    count: int
    leaves: Mapping[str, Place]
    values: Mapping[str, Place]
    gradients: Mapping[str, Place]
    noises: Mapping[str, Place]
    places: Mapping[int, Place]
    gradient_places: Mapping[int, Place]

    @property
    def called(self) -> tuple[str, ...]:
        """The names of the ops without a kernel, which Python computes."""
        return tuple(sorted({call.op.name for call in self.code.calls.values()}))

    def arena(self, leaves: Mapping[str, FloatArray], dtype: DType = "float64") -> Arena:
        """Return an arena with these values in the leaves, zero elsewhere."""
        arena = empty_arena(self.size, dtype)
        for name, place in self.leaves.items():
            place.view(arena)[...] = leaves[name]
        return arena

    def __repr__(self) -> str:
        words = f"{len(self.code)} words, {self.size} floats"
        calls = f", calls {', '.join(self.called)}" if self.called else ""
        return f"<Program of {len(self.graph.nodes)} nodes, {words}{calls}>"

    def __str__(self) -> str:
        nodes = self.graph.nodes
        names = {place.start: nodes[i].name for i, place in self.places.items()}
        names |= {place.start: f"∂{nodes[i].name}" for i, place in self.gradient_places.items()}
        return "\n".join(listed(self.code, self.graph, names))


def empty_arena(size: int, dtype: DType = "float64") -> Arena:
    """Return zeros that begin at the beginning of a line of the cache."""
    bytes_each = np.dtype(dtype).itemsize
    line = LINE // bytes_each
    whole: Arena = np.zeros(size + line, dtype)
    first = -(whole.ctypes.data // bytes_each) % line
    return whole[first : first + size]


def compile_program(
    graph: Graph,
    *,
    gradients: bool = True,
    visible: Set[str] = frozenset(),
    fed: Set[str] = frozenset(),
    above: int = 0,
) -> Program:
    """Lower a graph to instructions, dense layers fused.

    `visible` names nodes beside the output whose values are kept to be read, and `fed` leaves that are laid anew for
    each mini-batch: both with the batch innermost. The working part of the arena lies
    above `above` floats, so that programs over the same parameters can share an arena.
    """
    asm = Assembler(graph)
    seen = {graph.index[name] for name in (graph.output, *visible, *graph.carries.values())}
    layers = fusion.find_dense(graph, seen)
    count, noises = _place_leaves(asm, layers, fed, above)
    for index, header in noises.items():
        _draw(asm, index, header)
    _forward(asm, layers)
    read = {name: _inwards(asm, graph.index[name]) for name in visible}
    if gradients:
        _backward(asm, layers)
    for state, after in graph.carries.items():
        _carry(asm, graph.index[state], graph.index[after])
    nodes = graph.nodes
    return Program(
        graph,
        Code(np.array(asm.words, dtype=np.int64), asm.calls),
        asm.size,
        count,
        {node.name: asm.values[i] for i, node in enumerate(nodes) if node.is_leaf},
        {nodes[i].name: asm.values[i] for i in seen} | read,
        {
            nodes[i].name: asm.gradients[i]
            for i, node in enumerate(nodes)
            if node.is_leaf and node.needs_gradient
        },
        {nodes[i].name: header for i, header in noises.items()},
        asm.values,
        asm.gradients,
    )


def _place_leaves(
    asm: Assembler, layers: Mapping[int, fusion.Dense], fed: Set[str], above: int
) -> tuple[int, dict[int, Place]]:
    """Place all leaves; return the number of parameters' numbers, and the headers of the noise.

    Parameters, gradients, states and headers come first: programs of other mini-batches share them.
    """
    nodes = asm.graph.nodes
    parameters = [i for i, node in enumerate(nodes) if node.is_leaf and node.needs_gradient]
    for index in parameters:
        asm.make(index)
    count = asm.size
    for index in parameters:
        asm.gradient(index)
    for index, node in enumerate(nodes):
        if node.role is Role.STATE:
            asm.make(index)
    noises = {
        i: asm.place((KEY_DIGITS + UPDATE_DIGITS,)) for i, node in enumerate(nodes) if node.role is Role.NOISE
    }
    asm.size = max(asm.size, above)
    asm.size += -asm.size % LINE_NUMBERS
    asm.aligned = True
    inner = _batch_innermost(asm.graph, layers) | {asm.graph.index[name] for name in fed} | noises.keys()
    for index, node in enumerate(nodes):
        if node.is_leaf and not node.needs_gradient and node.role is not Role.STATE:
            asm.make(index, inwards(node.shape) if index in inner else None)
    return count, noises


def _inwards(asm: Assembler, index: int) -> Place:
    """Return where a node's value lies with the batch innermost: where it lies anyway, or a copy."""
    place = asm.values[index]
    return asm.as_laid(place, inwards(place.shape))


def _draw(asm: Assembler, index: int, header: Place) -> None:
    """Write the instruction that draws a leaf of noise."""
    noise, place = asm.graph.nodes[index].noise, asm.values[index]
    assert noise is not None
    examples = place.shape[0] if place.shape else 1
    across, along = (place.strides[0], place.strides[-1]) if place.strides else (1, 1)
    kind, amount = _NOISES[noise.distribution], bits(noise.amount)
    cells = place.size // max(examples, 1)
    asm.emit(Noise(place.start, examples, cells, across, along, kind, amount, header.start))


def noise_header(key: int, update: int) -> tuple[int, ...]:
    """Return what a leaf of noise begins with: the digits of its key and of the number of the next update."""
    wholes = ((key, KEY_DIGITS), (update, UPDATE_DIGITS))
    return tuple(
        whole >> (DIGIT * place) & ((1 << DIGIT) - 1)
        for whole, count in wholes
        for place in reversed(range(count))
    )


_NOISES = {Distribution.KEEP: NoiseKind.KEEP, Distribution.NORMAL: NoiseKind.NORMAL}


def _carry(asm: Assembler, state: int, after: int) -> None:
    """Write the move that lays a state's next value, once nothing reads its old one any more."""
    to, source = asm.values[state], asm.values[after]
    asm.move(Mode.ASSIGN, to, to.strides, source, source.strides, to.shape)


def _batch_innermost(graph: Graph, layers: Mapping[int, fusion.Dense]) -> set[int]:
    """Return the leaves that a dense layer reads as its input, or that are compared with what is laid so."""
    sources = {layer.source for layer in layers.values()}
    inner = {node for node in sources if len(graph.nodes[node].shape) in (2, 4)}
    laid = inner | layers.keys()
    for index, node in enumerate(graph.nodes):
        if index in layers or not node.inputs or node.inputs[0] not in laid:
            continue
        shapes = {graph.nodes[i].shape for i in node.inputs}
        if shapes == {node.shape} and _keeps_layout(node):
            laid.add(index)
        if len(node.inputs) == 2 and len(shapes) == 1:
            inner.add(node.inputs[1])
    return inner


def _keeps_layout(node: Node) -> bool:
    """Say whether an op of one input lays its value as that, if the two have one shape."""
    if node.op is None or len(node.inputs) != 1:
        return False
    return node.op.elementwise or isinstance(node.op, Softmax | LogSoftmax) or type(node.op) not in LOWERINGS


def _forward(asm: Assembler, layers: Mapping[int, fusion.Dense]) -> None:
    for index, node in enumerate(asm.graph.nodes):
        layer = layers.get(index)
        if layer is not None:
            if index == layer.last:
                fusion.forward(asm, layer)
        elif node.op is not None:
            lowering_of(node.op).forward(asm, index, node, node.op)


def _backward(asm: Assembler, layers: Mapping[int, fusion.Dense]) -> None:
    """Write the way back, from the output to all that it depends on and that needs a gradient."""
    output = asm.graph.index[asm.graph.output]
    seed = asm.gradient(output)
    asm.fill(seed, 1.0)
    asm.mode(output)
    for index in range(output, -1, -1):
        node, layer = asm.graph.nodes[index], layers.get(index)
        if node.op is None or not node.needs_gradient or not asm.received(index):
            continue
        if layer is None:
            lowering_of(node.op).backward(asm, index, node, node.op)
        elif index == layer.last:
            fusion.backward(asm, layer)
