"""The lecture's network in C and in NumPy, by hand."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.ops import DType, FloatArray
from tests.benchmarks.contest import Measure, timed

SIZES = (2, 4, 4, 1)
EPOCHS, BATCH, SIDE = 10_000, 16, 101
MOMENTUM = 0.9


@cache
def lecture() -> tuple[FloatArray, FloatArray]:
    """Return the 128 points and their classes, one in each quadrant and its opposite."""
    x = np.random.default_rng(0).uniform(-1, 1, (128, 2))
    return x, (x[:, :1] * x[:, 1:] > 0).astype(float)


def parameters(sizes: tuple[int, ...], seed: int = 0) -> list[FloatArray]:
    """Return kernel and bias of each layer."""
    rng = np.random.default_rng(seed)
    pairs = itertools.pairwise(sizes)
    return [part for a, b in pairs for part in (rng.normal(0, 1 / np.sqrt(a), (a, b)), np.zeros(b))]


@cache
def compiled_c() -> Path | None:
    """Return the C program, compiled as fast as the compiler can; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    program = Path(tempfile.mkdtemp(prefix="gnn-bench-")) / "lecture"
    source = Path(__file__).with_name("lecture.c")
    flags = ("-O3", "-march=native", "-ffast-math")
    subprocess.run([compiler, *flags, source, "-o", program, "-lm"], check=True)
    return program


def in_c(*words: str) -> dict[str, Measure]:
    """Return the C program's measure of some work, if there is a compiler."""
    program = compiled_c()

    def measure() -> float:
        said = subprocess.run([str(program), *words], check=True, capture_output=True, text=True).stdout
        return float(said.split()[0])

    return {} if program is None else {"C -O3": measure}


def numpy_fit(epochs: int = 100) -> Measure:
    """Return the measure of the lecture's fit in NumPy."""
    x, y = lecture()
    updates = epochs * len(x) // BATCH
    return timed(lambda: numpy_updates(SIZES, x, y, BATCH, rate=0.1)(updates), epochs / EPOCHS)


def numpy_updates(
    sizes: tuple[int, ...], x: FloatArray, y: FloatArray, batch: int, rate: float
) -> Callable[[int], None]:
    """Return what trains the lecture's kind of network, with any layers, for so many updates more."""
    rng, w = np.random.default_rng(0), parameters(sizes)
    v, layers, batches = [np.zeros_like(part) for part in w], len(sizes) - 1, _batches(rng, len(x), batch)

    def train(updates: int) -> None:
        for rows in itertools.islice(batches, updates):
            values = [x[rows]]
            for kernel, bias in zip(w[::2], w[1::2], strict=True):
                values.append(1 / (1 + np.exp(-(values[-1] @ kernel + bias))))
            g = 2 * (values[-1] - y[rows]) / batch
            for k in reversed(range(layers)):
                g = g * values[k + 1] * (1 - values[k + 1])
                slopes = values[k].T @ g, g.sum(axis=0)
                g = g @ w[2 * k].T
                for i, slope in enumerate(slopes, 2 * k):
                    v[i] *= MOMENTUM
                    v[i] -= rate * slope
                    w[i] += v[i]

    return train


def numpy_classes(
    sizes: tuple[int, ...],
    x: FloatArray,
    y: FloatArray,
    batch: int,
    dtype: DType = "float64",
    rate: float = 0.01,
) -> Callable[[int], None]:
    """Return what trains a network of relus and a softmax, by gradient descent, for so many updates more."""
    w, layers = [part.astype(dtype) for part in parameters(sizes)], len(sizes) - 1
    x, y = x.astype(dtype), y.astype(dtype)
    batches = _batches(np.random.default_rng(0), len(x), batch)

    def train(updates: int) -> None:
        for rows in itertools.islice(batches, updates):
            values = [x[rows]]
            for k in range(layers):
                z = values[-1] @ w[2 * k] + w[2 * k + 1]
                values.append(
                    np.maximum(z, 0) if k < layers - 1 else np.exp(z - z.max(axis=1, keepdims=True))
                )
            g = (values[-1] / values[-1].sum(axis=1, keepdims=True) - y[rows]) / batch
            for k in reversed(range(layers)):
                g, slopes = g @ w[2 * k].T * (values[k] > 0), (values[k].T @ g, g.sum(axis=0))
                for i, slope in enumerate(slopes, 2 * k):
                    w[i] -= rate * slope

    return train


def numpy_surface() -> Measure:
    """Return the measure of the lecture's surface in NumPy, all places at once."""
    return timed(lambda: losses(points_of_surface(SIDE)))


def points_of_surface(side: int) -> FloatArray:
    """Return side² places on a plane through the lecture's weight space, of shape (side², 37)."""
    origin, across, up = np.random.default_rng(1).normal(size=(3, 37))
    axis = np.linspace(-2, 2, side)
    return np.asarray((origin + axis[:, None, None] * up + axis[:, None] * across).reshape(-1, 37))


def losses(weights: FloatArray) -> FloatArray:
    """Return the losses of the lecture's network with weights of shape (n, 37), of shape (n,)."""
    (x, y), at = lecture(), 0
    value = x
    for a, b in itertools.pairwise(SIZES):
        kernel, bias = weights[:, at : at + a * b].reshape(-1, a, b), weights[:, at + a * b : at + a * b + b]
        value, at = 1 / (1 + np.exp(-(value @ kernel + bias[:, None]))), at + a * b + b
    return np.asarray(((value - y) ** 2).mean(axis=(1, 2)))


def _batches(rng: np.random.Generator, rows: int, batch: int) -> Iterator[NDArray[np.int64]]:
    while True:
        yield from rng.permutation(rows).reshape(-1, batch)
