"""What is measured, and what is asked for: the list of works."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping

import msgspec
import numpy as np

import graphviz_nn as gnn
from graphviz_nn.engine import compile_program, native
from graphviz_nn.engine.execution import run_program
from graphviz_nn.face.sequential import Sequential
from graphviz_nn.graph import Builder, Graph, Term
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import Tanh
from graphviz_nn.optim import Sgd
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import train
from graphviz_nn.training.spec import TrainingSpec
from tests.benchmarks import by_hand, fits, graphs, peers
from tests.benchmarks.by_hand import BATCH, EPOCHS, SIDE, SIZES
from tests.benchmarks.contest import Measure, Work, at_most, timed, within

OURS = "graphviz_nn"
SEEDS = 64
SWEPT, SWEPT_UPDATES = 64, 500  # values along each axis of a map, and updates of each of its runs


def _tutorial() -> Sequential:
    model = gnn.Sequential()
    model.add(gnn.Dense(4, activation="sigmoid", input_shape=(2,)))
    model.add(gnn.Dense(4, activation="sigmoid"))
    model.add(gnn.Dense(1, activation="sigmoid"))
    model.compile(loss="mse", optimizer=gnn.SGD(learning_rate=0.1, momentum=0.9), metrics=["mse"])
    return model


def _task(epochs: int = EPOCHS, seed: int = 0) -> Problem:
    x, y = by_hand.lecture()
    rule = Sgd(learning_rate=0.1, momentum=0.9)
    spec = TrainingSpec(optimiser=rule, batch_size=BATCH, epochs=epochs, seed=seed)
    return Problem(Stack(inputs=2, layers=_layers()).network, spec, x, y)


def _layers() -> tuple[Dense, ...]:
    return tuple(Dense(units=units, activation="sigmoid") for units in SIZES[1:])


def _fit() -> dict[str, Measure]:
    x, y = by_hand.lecture()
    ours = timed(lambda: _tutorial().fit(x, y, batch_size=BATCH, epochs=EPOCHS, verbose=0))
    others = peers.peers(jax=peers.jax_fit, torch=peers.torch_fit, keras=peers.keras_fit)
    return {OURS: ours, **by_hand.in_c("fit", str(EPOCHS)), "NumPy": by_hand.numpy_fit(), **others}


def _fit_met(seconds: Mapping[str, float]) -> bool | None:
    if "C -O3" not in seconds:
        return None
    return seconds[OURS] <= 0.6 * seconds["C -O3"] and 10 * seconds[OURS] <= seconds.get("jax", np.inf)


def _surface() -> dict[str, Measure]:
    x, y = by_hand.lecture()
    model = _tutorial()
    model.fit(x, y, batch_size=BATCH, epochs=50, verbose=0)
    ours = timed(lambda: gnn.surface(model, x, y, "pca", SIDE))
    others = peers.peers(jax=peers.jax_surface)
    return {OURS: ours, **by_hand.in_c("surface", str(SIDE)), "NumPy": by_hand.numpy_surface(), **others}


def _seeds() -> dict[str, Measure]:
    x, y = by_hand.lecture()
    share, model = 1 / 4, _tutorial()
    epochs = int(EPOCHS * share)

    def together() -> None:
        gnn.experiment(model, x, y, seeds=SEEDS, batch_size=BATCH, epochs=epochs)

    def one_by_one() -> None:
        for seed in range(SEEDS):
            gnn.set_seed(seed)
            _tutorial().fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0)
        gnn.set_seed(0)

    return {OURS: timed(together, share), "one by one": timed(one_by_one, share)}


def _sweep() -> dict[str, Measure]:
    x, y = by_hand.lecture()
    model, axis = _tutorial(), np.linspace(0, 0.99, SWEPT)
    settings = {"learning_rate": np.geomspace(1e-3, 10, SWEPT), "momentum": axis}

    def ours() -> None:
        gnn.sweep(model, x, y, settings, updates=SWEPT_UPDATES, batch_size=BATCH, verbose=0)

    epochs = SWEPT**2 * SWEPT_UPDATES * BATCH // len(x)  # as many updates, one run after the other
    return {OURS: timed(ours), **by_hand.in_c("fit", str(epochs))}


def _first_update() -> dict[str, Measure]:
    units = iter(range(5, 100))  # another architecture each time, so that nothing is remembered

    def first() -> None:
        first, *others = _layers()
        layers = (msgspec.structs.replace(first, units=next(units), activation="tanh"), *others)
        task = _task()
        other = Problem(Stack(inputs=2, layers=layers).network, task.training, task.x, task.y)
        NativeMachine(other).advance(other.start, 1)

    return {OURS: timed(first)}


def _loading(compiling: bool) -> dict[str, Measure]:
    program = "import time; t = time.perf_counter(); from graphviz_nn.engine import native; native.load()"
    report = "; print(time.perf_counter() - t)"

    def load() -> float:
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "NUMBA_CACHE_DIR": folder} if compiling else None
            words = [sys.executable, "-c", program + report]
            done = subprocess.run(words, check=True, capture_output=True, text=True, env=environment)
        return float(done.stdout)

    return {OURS: load}


def _time_travel() -> dict[str, Measure]:
    task = _task(epochs=1_000_000 // 8)
    *_, run = train(task, NativeMachine(task))
    checkpoints = sum(s.weights.nbytes + sum(m.nbytes for m in s.memory) for s in run.checkpoints)
    print(f"  all states of {run.updates:,} updates from {checkpoints / 2**20:.1f} MB")
    farthest = run.checkpoints[700].update - 1

    return {OURS: timed(lambda: run.state_before(farthest))}


def _chain() -> dict[str, Measure]:
    def work() -> None:
        builder = Builder()
        x = builder.parameter("x", 0.5)
        for _ in range(20_000):
            x = builder.apply(Tanh(), x)
        _run_whole(builder.graph(x))

    return {OURS: timed(work)}


def _scalars() -> dict[str, Measure]:
    def work() -> None:
        builder = Builder()
        rows = [builder.parameter(f"x{i}", 0.01 * i) for i in range(100)]
        weights = [builder.parameter(f"w{i}", 0.1) for i in range(100)]
        for _ in range(298):  # 100 products and 100 sums a layer
            products = [x * w for x, w in zip(rows, weights, strict=True)]
            rows = [products[i] + products[i - 1] for i in range(100)]
        _run_whole(builder.graph(_total(rows)))

    return {OURS: timed(work)}


def _total(terms: list[Term]) -> Term:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _run_whole(graph: Graph) -> None:
    run_program(compile_program(graph), graph.leaves)


def works(compiling: bool) -> tuple[Work, ...]:
    """Return all works, or the first compile ever alone, which takes half a minute."""
    if compiling:
        return (Work("the first compile ever", "≤ 30 s", lambda: _loading(True), within(30.0), 1),)
    native.load()
    return (
        Work(
            "the lecture's fit, 10,000 epochs, model.fit",
            "≤ 0.6 × C, ≥ 10 × faster than JAX",
            _fit,
            _fit_met,
            30,
        ),
        Work("101 × 101 surface, gnn.surface", "≤ 0.75 × C", _surface, at_most(0.75, "C -O3"), 60),
        Work(
            f"{SEEDS} seeds of that fit at once",
            "≥ 3.5 × one by one",
            _seeds,
            at_most(1 / 3.5, "one by one"),
            20,
        ),
        Work(
            f"{SWEPT} × {SWEPT} map, {SWEPT_UPDATES} updates a run, gnn.sweep",
            "≤ 1 s",
            _sweep,
            within(1.0),
            10,
        ),
        *fits.works(),
        Work("a new architecture to its first update", "≤ 20 ms", _first_update, within(0.02)),
        Work("loading the kernels from the cache", "≤ 1 s", lambda: _loading(False), within(1.0), 3),
        Work("state before any of 1,000,000 updates", "≤ 20 ms", _time_travel, within(0.02)),
        Work("a chain of 20,000 ops", "≤ 1 s", _chain, within(1.0), 3),
        Work("a scalar network of 60,000 nodes", "≤ 2 s", _scalars, within(2.0), 3),
        *graphs.works(),
    )
