"""Every op of the registry, native against reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

from graphviz_nn.engine import compile_program
from graphviz_nn.engine.execution import run_program
from graphviz_nn.graph import Builder
from graphviz_nn.ops import (
    OPS,
    At,
    Case,
    Concat,
    Elementwise,
    Exp,
    FloatArray,
    LogSoftmax,
    LogSumExp,
    Max,
    Mean,
    Op,
    Reshape,
    Shape,
    Slice,
    Softmax,
    Sum,
    Transpose,
    Where,
)
from tests.engine.compare import assert_native_is_reference, graph_of

CASES = [case for op in OPS.values() for case in op.cases()]
ANY_SHAPE = [op for op in OPS.values() if op.name not in ("conv2d", "max_pool")]  # those: test_convolution
SURPRISED = ("binary_crossentropy", "categorical_crossentropy", "kl_divergence")
UNARY = [op for op in OPS.values() if issubclass(op, Elementwise) and len(op.inputs) == 1]
STRANGE = np.array([0.0, -0.0, 1.0, -1.0, 40.0, -40.0, 709.6, 746.0, -746.0, 1e-310, np.inf, -np.inf, np.nan])
ODD = np.array([0.3, -0.0, np.inf, np.nan, -2.0, -np.inf, 0.0])


def drawn(shape: Shape, seed: int, op: Op) -> FloatArray:
    """Return random numbers that the op has a slope at: probabilities for the losses, positive bases for powers."""
    rng = np.random.default_rng(seed)
    if op.name in ("power", "ln", "sqrt", "divide", *SURPRISED):
        return rng.uniform(0.05, 0.95, shape)
    return rng.uniform(-3, 3, shape)


def label(case: Case) -> str:
    return f"{case.op!r}-{'-'.join('x'.join(map(str, x.shape)) or 'scalar' for x in case.inputs)}"


@pytest.mark.parametrize("case", CASES, ids=label)
def test_each_case_of_the_registry(case: Case) -> None:
    assert_native_is_reference(graph_of(case.op, case.inputs))


def parts_of(shape: Shape) -> st.SearchStrategy[At]:
    """Any index or slice of each axis, forwards or backwards."""
    ends = st.none() | st.integers(-5, 5)
    slices = st.tuples(ends, ends, ends.filter(lambda step: step != 0))
    return st.tuples(*(st.integers(-size, size - 1) | slices for size in shape))


@settings(max_examples=150)
@given(st.data())
def test_random_shapes_empty_ones_included(data: st.DataObject) -> None:
    op = data.draw(st.sampled_from([case for case in CASES if type(case.op) in ANY_SHAPE])).op
    seed, small = data.draw(st.integers(0, 99)), array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
    full = array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)
    shapes: tuple[Shape, ...]
    if op.name == "matmul":
        batch = data.draw(mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3)).input_shapes
        n, k, m = (data.draw(st.integers(1, 19)) for _ in range(3))
        left, right = (*batch[0], n, k), (*batch[1], k, m)
        shapes = data.draw(st.sampled_from([(left, right), (left, (k,)), ((k,), right), ((k,), (k,))]))
    elif isinstance(op, Elementwise):
        shapes = data.draw(
            mutually_broadcastable_shapes(num_shapes=len(op.inputs), min_side=0, max_side=9, max_dims=4)
        ).input_shapes
    elif len(op.inputs) == 2:
        shapes, op = (data.draw(full),) * 2, type(op)() if op.name == "concat" else op
    elif op.name in ("l1", "l2"):
        shapes = (data.draw(small),)
    elif op.name == "reshape":
        shapes, op = (data.draw(full),), Reshape((-1, 1))
    elif op.name == "slice":
        shapes = (data.draw(full),)
        op = Slice(data.draw(parts_of(shapes[0])))
    else:
        op = type(op)()
        shapes = (data.draw(full),)
    assert_native_is_reference(graph_of(op, [drawn(s, seed + i, op) for i, s in enumerate(shapes)]))


@settings(max_examples=60)
@given(st.data())
def test_parts_that_overlap_and_tensors_side_by_side_along_any_axis(data: st.DataObject) -> None:
    shape = data.draw(array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=4))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    builder = Builder()
    x = builder.parameter("x", np.random.default_rng(1).normal(size=shape))
    whole = builder.apply(Concat(axis), builder.apply(Concat(axis), x, x * x), x)
    parts = [builder.apply(Slice(data.draw(parts_of(whole.node.shape))), whole) for _ in range(2)]
    total = builder.apply(Sum(), parts[0]) * builder.apply(Sum(), builder.apply(Exp(), parts[1]))
    assert_native_is_reference(builder.graph(total))


@settings(max_examples=60)
@given(st.data())
def test_random_axes(data: st.DataObject) -> None:
    shape = data.draw(array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4))
    axes = tuple(data.draw(st.permutations(range(len(shape)))))
    some = axes[: data.draw(st.integers(0, len(axes)))]
    keepdims = data.draw(st.booleans())
    x = np.random.default_rng(len(shape)).integers(0, 4, shape).astype(float)  # with ties
    reductions = (Sum(some, keepdims), Mean(some, keepdims), Max(some, keepdims), LogSumExp(some, keepdims))
    for op in (*reductions, Transpose(axes), Softmax(axes[0]), LogSoftmax(axes[0])):
        assert_native_is_reference(graph_of(op, [x]))


@pytest.mark.parametrize("op", [op for op in ANY_SHAPE if len(op.inputs) == 1], ids=lambda op: op.name)
def test_numbers_that_are_not_finite_or_hardly(op: type[Op]) -> None:
    case = next(case for case in op.cases() if case.inputs[0].ndim == 1)
    for x in STRANGE:
        assert_native_is_reference(graph_of(case.op, [np.full(case.inputs[0].shape, x)]))
    if op.name not in ("reshape", "transpose"):
        assert_native_is_reference(graph_of(case.op, [STRANGE]))


@pytest.mark.parametrize("op", UNARY, ids=lambda op: op.name)
def test_slopes_have_their_digits_however_small_they_are(op: type[Op]) -> None:
    case = next(case for case in op.cases() if case.inputs[0].ndim == 1)
    sizes = np.array([1e-300, 1e-16, 1e-3, 0.3, 5.5, 19.1, 37.43, 120.0, 344.5, 700.5])
    graph = graph_of(case.op, [np.concatenate([-sizes, sizes])])
    _, gradients = run_program(compile_program(graph), graph.leaves)
    (native, *_), (reference, *_) = gradients.values(), graph.gradients().values()
    np.testing.assert_allclose(native, reference, rtol=1e-13, atol=2.3e-308)


@pytest.mark.parametrize("op", [op for op in ANY_SHAPE if len(op.inputs) == 2], ids=lambda op: op.name)
def test_pairs_of_numbers_that_are_not_finite(op: type[Op]) -> None:
    first, second = (np.ravel(x) for x in np.meshgrid(ODD, ODD))
    for a, b in zip(first, second, strict=True):
        assert_native_is_reference(graph_of(op.cases()[1].op, [np.full((1, 1), a), np.full((1, 1), b)]))
    if issubclass(op, Elementwise):
        assert_native_is_reference(graph_of(op(), [first, second]))


def test_a_choice_of_numbers_that_are_not_finite() -> None:
    conditions, first, second = (np.ravel(x) for x in np.meshgrid(ODD, ODD, ODD))
    assert_native_is_reference(graph_of(Where(), [conditions, first, second]))
