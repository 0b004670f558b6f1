"""Dropout: a mask for each update, exact from seed and update; nothing at all in predicting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.problem import Problem
from tests.model.layers.everywhere import leaf_of, numbers, problem_of

RATE = 0.25
STACK = Stack(
    inputs=(8,),
    layers=(Dropout(rate=RATE), Dense(units=2, activation="softmax")),
    loss="categorical_crossentropy",
)


def mask_of(problem: Problem, update: int) -> FloatArray:
    """The mask that stands on the canvas while an update is stepped through."""
    return leaf_of(problem, update, "dropout/mask")


def test_each_number_of_a_mask_is_0_or_what_keeps_the_mean() -> None:
    masks = np.stack([mask_of(problem_of(STACK), update) for update in range(40) if update % 3 != 2])
    np.testing.assert_array_equal(np.unique(masks), [0.0, 1 / (1 - RATE)])
    assert abs((masks == 0).mean() - RATE) < 4 * np.sqrt(RATE * (1 - RATE) / masks.size)  # four deviations


def test_value_and_gradient_are_those_of_the_product_with_the_mask() -> None:
    problem = problem_of(STACK)
    record = make_moment(problem, problem.start).record
    graph, values = record.graph, record.values
    x, mask = (values[graph.index[name]] for name in ("x", "dropout/mask"))
    kernel, bias = (values[graph.index[f"dense/{name}"]] for name in ("kernel", "bias"))
    scores = (x * mask) @ kernel + bias
    prediction = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    error = (prediction - values[graph.index["y"]]) / len(x)
    kernel_gradient = record.gradients[graph.index["dense/kernel"]]
    assert kernel_gradient is not None
    np.testing.assert_allclose(kernel_gradient, (x * mask).T @ error, rtol=1e-12, atol=1e-12)


def test_the_mask_follows_from_seed_and_update_alone() -> None:
    problem = problem_of(STACK)
    first, again, next_one = mask_of(problem, 4), mask_of(problem_of(STACK), 4), mask_of(problem, 5)
    np.testing.assert_array_equal(first, again)
    assert first.shape != next_one.shape or not np.array_equal(first, next_one)


def test_two_layers_of_one_network_drop_other_numbers() -> None:
    layers = (Dropout(), Dense(units=40), Dropout(), Dense(units=2, activation="softmax"))
    problem = problem_of(Stack(inputs=(40,), layers=layers, loss="categorical_crossentropy"))
    record = make_moment(problem, problem.start).record
    first, second = (record.values[record.graph.index[name]] for name in ("dropout/mask", "dropout_1/mask"))
    assert not np.array_equal(first, second)


def test_a_script_s_training_drops_and_its_predictions_do_not() -> None:
    model = gnn.Sequential([gnn.Dropout(0.5, input_shape=(3,)), gnn.Dense(1)])
    model.compile(loss="mse", optimizer=gnn.SGD(learning_rate=0.1))
    x = numbers(16, 3)
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(model.predict(x, verbose=0), x @ kernel + bias, rtol=1e-12, atol=1e-12)
    loss = np.mean((x @ kernel + bias - x[:, :1]) ** 2)
    assert model.evaluate(x, x[:, :1], verbose=0) == pytest.approx(loss, rel=1e-12)


def test_a_rate_of_0_is_no_layer_at_all_and_1_is_refused() -> None:
    assert gnn.Dropout(0).spec == Dropout(rate=0.0)
    with pytest.raises(gnn.SettingError, match="rate is 1"):
        gnn.Dropout(1)


@pytest.mark.parametrize("given", [{"seed": 1}, {"noise_shape": (1, 3)}])
def test_what_keras_has_and_this_has_not_is_refused_with_the_reason(given: dict[str, Any]) -> None:
    with pytest.raises(gnn.SettingError, match=f"Dropout has {next(iter(given))}=.* here"):
        gnn.Dropout(0.5, **given)
