"""Batch normalisation: the formula by hand, PyTorch's numbers, and the moving averages as Keras documents them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.ops import FloatArray, Shape
from tests.model.layers.everywhere import numbers, outcome

INPUTS = pytest.mark.parametrize("inputs", [(4,), (3, 5), (3, 2, 4)], ids=str)


def held(features: int) -> dict[str, FloatArray]:
    """Parameters and averages of a layer, none of them what it starts from."""
    return {
        "gamma": numbers(features, seed=2),
        "beta": numbers(features, seed=3),
        "moving_mean": numbers(features, seed=4),
        "moving_variance": np.abs(numbers(features, seed=5)) + 0.1,
    }


@INPUTS
def test_value_and_gradients_are_those_of_the_formula_by_hand(inputs: Shape) -> None:
    x, g, p = numbers(6, *inputs), numbers(6, *inputs, seed=1), held(inputs[-1])
    y, gradients = outcome(BatchNormalization(epsilon=0.01), x, g, **p)

    over = tuple(range(x.ndim - 1))
    deviation = np.sqrt(x.var(axis=over) + 0.01)
    standard = (x - x.mean(axis=over)) / deviation
    np.testing.assert_allclose(y, standard * p["gamma"] + p["beta"], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["beta"], g.sum(axis=over), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["gamma"], (g * standard).sum(axis=over), rtol=1e-12, atol=1e-12)
    pull = g * p["gamma"]
    along = pull.mean(axis=over) + standard * (pull * standard).mean(axis=over)
    np.testing.assert_allclose(gradients["x"], (pull - along) / deviation, rtol=1e-12, atol=1e-12)


@INPUTS
def test_value_and_gradients_are_pytorch_s(inputs: Shape) -> None:
    torch: Any = pytest.importorskip("torch")
    x, g, p = numbers(6, *inputs), numbers(6, *inputs, seed=1), held(inputs[-1])
    y, gradients = outcome(BatchNormalization(), x, g, **p)

    leaves = [torch.tensor(array, requires_grad=True) for array in (x, p["gamma"], p["beta"])]
    channels_second = leaves[0].movedim(-1, 1)
    theirs = torch.nn.functional.batch_norm(
        channels_second, None, None, *leaves[1:], training=True, eps=1e-3
    ).movedim(1, -1)
    theirs.backward(torch.tensor(g))
    np.testing.assert_allclose(y, theirs.detach().numpy(), rtol=1e-12, atol=1e-12)
    for name, leaf in zip(("x", "gamma", "beta"), leaves, strict=True):
        np.testing.assert_allclose(gradients[name], leaf.grad.numpy(), rtol=1e-12, atol=1e-12, err_msg=name)


def model_of(momentum: float, learning_rate: float = 0.05) -> gnn.Sequential:
    """A script's model that normalises rows of three numbers."""
    model = gnn.Sequential([gnn.BatchNormalization(momentum=momentum, input_shape=(3,)), gnn.Dense(1)])
    model.compile(loss="mse", optimizer=gnn.SGD(learning_rate=learning_rate))
    return model


def test_the_weights_stand_in_keras_s_order_and_begin_as_keras_s() -> None:
    gamma, beta, mean, variance, kernel, bias = model_of(0.99).get_weights()
    for array, start in ((gamma, 1), (beta, 0), (mean, 0), (variance, 1)):
        np.testing.assert_array_equal(array, np.full(3, start))
    assert (kernel.shape, bias.shape) == ((3, 1), (1,))


def test_the_moving_averages_follow_each_mini_batch_as_keras_documents_it() -> None:
    """The average becomes average · momentum + newest · (1 − momentum), of what each mini-batch itself has."""
    model, x = model_of(0.9), 2.0 + 3.0 * numbers(12, 3)
    mean, variance = np.zeros(3), np.ones(3)
    for epoch in range(3):
        for start in range(0, 12, 4):
            batch = x[start : start + 4]
            mean = mean * 0.9 + batch.mean(axis=0) * (1 - 0.9)
            variance = variance * 0.9 + batch.var(axis=0) * (1 - 0.9)
        model.fit(x, x[:, :1], batch_size=4, epochs=1, shuffle=False, verbose=0)
        np.testing.assert_allclose(model.get_weights()[2], mean, rtol=1e-12, err_msg=f"epoch {epoch}")
        np.testing.assert_allclose(model.get_weights()[3], variance, rtol=1e-12, err_msg=f"epoch {epoch}")


def test_predicting_takes_the_averages_for_mean_and_variance() -> None:
    model, x = model_of(0.9), 2.0 + 3.0 * numbers(12, 3)
    model.fit(x, x[:, :1], batch_size=4, epochs=5, verbose=0)
    gamma, beta, mean, variance, kernel, bias = model.get_weights()
    standard = (x - mean) / np.sqrt(variance + 1e-3)
    by_hand = (standard * gamma + beta) @ kernel + bias
    np.testing.assert_allclose(model.predict(x, verbose=0), by_hand, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(model.predict(x[:1], verbose=0), by_hand[:1], rtol=1e-12, atol=1e-12)


def test_a_momentum_of_0_keeps_the_last_mini_batch_alone_and_of_1_the_start() -> None:
    x = 2.0 + 3.0 * numbers(4, 3)
    for momentum, mean in ((0.0, x.mean(axis=0)), (1.0, np.zeros(3))):
        model = model_of(momentum)
        model.fit(x, x[:, :1], batch_size=4, epochs=2, verbose=0)
        np.testing.assert_allclose(model.get_weights()[2], mean, rtol=1e-12, atol=1e-12)


def test_another_axis_than_the_last_is_refused() -> None:
    with pytest.raises(SettingError, match="axis=1; only the last axis, -1"):
        gnn.BatchNormalization(axis=1)
