"""The lecture's network in C and in NumPy, by hand."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from graphviz_nn.ops import FloatArray
from tests.benchmarks.contest import Measure, timed

SIZES = (2, 4, 4, 1)
EPOCHS, BATCH, SIDE = 10_000, 16, 101


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
    return timed(_sigmoid_training(x, y, epochs), epochs / EPOCHS)


def _sigmoid_training(x: FloatArray, y: FloatArray, epochs: int) -> Callable[[], None]:
    def train() -> None:
        rng, w = np.random.default_rng(0), parameters(SIZES)
        v = [np.zeros_like(part) for part in w]
        for _ in range(epochs):
            for rows in rng.permutation(len(x)).reshape(-1, BATCH):
                values = [x[rows]]
                for kernel, bias in zip(w[::2], w[1::2], strict=True):
                    values.append(1 / (1 + np.exp(-(values[-1] @ kernel + bias))))
                g = 2 * (values[-1] - y[rows]) / BATCH
                for k in (2, 1, 0):
                    g = g * values[k + 1] * (1 - values[k + 1])
                    kernel = w[2 * k].copy()
                    for i, d in ((2 * k, values[k].T @ g), (2 * k + 1, g.sum(axis=0))):
                        v[i] = 0.9 * v[i] - 0.1 * d
                        w[i] = w[i] + v[i]
                    g = g @ kernel.T

    return train


def numpy_surface() -> Measure:
    """Return the measure of the lecture's surface in NumPy, all places at once."""
    x, y = lecture()
    origin, across, up = np.random.default_rng(1).normal(size=(3, 37))
    axis = np.linspace(-2, 2, SIDE)

    def measure() -> FloatArray:
        points = (origin + axis[:, None, None] * up + axis[:, None] * across).reshape(-1, 37)
        value, at = np.broadcast_to(x, (len(points), *x.shape)), 0
        for a, b in itertools.pairwise(SIZES):
            kernel, bias = (
                points[:, at : at + a * b].reshape(-1, a, b),
                points[:, at + a * b : at + a * b + b],
            )
            value, at = 1 / (1 + np.exp(-(value @ kernel + bias[:, None]))), at + a * b + b
        return np.asarray(((value - y) ** 2).mean(axis=(1, 2)))

    return timed(measure)
