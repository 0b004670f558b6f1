"""The loss of a run over all its rows at the ends of epochs, beside the mean of an epoch's mini-batches.

That mean is what Keras prints: of losses before each update, at weights that were still on their way. While a run
learns quickly it lies above the loss at the epoch's end, at which the held-out rows are measured, and may do so even
where the network is better at the rows that it was trained on.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops import FloatArray
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import Run

POINTS = 256  # epochs at most: more than a plot tells apart
LEAST = 12  # epochs at least
AT_ONCE = 16
MOST_WORK = 400_000_000  # numbers in all of it: half a second


@dataclass(frozen=True, eq=False)
class EpochEnds:
    """The loss over all training rows at the ends of some epochs.

    Attributes:
        run: what was measured.
        epochs: how many had passed, of shape (n,), rising.
        losses: the loss then, of the same shape; NaN where it is no number.

    """

    run: Run
    epochs: FloatArray
    losses: FloatArray


def is_worth_it(problem: Problem) -> bool:
    """Whether an epoch has several updates, so that the two losses differ, and few enough numbers to be measured."""
    return problem.updates_per_epoch > 1 and LEAST * _work(problem) <= MOST_WORK


def epoch_ends(run: Run) -> Generator[float, None, EpochEnds]:
    """Measure a run at the ends of about so many of its epochs, the first and the last among them; yield how far."""
    per_epoch = run.problem.updates_per_epoch
    done, points = run.updates // per_epoch, min(POINTS, MOST_WORK // max(1, _work(run.problem)))
    epochs = np.unique(np.linspace(0, done, min(done + 1, max(points, LEAST))).round().astype(int))
    losses = np.empty(len(epochs))
    for first in range(0, len(epochs), AT_ONCE):
        yield first / len(epochs)
        part = slice(first, first + AT_ONCE)
        losses[part] = _losses(run, [int(epoch) * per_epoch for epoch in epochs[part]])
    return EpochEnds(run, epochs.astype(np.float64), losses)


def _losses(run: Run, updates: list[int]) -> FloatArray:
    reached = [run.state_before(update) for update in updates]
    with np.errstate(all="ignore"):  # weights that diverge may go anywhere
        if not reached[0].states.size:
            return run.machine.losses(np.array([state.weights for state in reached]))
        each = [run.machine.losses(state.weights[None], state.states) for state in reached]
    return np.concatenate(each)


def _work(problem: Problem) -> int:
    """Return how many numbers one look at all rows takes."""
    return len(problem.x) * problem.network.numbers_of_example + problem.network.count
