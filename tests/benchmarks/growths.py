"""What grows: an update of a network, a loss surface, an experiment, a chain of ops."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

import graphviz_nn as gnn
from graphviz_nn.engine import compile_program, native
from graphviz_nn.engine.execution import run_program
from graphviz_nn.graph import Builder, Graph, reference
from graphviz_nn.model import Dense, Stack
from graphviz_nn.ops import FloatArray, Tanh
from graphviz_nn.optim import Sgd
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.benchmarks.by_hand import BATCH, MOMENTUM, SIZES, lecture, losses, numpy_updates, points_of_surface
from tests.benchmarks.curve import Contestant, Growth, Repeat

T = TypeVar("T")

OURS, BY_HAND = "graphviz_nn", "NumPy by hand"
RATE = 0.01
FEWEST_ROWS = 128
WIDE_SIDE, EPOCHS = 41, 200
AT_ONCE = 256  # points that NumPy does together: as many as its values stay in the cache for


def growths() -> tuple[Growth, ...]:
    """Return all that is measured, with the kernels ready."""
    native.load()
    return *_of_updates(), _of_surfaces(), _of_wide_surfaces(), _of_seeds(), *_of_chains()


def chain(ops: int) -> Graph:
    """Return the tanh of the tanh of … a number."""
    builder = Builder()
    x = builder.parameter("x", 0.5)
    for _ in range(ops):
        x = builder.apply(Tanh(), x)
    return builder.graph(x)


def _of_updates() -> tuple[Growth, ...]:
    width = _updates(lambda width: ((2, width, width, 1), BATCH))
    depth = _updates(lambda depth: ((2, *(4,) * depth, 1), BATCH))
    batch = _updates(lambda batch: (SIZES, batch))
    widths, batches = tuple(2**k for k in range(1, 11)), tuple(2**k for k in range(13))
    depths = (1, 2, 5, 10, 20, 50, 100, 150, 200)
    units = "units in each of two hidden layers"
    return (
        Growth("An update against width", units, "a unit", widths, width, order=2, fewest=50),
        Growth("An update against depth", "hidden layers of 4 units", "a layer", depths, depth, fewest=50),
        Growth(
            "An update against batch size", "examples in the batch", "an example", batches, batch, fewest=50
        ),
    )


def _of_surfaces() -> Growth:
    return Growth(
        "A loss surface against its points",
        "points, each the loss of 128 examples",
        "a point",
        tuple(side**2 for side in (11, 21, 41, 61, 101, 151, 201, 301, 401)),
        (
            Contestant(OURS, _surface(), "forward"),
            Contestant(BY_HAND, _numpy_surface, "muted", peer=True),
        ),
    )


def _of_wide_surfaces() -> Growth:
    units = tuple(2**k for k in range(1, 9))
    return Growth(
        "A loss surface against its weights",
        f"weights of 2-n-n-1, at {WIDE_SIDE} × {WIDE_SIDE} points",
        "a weight",
        tuple(_weights_of(unit) for unit in units),
        (Contestant(OURS, lambda weights: _surface_of(_units_of(weights)), "forward"),),
    )


def _of_seeds() -> Growth:
    return Growth(
        "An experiment against its seeds",
        f"seeds, each {EPOCHS} epochs of the lecture's fit",
        "a seed",
        (1, 2, 4, 8, 16, 32, 64, 128),
        (
            Contestant("together", lambda seeds: _again(_together, seeds), "variant_a"),
            Contestant("one by one", lambda seeds: _again(_one_by_one, seeds), "muted", peer=True),
        ),
    )


def _of_chains() -> tuple[Growth, ...]:
    axis = "ops, each the tanh of the one before"
    sizes = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
    running = (
        Contestant("forward", _forward, "forward"),
        Contestant("both ways", _both_ways, "backward"),
        Contestant("NumPy forward", _reference_forward, "forward", peer=True),
        Contestant("NumPy both ways", _reference_both_ways, "backward", peer=True),
    )
    making = (
        Contestant("compile", lambda ops: _again(compile_program, chain(ops)), "variant_c"),
        Contestant("build", lambda ops: _again(chain, ops), "variant_b"),
    )
    return (
        Growth("Running a chain of ops", axis, "an op", sizes, running),
        Growth("Making that chain ready", axis, "an op", sizes, making),
    )


def _problem(sizes: tuple[int, ...], batch: int) -> Problem:
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (max(FEWEST_ROWS, batch), sizes[0]))
    layers = tuple(Dense(units=units, activation="sigmoid") for units in sizes[1:])
    training = TrainingSpec(optimiser=Sgd(learning_rate=RATE, momentum=MOMENTUM), batch_size=batch, epochs=1)
    y = (x[:, :1] * x[:, 1:2] > 0).astype(float)
    return Problem(Stack(inputs=sizes[0], layers=layers).network, training, x, y)


def _updates(shape: Callable[[int], tuple[tuple[int, ...], int]]) -> tuple[Contestant, ...]:
    """Return the updates of networks of these widths of layers and sizes of mini-batches."""

    def ours(size: int) -> Repeat:
        problem = _problem(*shape(size))
        machine = NativeMachine(problem)
        return lambda count: machine.advance(problem.start, count)

    def by_hand(size: int) -> Repeat:
        sizes, batch = shape(size)
        problem = _problem(sizes, batch)
        return numpy_updates(sizes, problem.x, problem.y, problem.batch_size, RATE)

    return Contestant(OURS, ours, "parameter"), Contestant(BY_HAND, by_hand, "muted", peer=True)


def _model(sizes: Sequence[int]) -> gnn.Sequential:
    model = gnn.Sequential()
    model.add(gnn.Dense(sizes[1], activation="sigmoid", input_shape=(sizes[0],)))
    for units in sizes[2:]:
        model.add(gnn.Dense(units, activation="sigmoid"))
    model.compile(loss="mse", optimizer=gnn.SGD(learning_rate=0.1, momentum=MOMENTUM))
    return model


def _surface() -> Callable[[int], Repeat]:
    (x, y), model = lecture(), _model(SIZES)
    model.fit(x, y, batch_size=BATCH, epochs=50, verbose=0)
    return lambda points: _again(lambda side: gnn.surface(model, x, y, "pca", side), round(points**0.5))


def _surface_of(units: int) -> Repeat:
    """Return the surface of 2-n-n-1 over a plane that needs no run."""
    (x, y), model = lecture(), _model((2, units, units, 1))
    return _again(lambda side: gnn.surface(model, x, y, "random", side), WIDE_SIDE)


def _weights_of(units: int) -> int:
    return units * (units + 5) + 1


def _units_of(weights: int) -> int:
    return round((math.sqrt(4 * weights + 21) - 5) / 2)


def _together(seeds: int) -> object:
    return gnn.experiment(_model(SIZES), *lecture(), seeds=seeds, epochs=EPOCHS, batch_size=BATCH)


def _one_by_one(seeds: int) -> object:
    model, rows = _model(SIZES), lecture()
    return [gnn.experiment(model, *rows, seeds=[k], epochs=EPOCHS, batch_size=BATCH) for k in range(seeds)]


def _numpy_surface(points: int) -> Repeat:
    def surface(side: int) -> list[FloatArray]:
        weights = points_of_surface(side)
        return [losses(weights[first : first + AT_ONCE]) for first in range(0, points, AT_ONCE)]

    return _again(surface, round(points**0.5))


def _forward(ops: int) -> Repeat:
    graph = chain(ops)
    program = compile_program(graph, gradients=False)
    return _again(lambda leaves: run_program(program, leaves), graph.leaves)


def _both_ways(ops: int) -> Repeat:
    graph = chain(ops)
    program = compile_program(graph)
    return _again(lambda leaves: run_program(program, leaves), graph.leaves)


def _reference_forward(ops: int) -> Repeat:
    graph = chain(ops)
    return _again(lambda leaves: reference.forward(graph.nodes, leaves), graph.leaves)


def _reference_both_ways(ops: int) -> Repeat:
    graph = chain(ops)
    return _again(
        lambda leaves: reference.backward(
            graph.nodes, graph.index[graph.output], reference.forward(graph.nodes, leaves)
        ),
        graph.leaves,
    )


def _again(work: Callable[[T], object], argument: T) -> Repeat:
    """Return what does some work again and again."""

    def repeat(count: int) -> None:
        for _ in range(count):
            work(argument)

    return repeat
