"""The list of all ops: enter a new one here, and everything else finds it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphviz_nn.ops.activations import Elu, LeakyRelu, Relu, Sigmoid, Softmax, Softplus, Tanh
from graphviz_nn.ops.arithmetic import Add, Divide, Multiply, Negate, Power, Subtract
from graphviz_nn.ops.base import Op
from graphviz_nn.ops.functions import Abs, Cos, Exp, Ln, Sin, Sqrt, Square, Tan
from graphviz_nn.ops.linear import MatMul, Reshape, Transpose
from graphviz_nn.ops.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
)
from graphviz_nn.ops.penalties import L1, L2
from graphviz_nn.ops.reductions import Max, Mean, Sum

_ALL: tuple[type[Op], ...] = (
    *(Add, Subtract, Multiply, Divide, Negate, Power),
    *(MatMul, Transpose, Reshape),
    *(Sum, Mean, Max),
    *(Exp, Ln, Sqrt, Square, Abs, Sin, Cos, Tan),
    *(Tanh, Sigmoid, Relu, LeakyRelu, Elu, Softplus, Softmax),
    *(MeanSquaredError, MeanAbsoluteError, BinaryCrossentropy, CategoricalCrossentropy),
    *(L1, L2),
)

OPS: Mapping[str, type[Op]] = MappingProxyType({op.name: op for op in _ALL})

# What an expression may call: `ln(x)`, `sum(x, axis=0)`.
FUNCTIONS: Mapping[str, type[Op]] = MappingProxyType(
    {name: op for name, op in OPS.items() if len(op.inputs) == 1}
)
