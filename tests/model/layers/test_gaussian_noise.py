"""Gaussian noise: a sum with it in each update, exact from seed and update; nothing at all in predicting."""

from __future__ import annotations

import math
from dataclasses import replace
from inspect import signature

import msgspec
import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.debug.moment import make_moment
from graphviz_nn.face.layers import KerasLayer
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.gaussian_noise import GaussianNoise
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.problem import Problem
from tests.model.layers.everywhere import leaf_of, numbers, problem_of

DEVIATION = 0.25
STACK = Stack(
    inputs=(8,),
    layers=(Dense(units=5), GaussianNoise(stddev=DEVIATION), Dense(units=2, activation="softmax")),
    loss="categorical_crossentropy",
)
STATED = "The deviation of the noise is {}; it must be a number {}."


def noise_of(problem: Problem, update: int) -> FloatArray:
    """The noise that stands on the canvas while an update is stepped through."""
    return leaf_of(problem, update, "gaussian_noise/noise")


def test_the_value_is_the_sum_with_the_noise() -> None:
    problem = problem_of(STACK)
    record = make_moment(problem, problem.start).record
    x, noise, y = (
        record.values[record.graph.index[name]]
        for name in ("dense/add", "gaussian_noise/noise", "gaussian_noise/add")
    )
    np.testing.assert_array_equal(y, x + noise)
    assert np.all(y != x)


def test_the_gradient_passes_unchanged_and_none_goes_into_the_noise() -> None:
    problem = problem_of(STACK)
    record = make_moment(problem, problem.start).record
    index, gradients = record.graph.index, record.gradients
    behind, before = gradients[index["gaussian_noise/add"]], gradients[index["dense/add"]]
    assert behind is not None
    assert before is not None
    assert np.any(behind != 0)
    np.testing.assert_array_equal(before, behind)
    assert gradients[index["gaussian_noise/noise"]] is None


def test_the_numbers_have_the_mean_0_and_the_deviation_that_is_asked_for() -> None:
    layers = (GaussianNoise(stddev=DEVIATION), Dense(units=2, activation="softmax"))
    stack = Stack(inputs=(500,), layers=layers, loss="categorical_crossentropy")
    noise = np.stack([noise_of(problem_of(stack), update) for update in range(15) if update % 3 != 2])
    n = noise.size
    assert abs(noise.mean()) < 4 * DEVIATION / np.sqrt(n)  # four deviations, here and below
    assert abs(noise.var() - DEVIATION**2) < 4 * DEVIATION**2 * np.sqrt(2 / n)
    beyond = math.erfc(math.sqrt(2))  # the share of a Gaussian's numbers beyond two of its deviations
    share = (np.abs(noise) > 2 * DEVIATION).mean()
    assert abs(share - beyond) < 4 * np.sqrt(beyond * (1 - beyond) / n)


def test_the_noise_follows_from_seed_and_update_alone() -> None:
    problem = problem_of(STACK)
    first, again, next_one = noise_of(problem, 3), noise_of(problem_of(STACK), 3), noise_of(problem, 4)
    np.testing.assert_array_equal(first, again)
    assert first.shape == next_one.shape
    assert not np.any(first == next_one)
    training = msgspec.structs.replace(problem.training, seed=problem.training.seed + 1)
    assert not np.any(noise_of(replace(problem, training=training), 3) == first)


def test_two_layers_of_one_network_draw_other_numbers() -> None:
    layers = (GaussianNoise(), Dense(units=40), GaussianNoise(), Dense(units=2, activation="softmax"))
    problem = problem_of(Stack(inputs=(40,), layers=layers, loss="categorical_crossentropy"))
    record = make_moment(problem, problem.start).record
    names = ("gaussian_noise/noise", "gaussian_noise_1/noise")
    first, second = (record.values[record.graph.index[name]] for name in names)
    assert first.shape == second.shape
    assert not np.any(first == second)


def test_a_script_s_training_adds_noise_and_its_predictions_do_not() -> None:
    def fitted(*before: KerasLayer) -> gnn.Sequential:
        model = gnn.Sequential([*before, gnn.Dense(1, input_shape=(3,))])
        model.compile(loss="mse", optimizer=gnn.SGD(learning_rate=0.1))
        model.fit(x, x[:, :1], epochs=3, verbose=0)
        return model

    x = numbers(16, 3)
    model = fitted(gnn.GaussianNoise(0.5, input_shape=(3,)))
    kernel, bias = model.get_weights()
    assert np.all(kernel != fitted().get_weights()[0])
    np.testing.assert_allclose(model.predict(x, verbose=0), x @ kernel + bias, rtol=1e-12, atol=1e-12)
    loss = np.mean((x @ kernel + bias - x[:, :1]) ** 2)
    assert model.evaluate(x, x[:, :1], verbose=0) == pytest.approx(loss, rel=1e-12)


def test_the_graph_for_predicting_has_no_node_of_it() -> None:
    assert any(node.layer == "gaussian_noise" for node in STACK.network.graph(3, "train").nodes)
    assert all(node.layer != "gaussian_noise" for node in STACK.network.graph(3, "predict").nodes)


def test_a_deviation_of_0_is_no_layer_at_all() -> None:
    assert gnn.GaussianNoise(0).spec == GaussianNoise(stddev=0.0)
    stack = Stack(
        inputs=(8,),
        layers=(GaussianNoise(stddev=0.0), Dense(units=2, activation="softmax")),
        loss="categorical_crossentropy",
    )
    assert all(node.layer != "gaussian_noise" for node in stack.network.graph(3, "train").nodes)


@pytest.mark.parametrize(
    ("deviation", "words"),
    [
        (-0.1, STATED.format("-0.1", "at least 0")),
        (float("nan"), STATED.format("nan", "at least 0")),
        (float("inf"), STATED.format("inf", "from 0 to 1.8e308")),
        (float("-inf"), STATED.format("-inf", "at least 0")),
    ],
)
def test_a_deviation_below_0_or_not_finite_is_refused_by_its_name(deviation: float, words: str) -> None:
    with pytest.raises(gnn.SettingError) as caught:
        gnn.GaussianNoise(deviation)
    assert str(caught.value) == words


def test_its_arguments_are_keras_s_but_it_has_no_seed_of_its_own() -> None:
    assert list(signature(GaussianNoise.keras).parameters) == ["stddev", "seed"]
    assert gnn.GaussianNoise(stddev=0.3, seed=None) == gnn.GaussianNoise(0.3)
    with pytest.raises(
        gnn.SettingError, match="GaussianNoise has seed=7; its noise follows from the seed of"
    ):
        gnn.GaussianNoise(0.3, seed=7)
