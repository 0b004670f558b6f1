"""The one table from ops to their instructions; an op that is not in it is a CALL of its own NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from graphviz_nn import ops
from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.lowering import (
    arrangement,
    convolution,
    elementwise,
    linear,
    losses,
    pooling,
    python,
    reductions,
)
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
_SOFTMAX = Lowering(reductions.softmax, reductions.softmax_back)

LOWERINGS: Mapping[type[Op], Lowering] = {
    **dict.fromkeys(elementwise.BINARY, _BINARY),
    **dict.fromkeys((ops.Add, ops.Subtract), Lowering(elementwise.binary, elementwise.signed_back)),
    **dict.fromkeys(elementwise.UNARY, _UNARY),
    **dict.fromkeys(losses.KINDS, _LOSS),
    **dict.fromkeys((ops.L1, ops.L2), _PENALTY),
    **dict.fromkeys((ops.Sum, ops.Mean), _TOTAL),
    ops.CategoricalCrossentropy: Lowering(losses.cross, losses.cross_back),
    ops.MatMul: Lowering(linear.matmul, linear.matmul_back),
    ops.Convolve: Lowering(convolution.convolve, convolution.convolve_back),
    ops.MaxPool: Lowering(pooling.max_pool, pooling.max_pool_back),
    ops.Where: Lowering(elementwise.choice, elementwise.choice_back),
    ops.Transpose: Lowering(arrangement.transpose, arrangement.transpose_back),
    ops.Reshape: Lowering(arrangement.reshape, arrangement.reshape_back),
    ops.Slice: Lowering(arrangement.part, arrangement.part_back),
    ops.Concat: Lowering(arrangement.concat, arrangement.concat_back),
    ops.Max: Lowering(reductions.largest, reductions.largest_back),
    ops.LogSumExp: Lowering(reductions.log_sum_exp, reductions.log_sum_exp_back),
    **dict.fromkeys((ops.Softmax, ops.LogSoftmax), _SOFTMAX),
}

_PYTHON = Lowering(python.call, python.call_back)


def lowering_of(op: Op) -> Lowering:
    """Return how an op becomes instructions."""
    return LOWERINGS.get(type(op), _PYTHON)
