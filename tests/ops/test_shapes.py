"""Shapes: NumPy's rules where they help, a message with both shapes where they do not fit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import BroadcastableShapes, mutually_broadcastable_shapes

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops import (
    Add,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Clip,
    Concat,
    LogSoftmax,
    MatMul,
    Max,
    Mean,
    MeanAbsoluteError,
    MeanSquaredError,
    Multiply,
    Op,
    Reshape,
    Shape,
    Slice,
    Softmax,
    Sum,
    Transpose,
    Where,
)
from graphviz_nn.ops.samples import sample


@pytest.mark.parametrize(
    ("op", "shapes", "shown"),
    [
        (Add(), [(2, 3), (2,)], ["add", "2 × 3", " 2 ", "1"]),
        (MatMul(), [(2, 3), (4, 5)], ["matmul", "2 × 3", "4 × 5", "3 columns", "4 rows", "transpose"]),
        (MatMul(), [(3,), (4, 2)], ["matmul", "3 ", "4 × 2", "3 numbers", "4 rows"]),
        (MatMul(), [(2, 3), (1,)], ["2 × 3", "3 columns", "1 number."]),
        (MatMul(), [(2, 3), ()], ["2 × 3", "scalar", "at least 1 dimension", "with *"]),
        (MatMul(), [(2, 1, 3), (3, 3, 1)], ["2 × 1 × 3", "3 × 3 × 1", "batches"]),
        (Reshape((4, 2)), [(2, 3)], ["reshape", "2 × 3", "6", "4 × 2"]),
        (Reshape((-1, -1)), [(2, 3)], ["2 × 3", "-1 × -1"]),
        (Reshape((-1, 0)), [(2, 3)], ["2 × 3", "-1 × 0"]),
        (Transpose((0, 0)), [(2, 3)], ["transpose", "(0, 0)", "2 × 3", "once"]),
        (Transpose((0, 1, 2)), [(2, 3)], ["(0, 1, 2)", "2 × 3"]),
        (Sum((2,)), [(2, 3)], ["sum", "(2,)", "2 × 3", "-2 to 1"]),
        (Mean((0, -2)), [(2, 3)], ["mean", "(0, -2)", "2 × 3"]),
        (Sum((0,)), [()], ["(0,)", "scalar"]),
        (Max(), [(0, 3)], ["max", "0 × 3", "at least one"]),
        (Max((0,)), [(0, 3)], ["0 × 3"]),
        (Clip(2.0, 1.0), [(3,)], ["clip", "lo = 2", "hi = 1", "Swap"]),
        (Where(), [(2,), (2, 3), ()], ["where", "2 and 2 × 3 and scalar"]),
        (Concat(), [(2, 3), (2,)], ["concat", "2 × 3", " 2 ", "same number of dimensions"]),
        (Concat(2), [(2, 3), (2, 3)], ["axis 2"]),
        (Concat(), [(), ()], ["scalar"]),
        (Concat(), [(2, 3), (2, 4)], ["2 × 3", "2 × 4", "axis 0", "other sizes"]),
        (Slice((3,)), [(3,)], ["slice", "index 3", "axis 0", "-3 to 2"]),
        (Slice((0, -3)), [(1, 2)], ["index -3", "axis 1", "-2 to 1"]),
        (Slice((0,)), [(0,)], ["index 0", "Leave it out"]),
        (Slice((0, 0)), [(3,)], ["[0, 0] has more indices than the shape 3 has"]),
        (LogSoftmax(), [()], ["log_softmax", "scalar"]),
        (Softmax(1), [(3,)], ["softmax", "3", "axis 1"]),
        (Softmax(), [()], ["scalar", "axis -1"]),
        (MeanSquaredError(), [(16, 1), (16,)], ["mse", "prediction is 16 × 1", "target 16", "Reshape"]),
        (MeanAbsoluteError(), [(2, 3), (3,)], ["mae", "2 × 3", "target 3"]),
        (BinaryCrossentropy(), [(4, 1), (1, 4)], ["binary_crossentropy", "4 × 1", "1 × 4"]),
        (CategoricalCrossentropy(), [(4, 3), (4,)], ["categorical_crossentropy", "4 × 3", "target 4"]),
        (CategoricalCrossentropy(), [(), ()], ["scalar", "last axis"]),
    ],
    ids=repr,
)
def test_shapes_that_do_not_fit_are_shown_with_the_cure(
    op: Op, shapes: list[Shape], shown: list[str]
) -> None:
    with pytest.raises(ShapeError) as refusal:
        op.shape(*shapes)
    for words in shown:
        assert words in str(refusal.value)


def test_max_along_an_axis_that_is_not_empty_is_empty_itself() -> None:
    assert Max((1,)).shape((0, 3)) == (0,)
    assert Max((1,)).forward(np.zeros((0, 3))).shape == (0,)


def test_a_batched_matrix_product_is_the_lecture_s() -> None:
    A = np.arange(1.0, 13.0).reshape(2, 2, 3)
    B = np.arange(13.0, 25.0).reshape(2, 3, 2)
    product = MatMul().forward(A, B)
    np.testing.assert_array_equal(product, [[[94, 100], [229, 244]], [[508, 532], [697, 730]]])


@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=4, min_side=0, max_side=3))
@settings(max_examples=60)
def test_broadcasting_is_writing_the_stretched_array_out_and_summing_its_gradient(
    shapes: BroadcastableShapes,
) -> None:
    a, b = (sample(shape, start=1 + 100 * i) for i, shape in enumerate(shapes.input_shapes))
    op = Multiply()
    y = op.forward(a, b)
    assert y.shape == op.shape(a.shape, b.shape) == shapes.result_shape
    g = sample(y.shape, start=300)
    da, db = op.backward(g, y, a, b)
    assert (da.shape, db.shape) == (a.shape, b.shape)
    np.testing.assert_allclose(np.sum(da * a), np.sum(g * y), atol=1e-12)
    np.testing.assert_allclose(np.sum(db * b), np.sum(g * y), atol=1e-12)


@given(mutually_broadcastable_shapes(signature="(n,k),(k,m)->(n,m)", max_dims=2, min_side=0, max_side=3))
@settings(max_examples=60)
def test_a_batched_product_is_numpy_s_matmul_of_any_rank(shapes: BroadcastableShapes) -> None:
    A, B = (sample(shape, start=1 + 100 * i) for i, shape in enumerate(shapes.input_shapes))
    Y = MatMul().forward(A, B)
    assert Y.shape == MatMul().shape(A.shape, B.shape) == shapes.result_shape
    np.testing.assert_array_equal(Y, np.matmul(A, B))
    dA, dB = MatMul().backward(np.ones(Y.shape), Y, A, B)
    assert (dA.shape, dB.shape) == (A.shape, B.shape)
