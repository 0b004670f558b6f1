"""The tutorial's network against the same training written out by hand, with nothing of the package in it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.ops import FloatArray
from tests.training.rows import some_rows

RATE, MOMENTUM, BATCH, UPDATES = 0.1, 0.9, 16, 200
Weights = list[FloatArray]
Formula = Literal["keras", "lecture"]


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


def train_by_hand(
    weights: Weights, x: FloatArray, y: FloatArray, *, momentum: float, nesterov: bool
) -> Weights:
    velocity = [np.zeros_like(w) for w in weights]
    batches = [slice(at, at + BATCH) for at in range(0, len(x), BATCH)]
    for update in range(UPDATES):
        rows = batches[update % len(batches)]
        gradients = backprop(weights, x[rows], y[rows])
        velocity = [momentum * v - RATE * g for v, g in zip(velocity, gradients, strict=True)]
        moves = (
            [momentum * v - RATE * g for v, g in zip(velocity, gradients, strict=True)]
            if nesterov
            else velocity
        )
        weights = [w + move for w, move in zip(weights, moves, strict=True)]
    return weights


@pytest.mark.parametrize(("momentum", "nesterov"), [(0.0, False), (MOMENTUM, False), (MOMENTUM, True)])
@pytest.mark.parametrize("formula", ["keras", "lecture"])
def test_200_updates_agree_with_numpy_in_every_weight(
    momentum: float, nesterov: bool, formula: Formula
) -> None:
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
    optimizer = gnn.SGD(lr=RATE, momentum=momentum, nesterov=nesterov, formula=formula)
    model.compile(optimizer=optimizer, loss="mse")
    model.fit(x, y, batch_size=BATCH, epochs=UPDATES // 4, shuffle=False)
    by_hand = train_by_hand(start, x, y, momentum=momentum, nesterov=nesterov)
    for ours, theirs in zip(model.get_weights(), by_hand, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
