"""How good a network is on data, beside what one gets without any: the mean, a straight line, the largest class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graphviz_nn.data import Dataset
from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.kept import kept_beside
from graphviz_nn.ops import FloatArray
from graphviz_nn.text import MINUS
from graphviz_nn.training.metrics import r_squared
from graphviz_nn.training.problem import Problem

ACCURACY, R_SQUARED = "accuracy", "R²"
_MOST_WORK = 4e9  # rows × features², beyond which no line is fitted
_EVEN = 0.01  # a score is better where it is higher by more than that


class Baseline(NamedTuple):
    """What needs no network.

    Attributes:
        name: as in "a straight line".
        score: on the rows that the network is judged by.

    """

    name: str
    score: float


@dataclass(frozen=True)
class Score:
    """How good a network is.

    Attributes:
        measure: what is measured: the accuracy, or R² = 1 − Σ(p − t)² / Σ(t − mean)², which is 1 at best.
        training: on the rows that it is trained on.
        held_out: on those that it never saw; None where there are none.
        rows: how many those are.
        baselines: what one gets without a network, on the held-out rows if there are any.

    """

    measure: str
    training: float
    held_out: float | None
    rows: int
    baselines: tuple[Baseline, ...]

    @property
    def best_baseline(self) -> Baseline:
        """The baseline that is hardest to beat."""
        return max(self.baselines, key=lambda each: each.score)

    @property
    def is_better(self) -> bool:
        """Whether the network beats every baseline."""
        judged = self.training if self.held_out is None else self.held_out
        return judged > self.best_baseline.score + _EVEN

    def text(self, score: float) -> str:
        """Return a score in words: a share in percent, R² with two decimals."""
        if not np.isfinite(score):
            return "–"
        if self.measure == ACCURACY:
            return f"{score:.1%}"
        return (
            f"below {MINUS}1"
            if score < -1
            else f"{score + 0.0:.2f}".replace("-0.00", "0.00").replace("-", MINUS)
        )

    @property
    def verdict(self) -> str:
        """A sentence where the network is no better than what needs none, else ""."""
        if self.is_better:
            return ""
        best = self.best_baseline
        return f"The network is no better than {best.name}: {self.measure} {self.text(best.score)}."


def score_of(problem: Problem, dataset: Dataset, training: FloatArray, held_out: FloatArray) -> Score:
    """Return how good predictions are, for training rows and held-out ones: both (rows, targets).

    `problem` is what the network that makes them was trained on.
    """

    def measured(said: FloatArray, y: FloatArray) -> float:
        return problem.measured(ACCURACY, said, y) if dataset.classes else r_squared(said, y)

    with np.errstate(over="ignore", invalid="ignore"):
        on_held_out = measured(held_out, dataset.y_test) if len(held_out) else None
        on_training = measured(training, dataset.y)
    measure = ACCURACY if dataset.classes else R_SQUARED
    return Score(measure, on_training, on_held_out, len(held_out), baselines(dataset))


@kept_beside
def baselines(dataset: Dataset) -> tuple[Baseline, ...]:
    """Return what is got without a network: learnt from the training rows, judged by the held-out ones if there are."""
    judged = (dataset.x_test, dataset.y_test) if len(dataset.x_test) else (dataset.x, dataset.y)
    if dataset.classes:
        largest = np.bincount(class_numbers(dataset.y)).argmax()
        return (Baseline("the largest class", float((class_numbers(judged[1]) == largest).mean())),)
    mean = np.broadcast_to(dataset.y.mean(axis=0), judged[1].shape)
    found = [Baseline("the mean", r_squared(mean, judged[1]))]
    rows, features = dataset.x.shape
    if rows * features**2 <= _MOST_WORK:
        found.append(Baseline("a straight line", r_squared(_line(dataset, judged[0]), judged[1])))
    return tuple(found)


def _line(dataset: Dataset, x: FloatArray) -> FloatArray:
    """Return what linear least squares predict for some rows."""
    slopes, *_ = np.linalg.lstsq(_with_one(dataset.x), dataset.y, rcond=None)
    predicted: FloatArray = _with_one(x) @ slopes
    return predicted


def _with_one(x: FloatArray) -> FloatArray:
    return np.column_stack([x, np.ones(len(x))])
