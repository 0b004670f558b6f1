from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graphviz_nn.errors import SettingError
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser, Sgd, empty_memory

GRADIENTS = arrays(np.float64, (12, 3), elements=st.floats(-5, 5))
RATES = st.floats(1e-4, 1.0)
MOMENTA = st.floats(0.1, 0.99)


def path(rules: Sequence[Optimiser], gradients: FloatArray) -> FloatArray:
    """Return where the weights go, one rule and one gradient an update."""
    w = np.array([1.0, -2.0, 0.5])
    memory, points = empty_memory(rules[0], w), [w]
    for t, (rule, g) in enumerate(zip(rules, gradients, strict=True), 1):
        w, memory = rule.step(w, g, memory, t)
        points.append(w)
    return np.array(points)


def keras(rate: float, momentum: float, nesterov: bool, gradients: FloatArray) -> FloatArray:
    """Return the path by Keras's own lines: m = m · momentum − g · rate; w += m, or w += m · momentum − g · rate."""
    w, m, points = np.array([1.0, -2.0, 0.5]), np.zeros(3), []
    for g in gradients:
        m = m * momentum - g * rate
        w = w + (m * momentum - g * rate if nesterov else m)
        points.append(w)
    return np.array(points)


def torch(rate: float, momentum: float, nesterov: bool, gradients: FloatArray) -> FloatArray:
    """Return the path by PyTorch's own lines: b = momentum · b + g; w −= rate · b, or rate · (g + momentum · b)."""
    w, b, points = np.array([1.0, -2.0, 0.5]), np.zeros(3), []
    for g in gradients:
        b = momentum * b + g
        w = w - rate * (g + momentum * b if nesterov else b)
        points.append(w)
    return np.array(points)


def hagan(rate: float, momentum: float, nesterov: bool, gradients: FloatArray) -> FloatArray:
    """Return the path by Hagan's own line: Δw = γ · Δw − (1 − γ) · α · g; or by a step that looks ahead likewise."""
    w, change, points = np.array([1.0, -2.0, 0.5]), np.zeros(3), []
    for g in gradients:
        change = momentum * change - (1 - momentum) * rate * g
        w = w + (momentum * change - (1 - momentum) * rate * g if nesterov else change)
        points.append(w)
    return np.array(points)


@settings(max_examples=50)
@given(GRADIENTS, RATES)
def test_without_momentum_each_step_is_the_rate_times_the_gradient(
    gradients: FloatArray, rate: float
) -> None:
    points = path([Sgd(learning_rate=rate)] * 12, gradients)
    np.testing.assert_array_equal(points[1:], points[:-1] - rate * gradients)


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize(
    ("formula", "oracle"), [("rate inside", keras), ("rate outside", torch), ("running mean", hagan)]
)
@settings(max_examples=50)
@given(GRADIENTS, RATES, MOMENTA)
def test_each_formula_is_the_arithmetic_of_its_library(
    formula: Any,
    oracle: Callable[..., FloatArray],
    nesterov: bool,
    gradients: FloatArray,
    rate: float,
    momentum: float,
) -> None:
    rule = Sgd(learning_rate=rate, momentum=momentum, nesterov=nesterov, momentum_formula=formula)
    expected = oracle(rate, momentum, nesterov, gradients)
    np.testing.assert_allclose(path([rule] * 12, gradients)[1:], expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("nesterov", [False, True])
@settings(max_examples=50)
@given(GRADIENTS, RATES, MOMENTA)
def test_the_two_formulas_take_the_same_path_while_the_rate_stays(
    nesterov: bool, gradients: FloatArray, rate: float, momentum: float
) -> None:
    inside = Sgd(learning_rate=rate, momentum=momentum, nesterov=nesterov)
    outside = msgspec.structs.replace(inside, momentum_formula="rate outside")
    np.testing.assert_allclose(
        path([inside] * 12, gradients), path([outside] * 12, gradients), rtol=1e-11, atol=1e-12
    )


def test_the_two_formulas_part_when_the_rate_changes() -> None:
    gradients = np.ones((4, 3))
    inside = [Sgd(learning_rate=rate, momentum=0.9) for rate in (0.1, 0.1, 0.01, 0.01)]
    outside = [msgspec.structs.replace(rule, momentum_formula="rate outside") for rule in inside]
    first, second = path(inside, gradients), path(outside, gradients)
    np.testing.assert_allclose(first[:3], second[:3], rtol=1e-15)
    assert np.abs(first[3] - second[3]).min() > 0.1


@pytest.mark.parametrize("nesterov", [False, True])
@settings(max_examples=20)
@given(GRADIENTS, RATES, MOMENTA)
def test_a_running_mean_is_the_rate_outside_at_a_share_of_the_rate(
    nesterov: bool, gradients: FloatArray, rate: float, momentum: float
) -> None:
    mean = Sgd(learning_rate=rate, momentum=momentum, nesterov=nesterov, momentum_formula="running mean")
    outside = msgspec.structs.replace(
        mean, momentum_formula="rate outside", learning_rate=(1 - momentum) * rate
    )
    np.testing.assert_allclose(
        path([mean] * 12, gradients), path([outside] * 12, gradients), rtol=1e-12, atol=1e-13
    )


def test_the_memory_begins_at_zero_in_the_shape_of_the_parameter() -> None:
    (velocity,) = empty_memory(Sgd(momentum=0.9), np.ones((2, 3)))
    np.testing.assert_array_equal(velocity, np.zeros((2, 3)))


@pytest.mark.parametrize("rate", [0.0, -0.1, np.nan, np.inf])
def test_a_learning_rate_must_be_a_number_above_zero(rate: float) -> None:
    with pytest.raises(SettingError, match=rf"learning rate is {rate}; .* above 0"):
        Sgd(learning_rate=rate)


@pytest.mark.parametrize("momentum", [-0.1, 1.0, 2.0, np.nan])
def test_a_momentum_lies_from_zero_to_below_one(momentum: float) -> None:
    with pytest.raises(SettingError, match=rf"momentum is {momentum}; .* at least 0 and less than 1"):
        Sgd(momentum=momentum)


def test_nesterov_needs_momentum() -> None:
    with pytest.raises(SettingError, match="Nesterov"):
        Sgd(nesterov=True)


def test_a_rule_survives_the_way_through_a_document() -> None:
    rule = Sgd(learning_rate=0.3, momentum=0.5, nesterov=True, momentum_formula="rate outside")
    assert msgspec.json.decode(msgspec.json.encode(rule), type=Sgd) == rule


@pytest.mark.parametrize("text", ['{"rule": "sgd", "learning_rate": -1}', '{"rule": "sgd", "speed": 1}'])
def test_a_document_s_rule_is_checked_as_well(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Sgd)
