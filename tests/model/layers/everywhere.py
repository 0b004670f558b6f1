"""Layers of every kind with shapes that they take, and what the laws need of each."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from graphviz_nn.debug.moment import make_moment
from graphviz_nn.graph import Builder
from graphviz_nn.model import AnyLayer, Dense, Stack
from graphviz_nn.model.layers.activation import Activation
from graphviz_nn.model.layers.batch_normalization import BatchNormalization
from graphviz_nn.model.layers.conv2d import Conv2D
from graphviz_nn.model.layers.dropout import Dropout
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.model.layers.gaussian_noise import GaussianNoise
from graphviz_nn.model.layers.layer_normalization import LayerNormalization
from graphviz_nn.model.layers.max_pooling2d import MaxPooling2D
from graphviz_nn.ops import FloatArray, Shape, Sum
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec


class Sample(NamedTuple):
    """A layer, and the shape of an example that comes into it."""

    layer: AnyLayer
    inputs: Shape


SAMPLES = (
    Sample(Dense(units=3, activation="tanh", l2=0.01), (4,)),
    Sample(Dense(units=9, activation="softplus", use_bias=False, l1=0.01), (4,)),
    Sample(Conv2D(filters=3, kernel_size=(3, 2), activation="relu"), (5, 4, 2)),
    Sample(
        Conv2D(
            filters=9,
            kernel_size=(2, 2),
            strides=(2, 1),
            padding="same",
            activation="softplus",
            use_bias=False,
            l2=0.01,
        ),
        (4, 5, 1),
    ),
    Sample(MaxPooling2D(), (4, 5, 2)),
    Sample(MaxPooling2D(pool_size=(3, 2), strides=(1, 2), padding="same"), (4, 5, 2)),
    Sample(Activation(activation="tanh"), (4,)),
    Sample(Activation(activation="softmax"), (3, 2)),
    Sample(Dropout(rate=0.25), (4,)),
    Sample(Dropout(rate=0.5), (2, 3, 2)),
    Sample(GaussianNoise(stddev=0.25), (4,)),
    Sample(GaussianNoise(stddev=2.0), (2, 3, 2)),
    Sample(BatchNormalization(), (4,)),
    Sample(BatchNormalization(momentum=0.5, center=False), (3, 2, 2)),
    Sample(LayerNormalization(), (4,)),
    Sample(LayerNormalization(axis=(1, 3), scale=False, epsilon=0.1), (3, 2, 2)),
    Sample(LayerNormalization(axis=(1, 2, 3)), (3, 2, 2)),
    Sample(Flatten(), (2, 3, 2)),
    Sample(Flatten(), (4,)),
)

# For each kind the least that a script must write, by Keras's names.
LEAST: dict[str, dict[str, Any]] = {
    "Dense": {"units": 3},
    "Conv2D": {"filters": 3, "kernel_size": 2},
    "MaxPooling2D": {},
    "Activation": {"activation": "tanh"},
    "Dropout": {"rate": 0.25},
    "GaussianNoise": {"stddev": 0.25},
    "BatchNormalization": {},
    "LayerNormalization": {},
    "Flatten": {},
}

at_every_sample = pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda s: f"{s.layer.kind}-{s.layer.about or 'plain'}-{s.inputs}"
)


def stack_around(sample: Sample) -> Stack:
    """Return a stack with a layer inside: before it one that learns, so that a gradient flows through it."""
    layers = (LayerNormalization(), sample.layer, Flatten(), Dense(units=2, activation="softmax"))
    return Stack(inputs=sample.inputs, layers=layers, loss="categorical_crossentropy")


def name_inside(stack: Stack) -> str:
    """Return the name of the layer that the stack was made around."""
    return stack.layer_names[1]


def problem_of(stack: Stack, rows: int = 11, batch: int = 4, epochs: int = 10) -> Problem:
    """Return some rows to train a stack of two outputs on; the last mini-batch of an epoch is smaller."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(rows, stack.network.features))
    y = np.eye(2)[rng.integers(0, 2, rows)]
    settings = TrainingSpec(
        optimiser=Sgd(learning_rate=0.1, momentum=0.9), batch_size=batch, epochs=epochs, seed=3
    )
    return Problem(stack.network, settings, x, y)


class Outcome(NamedTuple):
    """What a layer makes of a batch, and the gradients of x and of its parameters, by name."""

    y: FloatArray
    gradients: dict[str, FloatArray]


def outcome(layer: AnyLayer, x: FloatArray, g: FloatArray, **held: FloatArray) -> Outcome:
    """Run a layer alone in training, with its parameters and states given, for an arriving gradient `g`."""
    builder = Builder()
    term = builder.parameter("x", x)
    y = layer.build(
        builder, term, {name: builder.parameter(name, value) for name, value in held.items()}, "train"
    )
    graph = builder.graph(builder.apply(Sum(), y * builder.constant(g)))
    return Outcome(graph.values[y.index], graph.gradients())


def numbers(*shape: int, seed: int = 0) -> FloatArray:
    """Return random numbers of a shape."""
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def leaf_of(problem: Problem, update: int, name: str) -> FloatArray:
    """Return a leaf's numbers as they stand on the canvas while an update is stepped through."""
    state = make_machine(problem).advance(problem.start, update).states[-1]
    record = make_moment(problem, state).record
    return record.values[record.graph.index[name]]
