"""The same work in PyTorch, JAX and Keras, where they are installed; on one thread."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from graphviz_nn.ops import DType, FloatArray
from tests.benchmarks.by_hand import BATCH, EPOCHS, SIDE, SIZES, lecture, parameters
from tests.benchmarks.contest import Measure, timed


def peers(**makers: Callable[[], Measure]) -> dict[str, Measure]:
    """Return the measures of those packages that are there."""
    return {name: make() for name, make in makers.items() if find_spec(name)}


def torch_fit(epochs: int = 5) -> Measure:
    """Return the measure of the lecture's fit in PyTorch."""
    torch = _torch()
    x, y = map(torch.tensor, lecture())
    pairs = itertools.pairwise(SIZES)
    parts = [p for a, b in pairs for p in (torch.nn.Linear(a, b, dtype=torch.float64), torch.nn.Sigmoid())]
    loss = torch.nn.MSELoss()
    return timed(_torch_training(torch, parts, loss, x, y, epochs, momentum=0.9), epochs / EPOCHS)


def torch_classes(
    x: FloatArray,
    y: FloatArray,
    sizes: tuple[int, ...],
    batch: int,
    epochs: int,
    share: float,
    dtype: DType = "float64",
) -> Measure:
    """Return the measure of some epochs, a share of the whole, of a relu and softmax network in PyTorch."""
    torch = _torch()
    pairs = itertools.pairwise(sizes)
    kind = getattr(torch, dtype)
    layers = [p for a, b in pairs for p in (torch.nn.Linear(a, b, dtype=kind), torch.nn.ReLU())]
    rows, classes = torch.tensor(x, dtype=kind), torch.tensor(y.argmax(axis=1))
    loss = torch.nn.CrossEntropyLoss()
    return timed(_torch_training(torch, layers[:-1], loss, rows, classes, epochs, batch=batch), share)


def _torch_training(
    torch: Any,
    parts: Any,
    loss: Any,
    x: Any,
    y: Any,
    epochs: int,
    *,
    momentum: float = 0.0,
    batch: int = BATCH,
) -> Callable[[], None]:
    model = torch.nn.Sequential(*parts)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum)

    def train() -> None:
        for _ in range(epochs):
            for rows in torch.randperm(len(x)).split(batch):
                optimiser.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                optimiser.step()

    return train


def _torch() -> Any:
    torch = import_module("torch")
    torch.set_num_threads(1)
    return torch


def jax_fit() -> Measure:
    """Return the measure of the lecture's fit in JAX: one compiled scan over all updates."""
    jax = _jax()
    x, y = lecture()

    def cost(w: Any, rows: Any) -> Any:
        value = x[rows]
        for kernel, bias in zip(w[::2], w[1::2], strict=True):
            value = jax.nn.sigmoid(value @ kernel + bias)
        return ((value - y[rows]) ** 2).mean()

    def update(state: Any, rows: Any) -> Any:
        w, v = state
        v = [0.9 * a - 0.1 * g for a, g in zip(v, jax.grad(cost)(w, rows), strict=True)]
        return ([a + b for a, b in zip(w, v, strict=True)], v), None

    def epoch(state: Any, key: Any) -> Any:
        return jax.lax.scan(update, state, jax.random.permutation(key, len(x)).reshape(-1, BATCH))

    x, y = jax.numpy.array(x), jax.numpy.array(y)
    keys = jax.random.split(jax.random.PRNGKey(0), EPOCHS)
    w = [jax.numpy.array(part) for part in parameters(SIZES)]
    run = jax.jit(lambda state: jax.lax.scan(epoch, state, keys))
    state = (w, [0 * part for part in w])
    jax.block_until_ready(run(state))
    return timed(lambda: jax.block_until_ready(run(state)))


def _jax() -> Any:
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


def jax_surface() -> Measure:
    """Return the measure of the lecture's surface in JAX, compiled."""
    jax = _jax()
    x, y = map(jax.numpy.array, lecture())
    origin, across, up = np.random.default_rng(1).normal(size=(3, 37))
    axis = np.linspace(-2, 2, SIDE)
    points = jax.numpy.array((origin + axis[:, None, None] * up + axis[:, None] * across).reshape(-1, 37))

    def cost(w: Any) -> Any:
        value, at = x, 0
        for a, b in itertools.pairwise(SIZES):
            value = jax.nn.sigmoid(value @ w[at : at + a * b].reshape(a, b) + w[at + a * b : at + a * b + b])
            at += a * b + b
        return ((value - y) ** 2).mean()

    losses = jax.jit(jax.vmap(cost))
    losses(points).block_until_ready()
    return timed(lambda: losses(points).block_until_ready())


def keras_fit(epochs: int = 10) -> Measure:
    """Return the measure of the lecture's fit in Keras, on whichever backend it has."""
    os.environ.setdefault("KERAS_BACKEND", "jax" if find_spec("jax") else "torch")
    keras = import_module("keras")
    x, y = lecture()
    dense = [keras.layers.Dense(units, activation="sigmoid") for units in SIZES[1:]]
    model = keras.Sequential([keras.Input((2,)), *dense])
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(learning_rate=0.1, momentum=0.9))
    model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
    fit = timed(lambda: model.fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0), epochs / EPOCHS)
    return fit
