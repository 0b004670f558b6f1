"""Networks, expressions and graphs that the tests of the analysis look into."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.debug.record import Record, make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Builder, Graph, expression, graph_of
from graphviz_nn.graph.expression import names
from graphviz_nn.model import ACTIVATIONS, LOSSES, Dense, Stack
from graphviz_nn.ops import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Convolve,
    Hinge,
    Huber,
    KLDivergence,
    MatMul,
    MaxPool,
    MeanAbsoluteError,
    MeanSquaredError,
    Op,
    Softmax,
    Sum,
)
from graphviz_nn.optim import Adagrad, Adam, AdamW, AnyOptimiser, Nadam, RmsProp, Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run, train
from graphviz_nn.training.spec import TrainingSpec

MOMENTUM = Sgd(learning_rate=0.1, momentum=0.9)
ROWS = 10
LECTURE = "x1*x2 + ln(x1) - sin(x2)"

TENSORS: dict[str, ArrayLike] = {
    "a": [[0.5, -1.2, 2.0], [1.5, 0.3, -0.7]],
    "b": [0.4, 1.1, -0.6],
    "c": [[1.3], [0.2]],
    "s": 1.7,
}
# Every function of the expressions, with broadcasting and fan-out.
TEXTS = (
    "a + b*c - s/a",
    "a @ transpose(a) + s",
    "(a*a + 0.1) ** s",
    "-a * tanh(b) + sigmoid(c) * relu(a)",
    "leaky_relu(a, slope=0.1) + elu(a) + softplus(a)",
    "selu(a) + gelu(a) * gelu_tanh(b) - silu(c) / erf(s)",
    "softmax(a) * b + softmax(a, axis=0)",
    "sum(a, axis=0) * mean(a, axis=(0,)) + max(a, axis=0)",
    "mean(a) + max(a) + sum(a, axis=1, keepdims=True)",
    "reshape(a, to=(3, 2)) @ a",
    "exp(a) + ln(a*a) + sqrt(a*a) + square(a) + abs(a) + sin(a) + cos(a) + tan(c)",
    "l1(a) + l2(a*b)",
    "maximum(a, b) + minimum(a, c) * clip(a, -1, 1.4) + maximum(s, s)",
    "where(a - 2, a, b) * where(s, c, a)",
    "log_softmax(a) - log_softmax(900*a, axis=0)",
    "logsumexp(a, axis=1, keepdims=True) - logsumexp(900*a, axis=0) * logsumexp(b) / 900",
    "concat(a, a*c, axis=1)",
    "a[1:, ::-1] * a[0, 0]",
    "s*s*s - s",
    "log10(a*a) + log2(a*a)",
    "where(a > b, a, b) + where(a < b, a, c) * (a >= 0) + a * (b <= s) + b * (a == s) + c * (a != b)",
    "(a @ b) * (b @ transpose(a)) + b @ b",
)


def problem(
    *layers: Dense,
    loss: str = "mse",
    batch: int = 4,
    epochs: int = 5,
    optimiser: AnyOptimiser = MOMENTUM,
) -> Problem:
    """Return a small problem over random rows with targets that suit every loss."""
    network = Stack(inputs=2, layers=layers, loss=loss).network
    rng = np.random.default_rng(7)
    x = rng.normal(size=(ROWS, 2))
    y = np.eye(network.targets)[rng.integers(0, network.targets, ROWS)]
    if network.targets == 1:
        y = rng.integers(0, 2, (ROWS, 1)).astype(float)
    return Problem(network, TrainingSpec(optimiser=optimiser, batch_size=batch, epochs=epochs), x, y)


def small_problem(optimiser: AnyOptimiser = MOMENTUM, epochs: int = 5) -> Problem:
    """Return the problem of two layers, 2-3-1, tanh and sigmoid."""
    layers = Dense(units=3, activation="tanh"), Dense(units=1, activation="sigmoid")
    return problem(*layers, optimiser=optimiser, epochs=epochs)


@lru_cache(maxsize=8)
def taped(record: Record) -> Tape:
    """Return a record, indexed; the same tape each time."""
    return Tape(record)


def second_moment(task: Problem) -> Moment:
    """Return the second update, where the velocity is no longer 0."""
    return make_moment(task, make_moment(task, task.start).after)


def finished(task: Problem) -> Run:
    """Return the whole run of a problem."""
    *_, run = train(task, make_machine(task))
    return run


def lecture_record() -> Record:
    """Return the record of the lecture's expression."""
    return make_record(expression(LECTURE, x1=2.0, x2=5.0))


def tensor_graph(text: str) -> Graph:
    """Return the graph of one of TEXTS."""
    return graph_of(text, {name: TENSORS[name] for name in names(text)})


LOSS_OPS: tuple[Op, ...] = (
    MeanSquaredError(),
    MeanAbsoluteError(),
    Huber(delta=0.4),
    Hinge(),
    KLDivergence(),
    BinaryCrossentropy(),
    BinaryCrossentropy(from_logits=True),
    CategoricalCrossentropy(),
    CategoricalCrossentropy(from_logits=True),
)


def loss_graph(op: Op) -> Graph:
    """Return a loss whose prediction and target both ask for their gradient; one probability is clipped."""
    builder = Builder()
    p = builder.input("p", [[0.2, 0.7, 0.1], [0.5, 0.4999, 1e-9]], needs_gradient=True)
    t = builder.input("t", [[0.0, 1.0, 0.0], [0.3, 0.3, 0.4]], needs_gradient=True)
    return builder.graph(builder.apply(op, p, t, name="loss"))


def batched_graph() -> Graph:
    """Return a product of two stacks of matrices, of which the second is stretched."""
    rng = np.random.default_rng(3)
    builder = Builder()
    a = builder.input("a", rng.normal(size=(2, 3, 2, 4)), needs_gradient=True)
    b = builder.input("b", rng.normal(size=(3, 4, 2)), needs_gradient=True)
    c = builder.input("c", rng.normal(size=(2, 1, 2, 2)), needs_gradient=True)
    product = builder.apply(MatMul(), builder.apply(MatMul(), a, b), c)
    return builder.graph(builder.apply(Sum(), builder.apply(Softmax(axis=1), product)))


def picture_graph() -> Graph:
    """Return the largest numbers of a convolution."""
    rng = np.random.default_rng(4)
    builder = Builder()
    x = builder.input("x", rng.normal(size=(2, 4, 4, 1)), needs_gradient=True)
    seen = builder.apply(Convolve(), x, builder.parameter("K", rng.normal(size=(3, 3, 1, 2))))
    return builder.graph(builder.apply(Sum(), builder.apply(MaxPool(), seen)))


RULES: tuple[AnyOptimiser, ...] = (
    Sgd(learning_rate=0.1),
    MOMENTUM,
    Sgd(learning_rate=0.1, momentum=0.9, nesterov=True),
    Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="rate outside"),
    Sgd(learning_rate=0.1, momentum=0.9, nesterov=True, momentum_formula="rate outside"),
    Sgd(learning_rate=0.1, momentum=0.9, momentum_formula="running mean"),
    Adagrad(learning_rate=0.1),
    RmsProp(learning_rate=0.01, momentum=0.5),
    Adam(learning_rate=0.01, weight_decay=0.1, clip_norm=0.5),
    AdamW(learning_rate=0.01),
    Nadam(learning_rate=0.01),
)


@st.composite
def networks(draw: st.DrawFn) -> Problem:
    """Draw a problem with one or two layers, any activation, loss and penalty."""
    dense = st.builds(
        Dense,
        units=st.integers(1, 3),
        activation=st.sampled_from(sorted(ACTIVATIONS)),
        use_bias=st.booleans(),
        kernel_initializer=st.just("random_normal"),
        kernel_spread=st.just(0.8),
        l1=st.sampled_from([0.0, 0.01]),
        l2=st.sampled_from([0.0, 0.02]),
    )
    layers = draw(st.lists(dense, min_size=1, max_size=2))
    of_classes = ("categorical_crossentropy", "categorical_crossentropy_from_logits", "kl_divergence")
    losses = [name for name in sorted(LOSSES) if layers[-1].units > 1 or name not in of_classes]
    return problem(
        *layers,
        loss=draw(st.sampled_from(losses)),
        batch=draw(st.integers(1, 5)),
        optimiser=draw(st.sampled_from(RULES)),
    )
