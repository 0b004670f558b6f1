"""Ops without a kernel of their own: the program stops there, and Python runs the op's own NumPy."""

from __future__ import annotations

from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.code import PythonCall, Share
from graphviz_nn.engine.codes import Way
from graphviz_nn.engine.instructions import Call
from graphviz_nn.engine.lowering.elementwise import laid_as
from graphviz_nn.graph import Node
from graphviz_nn.ops import Op


def call(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Let Python compute the value, laid as the first input that has its shape."""
    xs = asm.inputs(node)
    y = asm.make(index, laid_as(xs, node.shape))
    asm.calls[len(asm.words)] = PythonCall(op, tuple(xs), y)
    asm.emit(Call(index, Way.FORWARD))


def call_back(asm: Assembler, index: int, node: Node, op: Op) -> None:
    """Let Python add what the op sends to the gradients of its inputs."""
    shares = tuple(
        Share(argument, asm.gradient(source), asm.mode(source))
        for argument, source in enumerate(node.inputs)
        if asm.wants(source) and op.passes(argument)
    )
    y, g = asm.values[index], asm.gradient(index)
    asm.calls[len(asm.words)] = PythonCall(op, tuple(asm.inputs(node)), y, g, shares)
    asm.emit(Call(index, Way.BACK))
