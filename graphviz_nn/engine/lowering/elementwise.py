"""Ops of which each cell of the value depends on one cell of each input."""

from __future__ import annotations

from collections.abc import Mapping

from graphviz_nn import ops
from graphviz_nn.engine.assembler import Assembler, bits
from graphviz_nn.engine.codes import Function, Function2, Mode
from graphviz_nn.engine.instructions import Binary, BinaryBack, Unary, UnaryBack
from graphviz_nn.engine.layout import Place, Strides, walk
from graphviz_nn.graph import Node
from graphviz_nn.ops import Op, Shape

UNARY: Mapping[type[Op], Function] = {
    ops.Negate: Function.NEGATE,
    ops.Exp: Function.EXP,
    ops.Ln: Function.LN,
    ops.Log10: Function.LOG10,
    ops.Log2: Function.LOG2,
    ops.Sqrt: Function.SQRT,
    ops.Square: Function.SQUARE,
    ops.Abs: Function.ABS,
    ops.Sin: Function.SIN,
    ops.Cos: Function.COS,
    ops.Tan: Function.TAN,
    ops.Tanh: Function.TANH,
    ops.Sigmoid: Function.SIGMOID,
    ops.Relu: Function.RELU,
    ops.LeakyRelu: Function.LEAKY_RELU,
    ops.Elu: Function.ELU,
    ops.Softplus: Function.SOFTPLUS,
    ops.Selu: Function.SELU,
    ops.Gelu: Function.GELU,
    ops.GeluTanh: Function.GELU_TANH,
    ops.Silu: Function.SILU,
    ops.Erf: Function.ERF,
    ops.Clip: Function.CLIP,
}
BINARY: Mapping[type[Op], Function2] = {
    ops.Add: Function2.ADD,
    ops.Subtract: Function2.SUBTRACT,
    ops.Multiply: Function2.MULTIPLY,
    ops.Divide: Function2.DIVIDE,
    ops.Power: Function2.POWER,
    ops.Maximum: Function2.MAXIMUM,
    ops.Minimum: Function2.MINIMUM,
    ops.Greater: Function2.GREATER,
    ops.Less: Function2.LESS,
    ops.GreaterEqual: Function2.GREATER_EQUAL,
    ops.LessEqual: Function2.LESS_EQUAL,
    ops.Equal: Function2.EQUAL,
    ops.NotEqual: Function2.NOT_EQUAL,
}


def constants_of(op: Op) -> tuple[int, ...]:
    """Return the words with the constants of a function: the op's static parameters, in their order."""
    numbers = vars(op)
    return (
        tuple(map(bits, numbers.values())) if numbers else ()
    )  # none: the common case of a graph with many nodes


def unary(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = f(x), laid as x."""
    (x,), constants = asm.inputs(node), constants_of(op)
    y = asm.make(index, x.strides)
    asm.emit(Unary(UNARY[type(op)], y.start, x.start, y.size, len(constants)), *constants)


def unary_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g · f'(x)."""
    (x,), y, g, constants = asm.inputs(node), asm.values[index], asm.gradient(index), constants_of(op)
    d = asm.target(node.inputs[0])
    asm.emit(
        UnaryBack(UNARY[type(op)], d.start, g.start, y.start, x.start, y.size, len(constants)), *constants
    )
    asm.sent(node.inputs[0], d)


def binary(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = f(a, b), laid as the first input that has its shape."""
    y = asm.make(index, laid_as(asm.inputs(node), node.shape))
    _emit_binary(asm, BINARY[type(op)], y, *asm.inputs(node))


def binary_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send the two contributions, each summed over what broadcasting stretched."""
    g, y, function = asm.gradient(index).start, asm.values[index], BINARY[type(op)]
    (cells, a_step, b_step, runs), starts = _walked(y, *asm.inputs(node))
    for argument, source in enumerate(node.inputs):
        if asm.wants(source):
            d, direct = _target(asm, source, y)
            fields = BinaryBack(function, argument, d.start, g, y.start, cells, a_step, b_step, runs)
            asm.emit(fields, *starts)
            _sent(asm, source, d, direct)


def signed_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send the gradient itself, to what was subtracted with its sign turned."""
    g = asm.gradient(index)
    for source, sign in zip(node.inputs, (1.0, 1.0 if isinstance(op, ops.Add) else -1.0), strict=True):
        if asm.wants(source):
            asm.send(source, g, g.strides, node.shape, sign)


def choice(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Y = b, and over it a where c is not 0; laid as the first of a and b that has its shape."""
    c, a, b = asm.inputs(node)
    y = asm.make(index, laid_as([a, b], node.shape))
    asm.move(Mode.ASSIGN, y, y.strides, b, b.stretched(node.shape), node.shape)
    _emit_binary(asm, Function2.PUT, y, c, a)


def choice_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Send g where it was chosen, summed over what broadcasting stretched; the condition gets nothing."""
    g, y, condition = asm.gradient(index), asm.values[index], asm.inputs(node)[0]
    for source, function in zip(node.inputs[1:], (Function2.KEEP, Function2.DROP), strict=True):
        if asm.wants(source):
            d, direct = _target(asm, source, y)
            _emit_binary(asm, function, d, condition, g)
            _sent(asm, source, d, direct)


def laid_as(inputs: list[Place], shape: Shape) -> Strides | None:
    """Return how the first tensor of a shape is laid; None where there is none."""
    return next((x.strides for x in inputs if x.shape == shape), None)


def _target(asm: Assembler, source: int, y: Place) -> tuple[Place, bool]:
    """Return where to write a contribution laid as the value, and whether its source is laid so too."""
    x = asm.values[source]
    if x.shape == y.shape and x.strides == y.strides:
        return asm.target(source), True
    return asm.place(y.shape, y.strides), False


def _sent(asm: Assembler, source: int, d: Place, direct: bool) -> None:
    """Add what was written to `_target` to the gradient of its source."""
    if direct:
        asm.sent(source, d)
    else:
        asm.send(source, d, d.strides, d.shape)


def _emit_binary(asm: Assembler, function: Function2, y: Place, a: Place, b: Place) -> None:
    (cells, a_step, b_step, runs), starts = _walked(y, a, b)
    asm.emit(Binary(function, y.start, cells, a_step, b_step, runs), *starts)


def _walked(y: Place, a: Place, b: Place) -> tuple[tuple[int, int, int, int], list[int]]:
    """Return the walk over a and b in the order in which y lies: cells, steps and runs, and the offsets of each run."""
    if y.shape == ():  # the common case of a graph with very many nodes
        return (1, 1, 1, 1), [a.start, b.start]
    path = walk(y.shape, y.strides, a.stretched(y.shape), b.stretched(y.shape))
    starts = path.placed(0, a.start, b.start)
    return (path.cells, path.steps[1], path.steps[2], path.runs), [x for i, x in enumerate(starts) if i % 3]
