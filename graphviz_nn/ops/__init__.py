"""The ops: each declared once, and only here."""

from graphviz_nn.ops.activations import Elu, LeakyRelu, Relu, Sigmoid, Softmax, Softplus, Tanh
from graphviz_nn.ops.arithmetic import Add, Divide, Multiply, Negate, Power, Subtract
from graphviz_nn.ops.base import Array, Case, Elementwise, FloatArray, Op, Shape, shape_text, sum_to
from graphviz_nn.ops.functions import Abs, Cos, Exp, Ln, Sin, Sqrt, Square, Tan
from graphviz_nn.ops.linear import MatMul, Reshape, Transpose
from graphviz_nn.ops.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
)
from graphviz_nn.ops.numbers import as_floats, short
from graphviz_nn.ops.penalties import L1, L2
from graphviz_nn.ops.reductions import Max, Mean, Sum
from graphviz_nn.ops.registry import FUNCTIONS, OPS

__all__ = [
    "FUNCTIONS",
    "L1",
    "L2",
    "OPS",
    "Abs",
    "Add",
    "Array",
    "BinaryCrossentropy",
    "Case",
    "CategoricalCrossentropy",
    "Cos",
    "Divide",
    "Elementwise",
    "Elu",
    "Exp",
    "FloatArray",
    "LeakyRelu",
    "Ln",
    "MatMul",
    "Max",
    "Mean",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "Multiply",
    "Negate",
    "Op",
    "Power",
    "Relu",
    "Reshape",
    "Shape",
    "Sigmoid",
    "Sin",
    "Softmax",
    "Softplus",
    "Sqrt",
    "Square",
    "Subtract",
    "Sum",
    "Tan",
    "Tanh",
    "Transpose",
    "as_floats",
    "shape_text",
    "short",
    "sum_to",
]
