"""How much each example counts: the losses and updates of Keras's formula, on both machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.engine import native
from graphviz_nn.graph import reference
from graphviz_nn.model import LOSSES, Dense, Stack
from graphviz_nn.ops import FloatArray, Loss, RowLoss
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec
from tests.training.rows import some_rows

X, Y = some_rows()
RNG = np.random.default_rng(3)
WEIGHTS = RNG.uniform(0, 3, len(X))
at_every_loss = pytest.mark.parametrize("loss", LOSSES)


def problem_of(loss: str, sample_weight: FloatArray | None = WEIGHTS, *, l2: float = 0.0) -> Problem:
    layers = (Dense(units=3, activation="linear" if loss.endswith("logits") else "softmax", l2=l2),)
    stack = Stack(inputs=2, layers=layers, loss=loss)
    network = stack.network if sample_weight is None else stack.weighted_network
    y = np.eye(3)[np.arange(len(X)) % 3]
    training = TrainingSpec(optimiser=Sgd(learning_rate=0.1), batch_size=8, epochs=6)
    return Problem(network, training, X, y, sample_weight=sample_weight)


@at_every_loss
def test_weights_of_1_change_nothing(loss: str) -> None:
    plain, weighted = problem_of(loss, None), problem_of(loss, np.ones(len(X)))
    first, second = (ReferenceMachine(p).advance(p.start, 20) for p in (plain, weighted))
    np.testing.assert_allclose(first.rows, second.rows, rtol=1e-10)
    np.testing.assert_allclose(first.states[-1].weights, second.states[-1].weights, rtol=1e-9, atol=1e-12)


@at_every_loss
def test_the_loss_is_the_sum_of_the_weighted_costs_by_the_number_of_examples(loss: str) -> None:
    """Keras: the loss of each example, alone, times its weight, divided by the size of the batch."""
    task, op = problem_of(loss), LOSSES[loss]
    graph = task.network.graph(len(X))
    leaves = {**graph.leaves, **task.network.leaves(task.start.weights, X, task.y, None, WEIGHTS)}
    values = reference.forward(graph.nodes, leaves)
    p = values[graph.index[task.network.prediction]]
    alone = [float(op.forward(p[i : i + 1], task.y[i : i + 1])) for i in range(len(X))]
    assert float(values[graph.index["loss"]]) == pytest.approx(
        float(np.sum(WEIGHTS * alone)) / len(X), rel=1e-12
    )
    assert isinstance(op, Loss)
    assert isinstance(op, RowLoss) == (loss in ("kl_divergence",) or loss.startswith("categorical"))


@at_every_loss
def test_it_is_native_as_by_the_reference_also_in_an_incomplete_mini_batch(loss: str) -> None:
    native.load()
    task = problem_of(loss, l2=0.01)
    ours, theirs = NativeMachine(task), ReferenceMachine(task)
    first, second = (m.advance(task.start, 25, every=4, metrics=("accuracy",)) for m in (ours, theirs))
    np.testing.assert_allclose(first.rows, second.rows, rtol=1e-11)
    np.testing.assert_allclose(first.states[-1].weights, second.states[-1].weights, rtol=1e-11, atol=1e-13)
    points = first.states[-1].weights[np.newaxis]
    np.testing.assert_allclose(ours.losses(points), theirs.losses(points), rtol=1e-11)
    np.testing.assert_allclose(ours.gradients(points), theirs.gradients(points), rtol=1e-9, atol=1e-13)


def model_of(loss: str = "mse") -> gnn.Sequential:
    model = gnn.Sequential([gnn.Dense(1, activation="sigmoid", input_dim=2)], seed=1)
    model.compile(gnn.SGD(0.5), loss, metrics=["mae", "accuracy"])
    return model


def test_an_example_of_weight_2_counts_as_two_and_one_of_0_not_at_all() -> None:
    weights = np.arange(len(X)) % 3
    twice = np.repeat(np.arange(len(X)), weights)
    one, other = model_of("binary_crossentropy"), model_of("binary_crossentropy")
    one.fit(X, Y, batch_size=100, epochs=30, sample_weight=weights * len(X) / len(twice))
    other.fit(X[twice], Y[twice], batch_size=100, epochs=30)
    for a, b in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


def test_a_class_s_weight_is_that_of_its_examples() -> None:
    by_class, by_example = model_of(), model_of()
    by_class.fit(X, Y, epochs=3, class_weight={1: 4.0})
    by_example.fit(X, Y, epochs=3, sample_weight=np.where(Y[:, 0] == 1, 4.0, 1.0))
    np.testing.assert_equal(by_class.get_weights(), by_example.get_weights())


def test_metrics_and_held_out_rows_count_alike() -> None:
    model = model_of()
    history = model.fit(X, Y, epochs=1, sample_weight=WEIGHTS, validation_split=0.25).history
    held, truth = X[27:], Y[27:]
    assert model.evaluate(held, truth) == [history[f"val_{name}"][0] for name in ("loss", "mae", "accuracy")]
    loss, mae, _ = np.ravel(np.asarray(model.evaluate(X, Y, sample_weight=WEIGHTS)))
    said = model.predict(X)
    assert loss == pytest.approx(np.mean(WEIGHTS * (said - Y)[:, 0] ** 2), rel=1e-12)
    assert mae == pytest.approx(np.mean(np.abs(said - Y)), rel=1e-12)


def wrong(value: Any) -> Any:
    return value


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (
            lambda m: m.fit(X, Y, class_weight={0: 1}, sample_weight=WEIGHTS),
            gnn.SettingError,
            "Give one of the two",
        ),
        (lambda m: m.fit(X, Y, sample_weight=[1, 2]), gnn.ShapeError, "there are 37 examples"),
        (lambda m: m.fit(X, Y, sample_weight=-np.ones(37)), gnn.DataError, "Row 0 of sample_weight"),
        (lambda m: m.fit(X, Y, class_weight=wrong([1, 2])), gnn.SettingError, "give a dictionary"),
        (lambda m: m.fit(X, Y, class_weight={"a": 1}), gnn.SettingError, "A class in class_weight is 'a'"),
        (lambda m: m.fit(X, Y, class_weight={1: -2.0}), gnn.SettingError, "class_weight of 1 is -2"),
        (lambda m: m.fit(X, Y / 2, class_weight={1: 2.0}), gnn.DataError, "holds 0.5. Give sample_weight"),
    ],
)
def test_what_is_refused_is_named(
    act: Callable[[gnn.Sequential], object], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as caught:
        act(model_of())
    assert words in str(caught.value)
