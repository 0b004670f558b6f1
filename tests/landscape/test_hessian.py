"""The Hessian of any network, to the last digits: against one by hand, and against its own gradients."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.landscape.hessian import hessian, products
from graphviz_nn.model import ACTIVATIONS, Dense
from graphviz_nn.ops import Array, FloatArray
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from tests.debug.examples import problem, small_problem


def by_hand(task: Problem, weights: Array) -> Array:
    """Return the gradient of the small problem's loss: 2 inputs, 3 tanh, 1 sigmoid, mse; complex weights too."""
    x, y = task.x, task.y
    first, b, second, c = weights[:6].reshape(2, 3), weights[6:9], weights[9:12].reshape(3, 1), weights[12:]
    hidden = np.tanh(x @ first + b)
    out = 1 / (1 + np.exp(-(hidden @ second + c)))
    at_out = 2 * (out - y) / y.size * out * (1 - out)
    at_hidden = at_out @ second.T * (1 - hidden**2)
    parts = (x.T @ at_hidden, at_hidden.sum(axis=0), hidden.T @ at_out, at_out.sum(axis=0))
    return np.concatenate([part.ravel() for part in parts])


def test_it_is_that_of_a_gradient_by_hand_and_of_numpy_s_complex_step_to_the_last_digits() -> None:
    task = small_problem()
    weights = task.start.weights
    np.testing.assert_allclose(
        make_machine(task).gradients(weights[None])[0], by_hand(task, weights), rtol=1e-9, atol=1e-15
    )
    expected = np.array([by_hand(task, weights + 1e-30j * row).imag / 1e-30 for row in np.eye(13)])
    found = hessian(task, weights)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14 * np.abs(expected).max())
    np.testing.assert_allclose(np.linalg.eigvalsh(found)[-1], np.linalg.eigvalsh(expected)[-1], rtol=1e-13)


def by_differences(task: Problem, h: float = 1e-5) -> FloatArray:
    machine, weights = make_machine(task), task.start.weights
    steps = h * np.eye(len(weights))
    return np.asarray((machine.gradients(weights + steps) - machine.gradients(weights - steps)) / (2 * h))


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_every_activation_bends_it_as_its_gradients_change(activation: str) -> None:
    first = Dense(units=3, activation=activation, bias_initializer="random_normal")
    task = problem(first, Dense(units=2, activation=activation))
    expected = by_differences(task)
    found = hessian(task, task.start.weights)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-7 * max(1.0, np.abs(expected).max()))
    np.testing.assert_array_equal(found, found.T)


def test_products_are_those_of_the_hessian_however_many_at_a_time() -> None:
    task = small_problem()
    weights, directions = task.start.weights, np.random.default_rng(1).normal(size=(5, 13))
    expected = directions @ hessian(task, weights)
    np.testing.assert_allclose(products(task, weights, directions), expected, rtol=1e-11, atol=1e-13)
    assert products(task, weights, directions[:0]).shape == (0, 13)


def test_it_is_the_mean_of_that_of_the_parts_that_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    task = small_problem()
    whole = hessian(task, task.start.weights)
    monkeypatch.setattr("graphviz_nn.landscape.hessian.MOST_NUMBERS", 1)
    np.testing.assert_allclose(hessian(task, task.start.weights), whole, rtol=1e-13, atol=1e-16)
