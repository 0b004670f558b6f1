"""The tutorial's network against the same training written out by hand, with nothing of the package in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.ops import FloatArray
from tests.training.rows import some_rows

RATE, MOMENTUM, BATCH, UPDATES = 0.1, 0.9, 16, 200
Weights: TypeAlias = list[FloatArray]
Kept: TypeAlias = dict[str, FloatArray]
# From a weight, its gradient, its own store, the rate and the number of the update, from 1, to the next weight.
Rule: TypeAlias = Callable[[FloatArray, FloatArray, Kept, float, int], FloatArray]


def sigmoid(z: FloatArray) -> FloatArray:
    return 1 / (1 + np.exp(-z))


def backprop(weights: Weights, x: FloatArray, y: FloatArray) -> Weights:
    """The gradients of the mean squared error of 2-4-4-1 sigmoids, by the lecture's formulas."""
    w1, b1, w2, b2, w3, b3 = weights
    h1 = sigmoid(x @ w1 + b1)
    h2 = sigmoid(h1 @ w2 + b2)
    s = sigmoid(h2 @ w3 + b3)
    delta3 = 2 * (s - y) / len(x) * s * (1 - s)
    delta2 = delta3 @ w3.T * h2 * (1 - h2)
    delta1 = delta2 @ w2.T * h1 * (1 - h1)
    return [
        x.T @ delta1,
        delta1.sum(axis=0),
        h1.T @ delta2,
        delta2.sum(axis=0),
        h2.T @ delta3,
        delta3.sum(axis=0),
    ]


def sgd(momentum: float, nesterov: bool = False) -> Rule:
    def rule(w: FloatArray, g: FloatArray, kept: Kept, rate: float, t: int) -> FloatArray:
        v = kept["v"] = momentum * kept.get("v", np.zeros_like(w)) - rate * g
        return w + (momentum * v - rate * g if nesterov else v)

    return rule


def sgd_outside(momentum: float, nesterov: bool = False) -> Rule:
    def rule(w: FloatArray, g: FloatArray, kept: Kept, rate: float, t: int) -> FloatArray:
        v = kept["v"] = momentum * kept.get("v", np.zeros_like(w)) + g
        return w - rate * (g + momentum * v if nesterov else v)

    return rule


def adagrad(start: float, epsilon: float) -> Rule:
    def rule(w: FloatArray, g: FloatArray, kept: Kept, rate: float, t: int) -> FloatArray:
        a = kept["a"] = kept.get("a", np.full_like(w, start)) + g**2
        return w - rate * g / (a + epsilon) ** 0.5

    return rule


def rmsprop(rho: float, epsilon: float, momentum: float = 0.0, centered: bool = False) -> Rule:
    def rule(w: FloatArray, g: FloatArray, kept: Kept, rate: float, t: int) -> FloatArray:
        v = kept["v"] = rho * kept.get("v", np.zeros_like(w)) + (1 - rho) * g**2
        a = kept["a"] = rho * kept.get("a", np.zeros_like(w)) + (1 - rho) * g
        step = rate * g / (v - a**2 * centered + epsilon) ** 0.5
        m = kept["m"] = momentum * kept.get("m", np.zeros_like(w)) + step
        return w - m

    return rule


def adam(beta_1: float, beta_2: float, epsilon: float) -> Rule:
    def rule(w: FloatArray, g: FloatArray, kept: Kept, rate: float, t: int) -> FloatArray:
        m = kept["m"] = beta_1 * kept.get("m", np.zeros_like(w)) + (1 - beta_1) * g
        v = kept["v"] = beta_2 * kept.get("v", np.zeros_like(w)) + (1 - beta_2) * g**2
        alpha: float = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        return w - alpha * m / (v**0.5 + epsilon)

    return rule


def train_by_hand(
    weights: Weights,
    x: FloatArray,
    y: FloatArray,
    rule: Rule,
    rate: Callable[[int], float],
    *,
    decay: float = 0.0,
    value: float = np.inf,
    norm: float = np.inf,
) -> Weights:
    kept: list[Kept] = [{} for _ in weights]
    batches = [slice(at, at + BATCH) for at in range(0, len(x), BATCH)]
    for update in range(UPDATES):
        rows = batches[update % len(batches)]
        gradients = [np.clip(g, -value, value) for g in backprop(weights, x[rows], y[rows])]
        length = sum(float((g**2).sum()) for g in gradients) ** 0.5
        if length > norm:
            gradients = [g * norm / length for g in gradients]
        now = rate(update)
        weights = [w * (1 - decay * now) for w in weights]
        each = zip(weights, gradients, kept, strict=True)
        weights = [rule(w, g, own, now, update + 1) for w, g, own in each]
    return weights


def constant(rate: float) -> Callable[[int], float]:
    return lambda update: rate


def compare(optimizer: Any, rule: Rule, rate: Callable[[int], float], **more: float) -> None:
    """Train both ways from the same weights, and compare every weight."""
    x, y = some_rows(64)
    model = gnn.Sequential(
        [
            gnn.Dense(4, activation="sigmoid", input_shape=(2,)),
            gnn.Dense(4, activation="sigmoid"),
            gnn.Dense(1, activation="sigmoid"),
        ]
    )
    rng = np.random.default_rng(7)
    start = [rng.normal(size=w.shape) for w in model.get_weights()]
    model.set_weights(start)
    model.compile(optimizer=optimizer, loss="mse")
    model.fit(x, y, batch_size=BATCH, epochs=UPDATES // 4, shuffle=False)
    by_hand = train_by_hand(start, x, y, rule, rate, **more)
    for ours, theirs, first in zip(model.get_weights(), by_hand, start, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
        assert np.abs(ours - first).max() > 1e-3


FAST: dict[str, tuple[Callable[..., Any], dict[str, float], Rule]] = {
    "sgd": (gnn.SGD, {"learning_rate": RATE, "momentum": MOMENTUM}, sgd(MOMENTUM)),
    "adagrad": (gnn.Adagrad, {"learning_rate": RATE}, adagrad(0.1, 1e-7)),
    "rmsprop": (gnn.RMSprop, {"learning_rate": 0.01}, rmsprop(0.9, 1e-7)),
    "adam": (gnn.Adam, {"learning_rate": 0.01}, adam(0.9, 0.999, 1e-7)),
}


@pytest.mark.parametrize(("momentum", "nesterov"), [(0.0, False), (MOMENTUM, False), (MOMENTUM, True)])
@pytest.mark.parametrize(("formula", "by_hand"), [("keras", sgd), ("lecture", sgd_outside)])
def test_200_updates_of_sgd_agree_with_numpy_in_every_weight(
    momentum: float, nesterov: bool, formula: Any, by_hand: Callable[..., Rule]
) -> None:
    optimizer = gnn.SGD(lr=RATE, momentum=momentum, nesterov=nesterov, formula=formula)
    compare(optimizer, by_hand(momentum, nesterov), constant(RATE))


@pytest.mark.parametrize(
    ("optimizer", "rule", "rate"),
    [
        ("sgd", sgd(0.0), 0.01),
        ("Adagrad", adagrad(0.1, 1e-7), 0.001),
        ("rmsprop", rmsprop(0.9, 1e-7), 0.001),
        ("adam", adam(0.9, 0.999, 1e-7), 0.001),
        (gnn.Adagrad(RATE, initial_accumulator_value=0.0, epsilon=1e-3), adagrad(0.0, 1e-3), RATE),
        (gnn.RMSprop(0.01, rho=0.7, momentum=0.5, epsilon=1e-4), rmsprop(0.7, 1e-4, 0.5), 0.01),
        (gnn.RMSprop(0.01, centered=True), rmsprop(0.9, 1e-7, centered=True), 0.01),
        (gnn.Adam(0.02, beta_1=0.5, beta_2=0.95, epsilon=1e-3), adam(0.5, 0.95, 1e-3), 0.02),
    ],
    ids=[
        "sgd",
        "adagrad",
        "rmsprop",
        "adam",
        "adagrad from 0",
        "rmsprop 0.7",
        "rmsprop centred",
        "adam 0.95",
    ],
)
def test_200_updates_of_each_rule_agree_with_numpy_in_every_weight(
    optimizer: Any, rule: Rule, rate: float
) -> None:
    compare(optimizer, rule, constant(rate))


@pytest.mark.parametrize("name", FAST)
@pytest.mark.parametrize(
    ("keras", "ours"),
    [
        ({"weight_decay": 0.05}, {"decay": 0.05}),
        ({"clipvalue": 0.003}, {"value": 0.003}),
        ({"global_clipnorm": 0.02}, {"norm": 0.02}),
        ({"weight_decay": 0.05, "global_clipnorm": 0.02}, {"decay": 0.05, "norm": 0.02}),
    ],
)
def test_200_updates_with_decay_and_clipping_agree_with_numpy(
    name: str, keras: dict[str, float], ours: dict[str, float]
) -> None:
    make, settings, rule = FAST[name]
    compare(make(**settings, **keras), rule, constant(settings["learning_rate"]), **ours)


@pytest.mark.parametrize("name", FAST)
@pytest.mark.parametrize(
    ("schedule", "factor"),
    [
        (lambda rate: gnn.ExponentialDecay(rate, 60, 0.4), lambda step: 0.4 ** (step / 60)),
        (lambda rate: gnn.ExponentialDecay(rate, 60, 0.4, staircase=True), lambda step: 0.4 ** (step // 60)),
        (lambda rate: gnn.CosineDecay(rate, 150), lambda s: 0.5 + 0.5 * np.cos(np.pi * min(s / 150, 1))),
        (
            lambda rate: gnn.CosineDecay(rate, 150, alpha=0.2),
            lambda s: 0.2 + 0.8 * (0.5 + 0.5 * np.cos(np.pi * min(s / 150, 1))),
        ),
    ],
    ids=["exponential", "staircase", "cosine", "cosine to 0.2"],
)
def test_200_updates_with_a_schedule_agree_with_numpy(
    name: str, schedule: Callable[[float], Any], factor: Callable[[int], float]
) -> None:
    make, settings, rule = FAST[name]
    rate = settings["learning_rate"]
    optimizer = make(**{**settings, "learning_rate": schedule(rate)}, weight_decay=0.05)
    compare(optimizer, rule, lambda update: rate * factor(update), decay=0.05)
