"""How well a table was guessed and learnt, and whether the bars are met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from graphviz_nn.data import Dataset
from graphviz_nn.data.guess import Task
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.metrics import accuracy, r_squared
from tests.benchmarks.tables.truth import Entry

Verdict: TypeAlias = Literal["right", "asked", "wrong", "refused"]

BEHIND = 0.1  # of R², that the program may be behind the straight line, and behind scikit-learn
NEAR = 30 / 36  # of the regressions, in which it may not be further behind scikit-learn
LEVEL = 0.05  # of accuracy, that it may be behind the largest class, and behind scikit-learn
FEWEST_LEVEL = 14


class Guessed(NamedTuple):
    """What the program takes a table to be for; without targets, it asks."""

    targets: tuple[str, ...]
    task: Task | None


class Row(NamedTuple):
    """What came of one table.

    Attributes:
        entry: the table, and what its documentation says.
        rows: how many it has.
        guess: what the program says; None if it refuses the table.
        verdict: that guess beside the documentation.
        task: what was learnt; None if nothing was.
        scores: R² or accuracy on held-out rows: of "ours", of the "worst" of its variants, of the rivals by name.
        note: why it was refused.

    """

    entry: Entry
    rows: int
    guess: Guessed | None
    verdict: Verdict
    task: Task | None = None
    scores: Mapping[str, float] = {}
    note: str = ""


class Bar(NamedTuple):
    """What is asked for, what was found, and whether that will do."""

    text: str
    found: str
    met: bool


def verdict(entry: Entry, guess: Guessed | None) -> Verdict:
    """Say whether a guess is what the documentation says; None is a table that the program refuses."""
    if guess is None:
        return "refused"
    if not guess.targets:
        return "asked"
    return "right" if all(entry.targets.get(name) == guess.task for name in guess.targets) else "wrong"


def score(dataset: Dataset, prediction: FloatArray) -> float:
    """Return the accuracy or R² of a prediction for the held-out rows; minus infinity where it is not finite."""
    if not np.isfinite(prediction).all():
        return -np.inf
    return accuracy(prediction, dataset.y_test) if dataset.classes else r_squared(prediction, dataset.y_test)


def bars(rows: Sequence[Row]) -> tuple[Bar, ...]:
    """Hold the rows against what is asked for."""
    wrong = [row for row in rows if row.verdict == "wrong"]
    lost = [row for row in rows if row.entry.targets and row.task is None]
    regressions = [row for row in rows if row.task == "regression"]
    classifications = [row for row in rows if row.task == "classification"]
    below = [row for row in regressions if not _reaches(row, "line", BEHIND)]
    far = [row for row in regressions if not _reaches(row, "network", BEHIND)]
    rough = [
        row
        for row in classifications
        if not (_reaches(row, "largest", LEVEL) and _reaches(row, "network", LEVEL))
    ]
    near, level = len(regressions) - len(far), len(classifications) - len(rough)
    return (
        Bar("no wrong guess", listed(wrong), not wrong),
        Bar("nothing refused that can be learnt from", listed(lost), not lost),
        Bar(f"no R² more than {BEHIND} below the straight line's", listed(below), not below),
        Bar(
            f"within {BEHIND} of scikit-learn's R² in {NEAR:.0%} of the regressions",
            f"{near} of {len(regressions)}; not in: {listed(far)}",
            near >= NEAR * len(regressions),
        ),
        Bar(
            f"within {LEVEL} of the largest class and of scikit-learn in {FEWEST_LEVEL} classifications",
            f"{level} of {len(classifications)}; not in: {listed(rough)}",
            level >= FEWEST_LEVEL,
        ),
    )


def in_vain(row: Row) -> bool:
    """Tell whether the program asks for what the file itself tells."""
    return row.verdict == "asked" and bool(row.entry.clue)


def listed(rows: Sequence[Row]) -> str:
    """Return the names of the tables in a row."""
    return ", ".join(row.entry.name for row in rows) or "none"


def _reaches(row: Row, rival: str, limit: float) -> bool:
    """Tell whether the program's score is at most the limit below the rival's."""
    return row.scores["ours"] >= row.scores[rival] - limit
