"""The one table from ops to their instructions; an op that is not in it runs through the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from graphviz_nn import ops
from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.lowering import convolution, elementwise, linear, losses, pooling, reductions
from graphviz_nn.graph import Node
from graphviz_nn.ops import Op

Lower = Callable[[Assembler, int, Node, Op], None]


class Lowering(NamedTuple):
    """How an op becomes instructions: functions of (assembler, index of its node, node, op)."""

    forward: Lower
    backward: Lower


_UNARY = Lowering(elementwise.unary, elementwise.unary_back)
_BINARY = Lowering(elementwise.binary, elementwise.binary_back)
_LOSS = Lowering(losses.loss, losses.loss_back)
_PENALTY = Lowering(losses.penalty, losses.penalty_back)
_TOTAL = Lowering(reductions.total, reductions.total_back)

LOWERINGS: Mapping[type[Op], Lowering] = {
    **dict.fromkeys((ops.Add, ops.Subtract, ops.Multiply, ops.Divide, ops.Power), _BINARY),
    **dict.fromkeys((ops.Negate, ops.Exp, ops.Ln, ops.Sqrt, ops.Square, ops.Abs), _UNARY),
    **dict.fromkeys((ops.Sin, ops.Cos, ops.Tan), _UNARY),
    **dict.fromkeys((ops.Tanh, ops.Sigmoid, ops.Relu, ops.LeakyRelu, ops.Elu, ops.Softplus), _UNARY),
    **dict.fromkeys((ops.MeanSquaredError, ops.MeanAbsoluteError, ops.BinaryCrossentropy), _LOSS),
    **dict.fromkeys((ops.L1, ops.L2), _PENALTY),
    **dict.fromkeys((ops.Sum, ops.Mean), _TOTAL),
    ops.CategoricalCrossentropy: Lowering(losses.cross, losses.cross_back),
    ops.MatMul: Lowering(linear.matmul, linear.matmul_back),
    ops.Transpose: Lowering(linear.transpose, linear.transpose_back),
    ops.Reshape: Lowering(linear.reshape, linear.reshape_back),
    ops.Convolve: Lowering(convolution.convolve, convolution.convolve_back),
    ops.MaxPool: Lowering(pooling.max_pool, pooling.max_pool_back),
    ops.Max: Lowering(reductions.maximum, reductions.maximum_back),
    ops.Softmax: Lowering(reductions.softmax, reductions.softmax_back),
}
