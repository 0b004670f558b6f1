"""A run: one training from one seed with one setting, kept so that any moment of it can be had again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

import numpy as np

from graphviz_nn.errors import DivergenceError
from graphviz_nn.ops import FloatArray
from graphviz_nn.training.machine import Machine
from graphviz_nn.training.problem import Problem, TrainingState

CHECKPOINTS = 2048  # at most about so many are kept: the path to draw, and a short replay to anywhere
KEPT_NUMBERS = 32_000_000  # and at most so many numbers in them, 256 MB
PROGRESS_SECONDS = 0.05
PATH_NUMBERS = 4_000_000  # where they are but the path to draw, so many, 32 MB,
LEAST_CHECKPOINTS = 16  # and at least these
FASTER = 8.0  # so many times more updates at most before the next progress


@dataclass(frozen=True, eq=False)
class Run:
    """A training so far, or finished.

    Attributes:
        problem: what is trained.
        machine: what replays it.
        checkpoints: states, from the start on, in the order of their updates.
        losses: the mean loss of the examples in each finished epoch, before their updates; shape (epochs,).
        metrics: the same for each metric, by name.
        test_losses: the loss over the held-out rows at the start and after each finished epoch, of shape (1 + epochs,);
            empty without held-out rows.
        divergence: why it stopped early, or None.

    """

    problem: Problem
    machine: Machine
    checkpoints: tuple[TrainingState, ...]
    losses: FloatArray
    metrics: dict[str, FloatArray] = field(default_factory=dict)
    test_losses: FloatArray = field(default_factory=lambda: np.empty(0))
    divergence: DivergenceError | None = None

    @property
    def end(self) -> TrainingState:
        """The last state."""
        return self.checkpoints[-1]

    @property
    def updates(self) -> int:
        """The number of updates done."""
        return self.end.update

    @cached_property
    def path(self) -> FloatArray:
        """The weights at each checkpoint, of shape (checkpoints, count)."""
        return np.array([state.weights for state in self.checkpoints])

    @cached_property
    def path_updates(self) -> tuple[int, ...]:
        """The number of updates done at each checkpoint."""
        return tuple(state.update for state in self.checkpoints)

    def checkpoint_before(self, update: int) -> TrainingState:
        """Return the latest checkpoint that does not lie after an update."""
        return self.checkpoints[max(bisect_right(self.path_updates, update) - 1, 0)]

    def state_before(self, update: int) -> TrainingState:
        """Return the state before an update, from 0: the nearest checkpoint, replayed from there to the bit."""
        nearest = self.checkpoint_before(update)
        return self.machine.advance(nearest, update - nearest.update).states[-1]


def train(
    problem: Problem,
    machine: Machine,
    *,
    metrics: tuple[str, ...] = (),
    test: Machine | None = None,
    start: TrainingState | None = None,
    checkpoints: int = CHECKPOINTS,
) -> Generator[Run, None, Run]:
    """Train for the settings' epochs; yield the run so far now and then, return it whole. A divergence ends it early.

    `test` measures the loss over held-out rows; `start` continues from another state than the seed's; at most about
    so many `checkpoints` are kept.
    """
    recorder = _Recorder(problem, machine, metrics, test, start or problem.start, checkpoints)
    left, chunk = problem.updates, 1
    while left and recorder.divergence is None:
        began = perf_counter()
        recorder.advance(min(left, chunk))
        left -= min(left, chunk)
        yield recorder.run()
        # Progress a few times a second, whatever an update costs; what is computed does not depend on it.
        pace = PROGRESS_SECONDS / max(perf_counter() - began, 1e-9)
        chunk = max(int(chunk * min(pace, FASTER)), 1)
    return recorder.run()


def checkpoints_of_path(problem: Problem, runs: int = 1) -> int:
    """Return how many checkpoints are enough for the path of each of some runs, that are seldom replayed.

    To keep a state costs as much as a small mini-batch does, and as much again for memory that is new.
    """
    numbers = runs * problem.network.count * (1 + len(problem.training.optimiser.memory_names))
    return max(LEAST_CHECKPOINTS, min(CHECKPOINTS // runs, PATH_NUMBERS // max(numbers, 1)))


class _Recorder:
    """Collects what the updates leave behind."""

    def __init__(
        self,
        problem: Problem,
        machine: Machine,
        metrics: tuple[str, ...],
        test: Machine | None,
        start: TrainingState,
        checkpoints: int,
    ) -> None:
        self.problem, self.machine, self.metrics, self.test = problem, machine, metrics, test
        numbers = len(start.weights) * (1 + len(start.memory)) + len(start.states)
        most = max(1, min(KEPT_NUMBERS // max(1, numbers), checkpoints))
        self.every = max(1, -(-problem.updates // most))
        self.states = [start]
        self.rows = np.empty((problem.updates, 1 + len(metrics)))
        self.means = np.empty((problem.updates // problem.updates_per_epoch, 1 + len(metrics)))
        self.done, self.epochs = 0, 0
        self.test_losses: list[float] = []
        self._test([start])
        self.divergence: DivergenceError | None = None

    def advance(self, updates: int) -> None:
        """Do so many updates and keep every so manyth state, and the last."""
        last = self.states[-1]
        states, rows, self.divergence = self.machine.advance(
            last, updates, every=self.every, epochs=self.test is not None, metrics=self.metrics
        )
        self.rows[self.done : self.done + len(rows)] = rows
        self.done += len(rows)
        is_between = last.update % self.every and len(self.states) > 1  # it was kept as the end so far
        if is_between or states[0].update == last.update:  # a divergence leaves it as the end again
            del self.states[-1]
        *others, end = states
        self.states += [*(state for state in others if state.update % self.every == 0), end]
        per_epoch = self.problem.updates_per_epoch
        self._test([s for s in states if s.update > last.update and s.update % per_epoch == 0])

    def run(self) -> Run:
        """Return the run so far."""
        means = self._epoch_means()
        metrics = {name: means[:, 1 + i] for i, name in enumerate(self.metrics)}
        return Run(
            self.problem,
            self.machine,
            tuple(self.states),
            means[:, 0],
            metrics,
            np.array(self.test_losses),
            self.divergence,
        )

    def _test(self, states: Sequence[TrainingState]) -> None:
        """Measure the loss over the held-out rows at some states, if there are such rows."""
        if self.test is None or not states:
            return
        if len(states[0].states):
            self.test_losses += [float(self.test.losses(s.weights[None], s.states)[0]) for s in states]
        else:
            self.test_losses += self.test.losses(np.array([s.weights for s in states])).tolist()

    def _epoch_means(self) -> FloatArray:
        """Return the mean over the examples of each finished epoch, of every column; only new ones are computed."""
        problem = self.problem
        per_epoch = problem.updates_per_epoch
        before, self.epochs = self.epochs, self.done // per_epoch
        sizes = np.full(per_epoch, problem.batch_size)
        sizes[-1] = len(problem.x) - problem.batch_size * (per_epoch - 1)
        rows = self.rows[before * per_epoch : self.epochs * per_epoch]
        shaped = rows.reshape(-1, per_epoch, self.rows.shape[1])
        self.means[before : self.epochs] = np.einsum("eum,u->em", shaped, sizes / sizes.sum())
        return self.means[: self.epochs]
