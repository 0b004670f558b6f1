"""How good a network is, beside the mean, a straight line and the largest class."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graphviz_nn.data import DataSpec, load
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.metrics import r_squared
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.score import Score, baselines, score_of
from graphviz_nn.training.spec import TrainingSpec

numbers = st.floats(-1e3, 1e3).map(lambda value: round(value, 3))
columns = hnp.arrays(np.float64, (8, 2), elements=numbers)
varied = columns.filter(lambda y: bool((np.ptp(y, axis=0) > 0.01).all()))


@given(varied)
def test_r_squared_is_1_of_the_truth_and_0_of_its_mean(y: FloatArray) -> None:
    assert r_squared(y, y) == 1
    assert r_squared(np.broadcast_to(y.mean(axis=0), y.shape), y) == pytest.approx(0)


@given(varied, columns, st.floats(0.1, 100), numbers)
def test_r_squared_knows_no_unit(y: FloatArray, prediction: FloatArray, scale: float, shift: float) -> None:
    other = r_squared(scale * prediction + shift, scale * y + shift)
    assert other == pytest.approx(r_squared(prediction, y), rel=1e-6, abs=1e-6)


@given(numbers, numbers)
def test_r_squared_of_a_constant_is_1_where_it_is_met_and_0_elsewhere(value: float, guess: float) -> None:
    y = np.full((3, 1), value)
    assert r_squared(np.full((3, 1), guess), y) == (1 if guess == value else 0)


def line_file(folder: Path) -> str:
    """Write the table of a plane with a fold, which a line meets by half."""
    path = folder / "line.csv"
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 2))
    y = x @ [2.0, -1.0] + 5.0 + np.abs(x[:, 0])
    path.write_text("a,b,price\n" + "".join(f"{a},{b},{c}\n" for (a, b), c in zip(x, y, strict=True)))
    return str(path)


@pytest.mark.parametrize("held_out", [0.0, 0.25])
def test_a_network_without_a_hidden_layer_that_is_trained_to_its_end_is_the_straight_line(
    tmp_path: Path, held_out: float
) -> None:
    spec = DataSpec(source=line_file(tmp_path), standardise=True, standardise_target=True, held_out=held_out)
    data = load(spec)
    network = Stack(inputs=2, layers=(Dense(units=1),), loss="mse").network
    problem = Problem(network, TrainingSpec(), data.x, data.y)
    solution = np.linalg.lstsq(np.column_stack([data.x, np.ones(len(data.x))]), data.y, rcond=None)[0]
    weights = np.asarray(solution[:, 0], dtype=np.float64)  # of the kernel, then of the bias
    said = [predict(network, weights, x) if len(x) else data.y_test for x in (data.x, data.x_test)]
    score = score_of(problem, data, *said)
    judged = score.training if score.held_out is None else score.held_out
    mean, line = score.baselines
    assert (mean.name, line.name) == ("the mean", "a straight line")
    assert judged == pytest.approx(line.score, abs=1e-9)
    assert mean.score == pytest.approx(0, abs=0.1)
    assert not score.is_better
    assert score.verdict == f"The network is no better than a straight line: R² {line.score:.2f}."


def test_the_baseline_of_classes_is_the_largest_of_the_training_rows() -> None:
    data = load(DataSpec(source="penguins", held_out=0.3))
    (largest,) = baselines(data)
    share = data.y_test[:, data.y.sum(axis=0).argmax()].mean()
    assert largest == ("the largest class", share)


def test_an_accuracy_is_told_in_percent_and_r_squared_in_digits() -> None:
    score = Score("accuracy", 0.95, None, 0, ())
    assert score.text(0.512) == "51.2%"
    assert Score("R²", 0.95, None, 0, ()).text(-0.256) == "−0.26"
    assert score.text(float("nan")) == "–"
