"""What ops do at kinks, in saturation, at infinity, at nan, and with nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log, nan

import numpy as np
import pytest

from graphviz_nn.ops import (
    L1,
    Abs,
    Array,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Clip,
    Concat,
    Divide,
    Elu,
    Exp,
    Hinge,
    Huber,
    KLDivergence,
    LeakyRelu,
    Ln,
    LogSoftmax,
    LogSumExp,
    MatMul,
    Max,
    Maximum,
    Mean,
    MeanAbsoluteError,
    MeanSquaredError,
    Minimum,
    Op,
    Power,
    Relu,
    Reshape,
    Sigmoid,
    Slice,
    Softmax,
    Softplus,
    Sqrt,
    Sum,
    Tanh,
    Transpose,
    Where,
)

SMALL = 4.248354255291589e-18  # e⁻⁴⁰


def at(op: Op, *xs: float | Sequence[float] | Sequence[Sequence[float]]) -> tuple[Array, tuple[Array, ...]]:
    """Return an op's value at `xs`, and its gradients for an arriving gradient of ones."""
    arrays = [np.array(x, dtype=np.float64) for x in xs]
    with np.errstate(all="ignore"):
        y = op.forward(*arrays)
        return y, op.backward(np.ones(y.shape), y, *arrays)


@pytest.mark.parametrize(
    ("op", "slope"),
    [(Relu(), 0.0), (LeakyRelu(), 0.2), (LeakyRelu(0.01), 0.01), (Elu(), 1.0), (Elu(0.5), 0.5), (Abs(), 0.0)],
    ids=repr,
)
def test_the_slope_at_the_kink_is_the_stated_one(op: Op, slope: float) -> None:
    for x in (0.0, -0.0):
        y, gradients = at(op, x)
        assert y == 0.0
        assert [dx.item() for dx in gradients] == [slope]


@pytest.mark.parametrize("op", [Maximum(), Minimum()], ids=repr)
def test_equal_numbers_and_a_nan_share_the_gradient_equally(op: Op) -> None:
    y, gradients = at(op, [2.0, nan, 1.0, inf], [2.0, 1.0, nan, inf])
    np.testing.assert_array_equal(y, [2.0, nan, nan, inf])
    np.testing.assert_array_equal(gradients, [[0.5] * 4] * 2)


def test_at_its_bounds_a_clip_lets_the_gradient_pass_and_beyond_them_not() -> None:
    y, (dx,) = at(Clip(-1.0, 2.0), [-inf, -1.1, -1.0, 0.0, 2.0, 2.1, nan])
    np.testing.assert_array_equal(y, [-1, -1, -1, 0, 2, 2, nan])
    np.testing.assert_array_equal(dx, [0, 0, 1, 1, 1, 0, 1])
    np.testing.assert_array_equal(Clip(-1.0, 2.0).saturated(y), [True, True, True, False, True, True, False])


def test_where_chooses_by_what_is_not_zero_and_hides_what_it_did_not_choose() -> None:
    y, (dc, da, db) = at(Where(), [0.0, -0.0, 1e-300, -2.0, nan], [nan, nan, 1.0, 2.0, 3.0], 7.0)
    np.testing.assert_array_equal(y, [7, 7, 1, 2, 3])
    np.testing.assert_array_equal(dc, np.zeros(5))
    np.testing.assert_array_equal(da, [0, 0, 1, 1, 1])
    assert db == 2.0


def test_a_perfect_prediction_and_a_zero_weight_feel_no_pull() -> None:
    for _, gradients in (at(MeanAbsoluteError(), [2.0], [2.0]), at(L1(), [0.0])):
        assert [dx.item() for dx in gradients] == [0.0] * len(gradients)


def test_numbers_that_tie_for_the_maximum_share_the_gradient_equally() -> None:
    _, (dx,) = at(Max((1,)), [[1.0, 3.0, 3.0], [2.0, 0.0, 1.0]])
    np.testing.assert_array_equal(dx, [[0, 0.5, 0.5], [1, 0, 0]])


def test_a_nan_among_the_numbers_is_their_maximum_and_they_share_its_gradient() -> None:
    y, (dx,) = at(Max((1,)), [[1.0, nan], [2.0, 0.0]])
    np.testing.assert_array_equal(y, [nan, 2.0])
    np.testing.assert_array_equal(dx, [[0.5, 0.5], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("op", "x", "y", "dx"),
    [
        (Sigmoid(), 1000, 1, 0),
        (Sigmoid(), -1000, 0, 0),
        (Sigmoid(), 40, 1, SMALL),
        (Sigmoid(), -40, SMALL, SMALL),
        (Sigmoid(), inf, 1, 0),
        (Sigmoid(), -inf, 0, 0),
        (Sigmoid(), nan, nan, nan),
        (Tanh(), 1000, 1, 0),
        (Tanh(), -1000, -1, 0),
        (Tanh(), inf, 1, 0),
        (Tanh(), -inf, -1, 0),
        (Relu(), inf, inf, 1),
        (Relu(), -inf, 0, 0),
        (LeakyRelu(), inf, inf, 1),
        (LeakyRelu(), -inf, -inf, 0.2),
        (Elu(), 1000, 1000, 1),
        (Elu(), -1000, -1, 0),
        (Elu(), -40, -1, SMALL),
        (Elu(), inf, inf, 1),
        (Elu(), -inf, -1, 0),
        (Softplus(), 1000, 1000, 1),
        (Softplus(), -1000, 0, 0),
        (Softplus(), 40, 40, 1),
        (Softplus(), -40, SMALL, SMALL),
        (Softplus(), inf, inf, 1),
        (Softplus(), -inf, 0, 0),
        (Exp(), 1000, inf, inf),
        (Exp(), -1000, 0, 0),
        (Exp(), -inf, 0, 0),
        (Ln(), 0, -inf, inf),
        (Ln(), -1, nan, -1),
        (Ln(), inf, inf, 0),
        (Sqrt(), 0, 0, inf),
        (Sqrt(), -1, nan, nan),
        (Sqrt(), inf, inf, 0),
    ],
    ids=repr,
)
def test_saturation_and_infinity_come_out_right(op: Op, x: float, y: float, dx: float) -> None:
    value, (gradient,) = at(op, x)
    np.testing.assert_allclose(value, y, rtol=1e-15)
    np.testing.assert_allclose(gradient, dx, rtol=1e-15)


@pytest.mark.parametrize("op", [Sigmoid(), Tanh()], ids=repr)
def test_a_flat_end_is_where_the_slope_is_below_a_hundredth_of_the_steepest(op: Op) -> None:
    x = np.linspace(-12, 12, 4001)
    y = op.forward(x)
    (slope,) = op.backward(np.ones(x.shape), y, x)
    np.testing.assert_array_equal(op.saturated(y), slope < 0.01 * slope.max())


def test_a_relu_is_off_where_no_gradient_passes() -> None:
    y, (dx,) = at(Relu(), [-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(Relu().off(y), dx == 0)


@pytest.mark.parametrize(
    ("scores", "probabilities"),
    [([1000.0, 0.0], [1.0, 0.0]), ([-1000.0, -1000.0], [0.5, 0.5]), ([40.0, -40.0], [1.0, SMALL**2])],
)
def test_softmax_neither_overflows_nor_underflows_as_a_whole(
    scores: list[float], probabilities: list[float]
) -> None:
    y, _ = at(Softmax(), scores)
    np.testing.assert_allclose(y, probabilities, rtol=1e-13)


@pytest.mark.parametrize("op", [Softmax(), LogSoftmax()], ids=repr)
@pytest.mark.parametrize("scores", [[nan, 0.0], [inf, 0.0], [-inf, -inf]])
def test_softmax_of_scores_without_an_answer_is_nan(op: Op, scores: list[float]) -> None:
    y, (dx,) = at(op, scores)
    assert np.isnan(y).all()
    assert np.isnan(dx).all()


def test_the_logarithm_of_a_softmax_is_there_where_the_softmax_is_too_small_for_a_number() -> None:
    y, (dx,) = at(LogSoftmax(), [1000.0, 0.0, -inf])
    np.testing.assert_array_equal(y, [0.0, -1000.0, -inf])
    np.testing.assert_array_equal(dx, [-2.0, 1.0, 1.0])
    np.testing.assert_allclose(
        at(LogSoftmax(), [0.3, -1.2])[0], np.log(at(Softmax(), [0.3, -1.2])[0]), rtol=1e-15
    )


@pytest.mark.parametrize(
    ("scores", "y", "dx"),
    [
        ([1000.0, 1000.0], 1000 + log(2), [0.5, 0.5]),
        ([-1000.0, -1000.0], log(2) - 1000, [0.5, 0.5]),
        ([0.0, -40.0], SMALL, [1.0, SMALL]),
        ([-inf, 3.0], 3.0, [0.0, 1.0]),
        ([-inf, -inf], -inf, [nan, nan]),
        ([nan, 0.0], nan, [nan, nan]),
    ],
)
def test_the_logarithm_of_a_sum_of_powers_neither_overflows_nor_loses_a_small_power(
    scores: list[float], y: float, dx: list[float]
) -> None:
    value, (gradient,) = at(LogSumExp(), scores)
    np.testing.assert_allclose(value, y, rtol=1e-15)
    np.testing.assert_allclose(gradient, dx, rtol=1e-15)
    assert at(LogSumExp(), [inf, 0.0])[0] == inf


def test_division_by_zero_is_infinite_and_zero_by_zero_is_nan() -> None:
    y, _ = at(Divide(), [1.0, -1.0, 0.0], [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(y, [inf, -inf, nan])


@pytest.mark.parametrize(
    ("x", "p", "y", "dx", "dp"),
    [
        (0, 2, 0, 0, 0),
        (0, 1, 0, 1, 0),
        (0, 0, 1, 0, 0),
        (-2, 3, -8, 12, nan),
        (-2, 0, 1, 0, nan),
        (-2, 0.5, nan, nan, nan),
        (0, -1, inf, -inf, -inf),
        (2, 3, 8, 12, 8 * log(2)),
    ],
)
def test_power_at_zero_and_below(x: float, p: float, y: float, dx: float, dp: float) -> None:
    value, gradients = at(Power(), x, p)
    np.testing.assert_allclose(value, y)
    np.testing.assert_allclose(gradients, (dx, dp))


@pytest.mark.parametrize(
    ("op", "p", "t", "y", "dp"),
    [
        (Hinge(), [0.5, 0.5, -3.0, 2.0], [0.0, 1.0, 0.0, -1.0], 5 / 4, [0.25, -0.25, 0.0, 0.25]),
        (Hinge(), [1.0, -1.0], [1.0, 0.0], 0.0, [0.0, 0.0]),
        (Huber(), [3.0, 0.5, -0.5], [0.0, 0.0, 0.0], 2.75 / 3, [1 / 3, 1 / 6, -1 / 6]),
        (KLDivergence(), [0.5, 0.5], [1.0, 0.0], log(2) + 1e-7 * log(2e-7), [-2.0, -2e-7]),
        (KLDivergence(), [0.0, 1.0], [1.0, 0.0], log(1e7) + 1e-7 * log(1e-7), [0.0, -1e-7]),
        (BinaryCrossentropy(), [0.0], [1.0], -log(1e-7), [0.0]),
        (BinaryCrossentropy(), [1.0], [1.0], -log(1 - 1e-7), [0.0]),
        (BinaryCrossentropy(), [nan], [1.0], nan, [nan]),
        (BinaryCrossentropy(from_logits=True), [1000.0], [1.0], 0.0, [0.0]),
        (BinaryCrossentropy(from_logits=True), [1000.0], [0.0], 1000.0, [1.0]),
        (BinaryCrossentropy(from_logits=True), [-1000.0], [1.0], 1000.0, [-1.0]),
        (BinaryCrossentropy(from_logits=True), [40.0], [1.0], SMALL, [-SMALL]),
        (BinaryCrossentropy(from_logits=True), [-inf], [1.0], inf, [-1.0]),
        (CategoricalCrossentropy(), [0.0, 1.0], [1.0, 0.0], -log(1e-7), [0.0, 0.0]),
        (CategoricalCrossentropy(), [0.5, 0.5], [1.0, 0.0], log(2), [-1.0, 1.0]),
        (CategoricalCrossentropy(), [0.2, 0.2, 0.2], [0.0, 1.0, 0.0], log(3), [5 / 3, -10 / 3, 5 / 3]),
        (CategoricalCrossentropy(from_logits=True), [1000.0, 0.0], [0.0, 1.0], 1000.0, [1.0, -1.0]),
        (CategoricalCrossentropy(from_logits=True), [-1000.0, -1000.0], [0.0, 1.0], log(2), [0.5, -0.5]),
    ],
    ids=repr,
)
def test_losses_are_right_where_they_bend_and_at_their_ends(
    op: Op, p: list[float], t: list[float], y: float, dp: list[float]
) -> None:
    value, (gradient, _) = at(op, p, t)
    np.testing.assert_allclose(value, y, rtol=1e-12)
    np.testing.assert_allclose(gradient, dp, rtol=1e-12)


@pytest.mark.parametrize(
    ("op", "shapes", "expected"),
    [
        (Sum(), [(0, 3)], 0.0),
        (Mean(), [(0,)], nan),
        (Mean((0,)), [(0, 2)], [nan, nan]),
        (MeanSquaredError(), [(0, 1), (0, 1)], nan),
        (MeanAbsoluteError(), [(0, 1), (0, 1)], nan),
        (BinaryCrossentropy(), [(0, 1), (0, 1)], nan),
        (BinaryCrossentropy(from_logits=True), [(0, 1), (0, 1)], nan),
        (CategoricalCrossentropy(), [(0, 3), (0, 3)], nan),
        (CategoricalCrossentropy(from_logits=True), [(0, 3), (0, 3)], nan),
        (MatMul(), [(2, 0), (0, 1)], [[0.0], [0.0]]),
        (Softmax(), [(2, 0)], np.zeros((2, 0))),
        (LogSoftmax(), [(2, 0)], np.zeros((2, 0))),
        (Concat(1), [(2, 0), (2, 1)], np.zeros((2, 1))),
        (Slice(((3, None, None),)), [(2, 3)], np.zeros((0, 3))),
        (Reshape((-1, 3)), [(0, 3)], np.zeros((0, 3))),
        (Transpose(), [(0, 3)], np.zeros((3, 0))),
    ],
    ids=repr,
)
def test_nothing_sums_to_zero_and_averages_to_nan(
    op: Op, shapes: list[tuple[int, ...]], expected: Array
) -> None:
    xs = [np.zeros(shape) for shape in shapes]
    with np.errstate(all="ignore"):
        y = op.forward(*xs)
        gradients = op.backward(np.ones(y.shape), y, *xs)
    np.testing.assert_array_equal(y, expected)
    assert y.shape == op.shape(*shapes)
    assert [dx.shape for dx in gradients] == shapes
