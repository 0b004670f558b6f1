"""Networks of three sizes through `model.fit`, for few and for many updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

import graphviz_nn as gnn
from graphviz_nn.face.sequential import Sequential
from graphviz_nn.ops import DType, FloatArray
from tests.benchmarks.by_hand import numpy_classes
from tests.benchmarks.contest import Measure, Work, timed
from tests.benchmarks.peers import peers, torch_classes

OURS = "graphviz_nn"
STEPS = 32  # mini-batches in an epoch
FEW, MANY = 128, 5120  # updates


@dataclass(frozen=True)
class Size:
    """A network for classes, what it is trained in, and the share of PyTorch's time that is asked for."""

    sizes: tuple[int, ...]
    batch: int
    share: float
    dtype: DType = "float64"

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{'-'.join(map(str, self.sizes))}, batch {self.batch}, {self.dtype}"

    def rows(self) -> tuple[FloatArray, FloatArray]:
        """Return the examples of an epoch, and their classes as one-hot rows."""
        rng, count = np.random.default_rng(0), STEPS * self.batch
        classes = rng.integers(0, self.sizes[-1], count)
        return rng.normal(size=(count, self.sizes[0])), np.eye(self.sizes[-1])[classes]

    def model(self) -> Sequential:
        """Return a model that nothing has been learnt by."""
        _, *hidden, classes = self.sizes
        layers = [gnn.Dense(units, activation="relu") for units in hidden]
        model = gnn.Sequential([*layers, gnn.Dense(classes, activation="softmax")], dtype=self.dtype)
        model.compile(loss="categorical_crossentropy", optimizer=gnn.SGD(learning_rate=0.01))
        return model


NETWORKS = (
    Size((784, 128, 10), 32, 1.0),
    Size((784, 512, 512, 10), 128, 1.0),
    Size((784, 128, 10), 32, 1.0, "float32"),
    Size((784, 512, 512, 10), 128, 1.0, "float32"),
    Size((30, 16, 2), 32, 0.15),
)


def works() -> tuple[Work, ...]:
    """Return the fits of all sizes, few updates before many."""
    return tuple(_work(size, updates) for size in NETWORKS for updates in (FEW, MANY))


def _work(size: Size, updates: int) -> Work:
    bar = f"≤ {size.share:g} × PyTorch, or NumPy"
    name = f"{size.name}, {updates:,} updates, model.fit"
    return Work(name, bar, partial(_contestants, size, updates), partial(_met, size.share), 10)


def _contestants(size: Size, updates: int) -> dict[str, Measure]:
    """Return who trains: the peers, of whom an update costs always the same, do a few, and are told as if all."""
    x, y = size.rows()
    share = FEW / updates

    def fit() -> None:
        size.model().fit(x, y, batch_size=size.batch, epochs=updates // STEPS, verbose=0)

    torch = partial(torch_classes, x, y, size.sizes, size.batch, FEW // STEPS, share, size.dtype)
    by_hand = timed(partial(numpy_classes(size.sizes, x, y, size.batch, size.dtype), FEW), share)
    return {OURS: timed(fit), "NumPy": by_hand, **peers(torch=torch)}


def _met(share: float, seconds: Mapping[str, float]) -> bool:
    return seconds[OURS] <= share * seconds.get("torch", seconds["NumPy"])
