"""Ops of which each cell of the value depends on one cell of each input."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz_nn import ops
from graphviz_nn.engine import codes
from graphviz_nn.engine.assembler import Assembler, bits
from graphviz_nn.engine.layout import walk
from graphviz_nn.graph import Node
from graphviz_nn.ops import Op

FUNCTIONS: Mapping[type[Op], int] = {
    ops.Negate: codes.NEGATE,
    ops.Exp: codes.EXP,
    ops.Ln: codes.LN,
    ops.Sqrt: codes.SQRT,
    ops.Square: codes.SQUARE,
    ops.Abs: codes.ABS,
    ops.Sin: codes.SIN,
    ops.Cos: codes.COS,
    ops.Tan: codes.TAN,
    ops.Tanh: codes.TANH,
    ops.Sigmoid: codes.SIGMOID,
    ops.Relu: codes.RELU,
    ops.LeakyRelu: codes.LEAKY_RELU,
    ops.Elu: codes.ELU,
    ops.Softplus: codes.SOFTPLUS,
    ops.Add: codes.ADD,
    ops.Subtract: codes.SUBTRACT,
    ops.Multiply: codes.MULTIPLY,
    ops.Divide: codes.DIVIDE,
    ops.Power: codes.POWER,
}

_SIGNS: Mapping[type[Op], tuple[float, float]] = {ops.Add: (1.0, 1.0), ops.Subtract: (1.0, -1.0)}


def constant_of(op: Op) -> int:
    """Return the word with the one number that an activation has beside its input: a slope, an alpha, or 0."""
    if isinstance(op, ops.LeakyRelu):
        return bits(op.slope)
    return bits(op.alpha) if isinstance(op, ops.Elu) else 0


def unary(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = f(x), laid as x."""
    (x,) = asm.inputs(node)
    y = asm.make(index, x.strides)
    asm.emit(codes.UNARY, FUNCTIONS[type(op)], y.start, x.start, y.size, constant_of(op))


def unary_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g · f'(x)."""
    (x,), y, g = asm.inputs(node), asm.values[index], asm.gradient(index)
    d = asm.target(node.inputs[0])
    asm.emit(
        *(codes.UNARY_BACK, FUNCTIONS[type(op)], d.start, g.start, y.start, x.start, y.size),
        constant_of(op),
    )
    asm.sent(node.inputs[0], d)


def binary(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = f(a, b), laid as the first input that has its shape."""
    inputs = asm.inputs(node)
    y = asm.make(index, next((x.strides for x in inputs if x.shape == node.shape), None))
    asm.emit(codes.BINARY, FUNCTIONS[type(op)], y.start, *_walked(asm, index, node))


def binary_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send the two contributions, each summed over what broadcasting stretched."""
    g, y = asm.gradient(index), asm.values[index]
    for argument, source in enumerate(node.inputs):
        if not asm.wants(source):
            continue
        if type(op) in _SIGNS:  # the gradient itself, perhaps with its sign turned
            asm.send(source, g, g.strides, node.shape, _SIGNS[type(op)][argument])
            continue
        x = asm.values[source]
        direct = x.shape == node.shape and x.strides == y.strides
        d = asm.target(source) if direct else asm.place(node.shape, y.strides)
        asm.emit(
            *(codes.BINARY_BACK, FUNCTIONS[type(op)], argument, d.start, g.start, y.start),
            *_walked(asm, index, node),
        )
        if direct:
            asm.sent(source, d)
        else:
            asm.send(source, d, d.strides, node.shape)


def _walked(asm: Assembler, index: int, node: Node) -> tuple[int, ...]:
    """Return the words of the walk over a and b in the order in which the value lies."""
    a, b = asm.inputs(node)
    if node.shape == ():  # the common case of a graph with very many nodes
        return (1, 1, 1, 1, a.start, b.start)
    path = walk(node.shape, asm.values[index].strides, a.stretched(node.shape), b.stretched(node.shape))
    starts = path.placed(0, a.start, b.start)
    places = (place for i, place in enumerate(starts) if i % 3)
    return (path.cells, path.steps[1], path.steps[2], path.runs, *places)
