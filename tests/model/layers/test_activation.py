"""Activations as layers of their own: every function of the table, by hand and against PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.model import ACTIVATIONS
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.ops import FloatArray
from tests.model.layers.everywhere import numbers, outcome

SLOPE = 0.2  # of a leaky ReLU by name, in Keras
EVERY = pytest.mark.parametrize("activation", ACTIVATIONS)


def _softmax(x: FloatArray) -> FloatArray:
    shares = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


BY_HAND: dict[str, Callable[[FloatArray], FloatArray]] = {
    "linear": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, SLOPE * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: np.where(x > 0, 1.0507009873554805 * x, 1.7580993408473766 * np.expm1(x)),
    "gelu": lambda x: x * np.vectorize(NormalDist().cdf)(x),
    "gelu_tanh": lambda x: x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "softplus": lambda x: np.logaddexp(x, 0),
    "softmax": _softmax,
}


@EVERY
def test_its_value_is_the_textbook_s(activation: Any) -> None:
    x = numbers(5, 3)
    y, _ = outcome(Activation(activation=activation), x, np.ones_like(x))
    np.testing.assert_allclose(y, BY_HAND[activation](x), rtol=1e-12, atol=1e-12)


@EVERY
def test_value_and_gradient_are_pytorch_s(activation: Any) -> None:
    torch: Any = pytest.importorskip("torch")
    x, g = numbers(5, 3), numbers(5, 3, seed=1)
    y, gradients = outcome(Activation(activation=activation), x, g)
    leaf = torch.tensor(x, requires_grad=True)
    function = getattr(torch.nn.functional, activation, None)
    settings: Any = {"softmax": {"dim": -1}, "leaky_relu": {"negative_slope": SLOPE}}.get(activation, {})
    if activation == "gelu_tanh":
        function, settings = torch.nn.functional.gelu, {"approximate": "tanh"}
    theirs = function(leaf, **settings) if function and activation != "linear" else 1 * leaf
    theirs.backward(torch.tensor(g))
    np.testing.assert_allclose(y, theirs.detach().numpy(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["x"], leaf.grad.numpy(), rtol=1e-12, atol=1e-12)


@EVERY
def test_after_a_linear_layer_it_is_that_layer_s_own_activation(activation: Any) -> None:
    """Keras: a layer with an activation, and one without and an Activation behind it, are the same network."""
    x, y = numbers(12, 3), np.eye(2)[[0, 1] * 6]
    losses = []
    for layers in (
        [gnn.Dense(2, activation=activation, input_shape=(3,))],
        [gnn.Dense(2, input_shape=(3,)), gnn.Activation(activation)],
    ):
        model = gnn.Sequential(layers)
        model.compile(loss="mse", optimizer=gnn.SGD(learning_rate=0.1))
        model.set_weights([numbers(3, 2, seed=7), np.zeros(2)])
        losses.append(model.fit(x, y, epochs=5, verbose=0, shuffle=False).history["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-12)


def test_swish_is_keras_s_other_name_of_silu() -> None:
    assert gnn.Dense(2, activation="swish") == gnn.Dense(2, activation="silu")
    assert gnn.Activation("swish") == gnn.Activation("silu")


@pytest.mark.parametrize("activation", ["gelu", "gelu_tanh", "silu"])
def test_a_gate_is_exact_also_where_it_is_almost_shut(activation: Any) -> None:
    """At −6 the share of a normal distribution is 1e-9, of which 1 + erf keeps seven digits."""
    y, _ = outcome(Activation(activation=activation), np.array([[-6.0, -30.0, 30.0]]), np.ones((1, 3)))
    exact = {
        "gelu": [-6 * 9.865876450376946e-10, 0.0, 30.0],
        "silu": [-6 / (1 + np.exp(6)), -30 / (1 + np.exp(30)), 30.0],
    }
    near = exact.get(activation, [0.0, 0.0, 30.0])
    np.testing.assert_allclose(y[0], near, rtol=1e-12, atol=1e-8 if activation == "gelu_tanh" else 1e-30)
