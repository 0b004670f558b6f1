"""Metrics: which class a prediction says, for whatever labels there are, and the same on both machines."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.engine import native
from graphviz_nn.errors import DataError, GnnError
from graphviz_nn.model import LOSSES, Dense, Stack
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import ReferenceMachine
from graphviz_nn.training.metrics import METRICS, Thresholds, accuracy, thresholds_of
from graphviz_nn.training.native import NativeMachine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.spec import TrainingSpec

RNG = np.random.default_rng(5)
BITS = (np.arange(12) % 2).astype(float)[:, np.newaxis]


@pytest.mark.parametrize(
    ("loss", "labels", "expected"),
    [
        ("mse", [0.0, 1.0], Thresholds(0.5, 0.5)),
        ("mse", [1.0], Thresholds(0.5, 0.5)),
        ("mse", [-1.0, 1.0], Thresholds(0.0, 0.0)),
        ("mse", [-1.0], Thresholds(0.0, 0.0)),
        ("mae", [1.0, 2.0], Thresholds(1.5, 1.5)),
        ("mse", [-3.0, 5.0], Thresholds(1.0, 1.0)),
        ("binary_crossentropy", [0.1, 0.2, 0.9], Thresholds(0.5, 0.5)),
        ("binary_crossentropy_from_logits", [0.0, 1.0], Thresholds(0.0, 0.5)),
        ("hinge", [0.0, 1.0], Thresholds(0.0, 0.5)),
        ("hinge", [-1.0, 1.0], Thresholds(0.0, 0.0)),
    ],
)
def test_what_parts_two_classes(loss: str, labels: list[float], expected: Thresholds) -> None:
    assert thresholds_of(loss, np.array(labels)[:, np.newaxis]) == expected


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_a_prediction_is_of_the_nearer_label_of_any_two(low: float, apart: float) -> None:
    high = low + apart
    y = np.array([[low], [high], [high]])
    said = np.array([[low + 0.4 * apart], [high - 0.4 * apart], [low + 0.4 * apart]])
    assert accuracy(said, y, thresholds_of("mse", y)) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("y", "words"),
    [
        (RNG.normal(size=(6, 1)), "6 different numbers"),
        (np.full((4, 1), 2.0), "one label alone: 2"),
        (np.arange(6.0)[:, np.newaxis], "6 different numbers: 0, 1, 2, 3, …"),
        (np.array([[1.0, 0.0], [1.0, 1.0]]), r"row 1 of y \(from 0\) holds 1, 1"),
        (RNG.normal(size=(6, 2)), "row 0 of y"),
    ],
    ids=["numbers", "one label", "counts", "several classes at once", "several numbers"],
)
def test_targets_that_are_no_classes_are_refused_with_the_cure(y: FloatArray, words: str) -> None:
    with pytest.raises(DataError, match=rf"accuracy needs.*{words}.*metrics=\['mae'\]"):
        thresholds_of("mse", y)


def test_the_largest_output_tells_the_class() -> None:
    said = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]])
    assert accuracy(said, np.array([[1.0, 0, 0], [0, 1.0, 0]])) == 0.5
    for y in (np.eye(3)[[0, 1]], 2 * np.eye(3)[[0, 1]] - 1, np.array([[0.8, 0.1, 0.1], [0.2, 0.6, 0.2]])):
        assert accuracy(said, y, thresholds_of("mse", y)) == 0.5


def task_of(loss: str, outputs: int, labels: tuple[float, float]) -> Problem | None:
    """Return a problem with targets of two labels, or one-hot; None where the loss takes no such targets."""
    y = BITS if outputs == 1 else np.eye(3)[np.arange(12) % 3]
    y = labels[0] + (labels[1] - labels[0]) * y
    network = Stack(inputs=2, layers=(Dense(units=outputs),), loss=loss).network
    try:
        return Problem(network, TrainingSpec(batch_size=5, epochs=4), RNG.normal(size=(12, 2)), y)
    except GnnError:
        return None


LABELS = ((0.0, 1.0), (-1.0, 1.0), (1.0, 2.0))
TASKS = {each: task_of(*each) for each in product(LOSSES, (1, 3), LABELS)}


@pytest.mark.parametrize("task", [pytest.param(t, id=str(name)) for name, t in TASKS.items() if t])
def test_both_machines_measure_the_same(task: Problem) -> None:
    native.load()
    first, second = (
        machine(task).advance(task.start, 12, metrics=tuple(METRICS))
        for machine in (NativeMachine, ReferenceMachine)
    )
    np.testing.assert_allclose(first.rows, second.rows, rtol=1e-12)
    accuracies = first.rows[:, 1 + list(METRICS).index("accuracy")]
    np.testing.assert_allclose(
        accuracies * 10, np.round(accuracies * 10), atol=1e-12
    )  # shares of 5 and of 2 rows
