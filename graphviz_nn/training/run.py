"""A run: one training from one seed with one setting, kept so that any moment of it can be had again."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter, thread_time
from typing import TypeAlias

import numpy as np

from graphviz_nn.errors import DivergenceError, SettingError
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray, read_only
from graphviz_nn.text import counted
from graphviz_nn.training.machine import Advance, Machine, Stretch
from graphviz_nn.training.problem import Problem, TrainingState

CHECKPOINTS = 2048  # at most about so many are kept: the path to draw, and a short replay to anywhere
KEPT_NUMBERS = 16_000_000  # and at most so many numbers in those of all runs that are kept together, 128 MB
MOST_TOGETHER = 64_000_000  # numbers that all runs hold at the least, 512 MB
# In the states that a stretch of updates passes and that are measured after it, 32 MB.
STRETCH_NUMBERS = 4_000_000
LOSSES = 3  # numbers that are kept of each epoch: the loss, that of the held-out rows, a metric
PROGRESS_SECONDS = 0.05
SELDOM = 0.25  # seconds, where nobody watches the weights move: each stop copies them
PATH_NUMBERS = 4_000_000  # where they are but the path to draw, so many, 32 MB,
LEAST_CHECKPOINTS = 16  # and at least these,
APART = 32  # so many updates apart
FIRST = 4096  # so many updates, the first ones, whose mini-batches' losses are kept one by one
FASTER = 8.0  # so many times more updates at most before the next progress


# Does a stretch of updates of several runs, each from its state, as each machine would alone.
Together: TypeAlias = Callable[[Sequence[Machine], Sequence[TrainingState], Stretch], Sequence[Advance]]


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
        test_metrics: metrics over the held-out rows, by name, at the same moments.
        divergence: why it stopped early, or None.
        start_loss: the loss over all rows before the first update; NaN where nobody asked for it.
        batch_losses: the loss of each mini-batch before its update, of the first ones, of shape (n,).
        seconds: of this machine's processor that the updates took, of several together its share; NaN where nobody
            looked at the clock.

    """

    problem: Problem
    machine: Machine
    checkpoints: tuple[TrainingState, ...]
    losses: FloatArray
    metrics: dict[str, FloatArray] = field(default_factory=dict)
    test_losses: FloatArray = field(default_factory=lambda: np.empty(0))
    test_metrics: dict[str, FloatArray] = field(default_factory=dict)
    divergence: DivergenceError | None = None
    start_loss: float = float("nan")
    batch_losses: FloatArray = field(default_factory=lambda: np.empty(0))
    seconds: float = float("nan")

    @property
    def end(self) -> TrainingState:
        """The last state."""
        return self.checkpoints[-1]

    @property
    def updates(self) -> int:
        """The number of updates done."""
        return self.end.update

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self.divergence is not None or self.updates == self.problem.updates

    @cached_property
    def path(self) -> FloatArray:
        """The weights at each checkpoint, of shape (checkpoints, count)."""
        return np.array([state.weights for state in self.checkpoints])

    @cached_property
    def path_updates(self) -> tuple[int, ...]:
        """The number of updates done at each checkpoint."""
        return tuple(state.update for state in self.checkpoints)

    def loss_known_at(self, update: int) -> float:
        """Return the newest loss that is known at an update, from 0: of the start, or of the last finished epoch.

        Where all rows are one mini-batch it is that of the update itself; NaN where there is none yet.
        """
        per_epoch, done = self.problem.updates_per_epoch, len(self.losses)
        place = min(update // per_epoch, done) - (per_epoch > 1 or update // per_epoch >= done)
        return float(self.losses[place]) if place >= 0 else self.start_loss

    def checkpoint_before(self, update: int) -> TrainingState:
        """Return the latest checkpoint that does not lie after an update."""
        return self.checkpoints[max(bisect_right(self.path_updates, update) - 1, 0)]

    def state_before(self, update: int) -> TrainingState:
        """Return the state before an update, from 0: the nearest checkpoint, replayed from there to the bit."""
        nearest = self.checkpoint_before(update)
        return self.machine.advance(nearest, update - nearest.update).states[-1]


Runs: TypeAlias = tuple[Run, ...]


def train(
    problem: Problem,
    machine: Machine,
    *,
    metrics: tuple[str, ...] = (),
    test: Machine | None = None,
    test_metrics: tuple[str, ...] = (),
    start: TrainingState | None = None,
    checkpoints: int = CHECKPOINTS,
    runs: int = 1,
    progress: float = PROGRESS_SECONDS,
    measure_start: bool = False,
) -> Generator[Run, None, Run]:
    """Train for the settings' epochs; yield the run so far now and then, return it whole. A divergence ends it early.

    `test` measures the loss over held-out rows, and with it `test_metrics`; `start` continues from another state than
    the seed's; at most about so many `checkpoints` are kept, and of so many `runs` together no more than KEPT_NUMBERS;
    about every `progress` seconds the run is told. With `measure_start` the loss over all rows is measured once, before
    any update.
    """
    tests = _Tests(test, test_metrics, problem) if test else None
    fitting = max(1, KEPT_NUMBERS // max(1, runs * numbers_of_state(problem)))
    recorder = _Recorder(problem, machine, metrics, tests, start or problem.start, min(fitting, checkpoints))
    if measure_start:
        recorder.measure_start()
    # The states at the ends of epochs, of which held-out rows are measured, are there all at once.
    most = problem.updates_per_epoch * max(1, STRETCH_NUMBERS // max(1, numbers_of_state(problem)))
    for (so_far,) in _paced([recorder], _one_by_one, progress, most if tests else problem.updates):
        yield so_far
    return recorder.run()


def train_side_by_side(
    machines: Sequence[Machine], together: Together, *, checkpoints: int, runs: int, progress: float
) -> Generator[Runs, None, Runs]:
    """Train runs of as many updates each, a stretch at a time of all that have not diverged, as `train` does one.

    `together` does a stretch of some of them. The other arguments are those of `train`.
    """
    recorders = []
    for machine in machines:
        problem = machine.problem
        fitting = max(1, KEPT_NUMBERS // max(1, runs * numbers_of_state(problem)))
        recorders.append(_Recorder(problem, machine, (), None, problem.start, min(fitting, checkpoints)))
    return (yield from _paced(recorders, together, progress, machines[0].problem.updates))


def _paced(
    recorders: Sequence[_Recorder], together: Together, progress: float, most: int
) -> Generator[Runs, None, Runs]:
    """Do all updates in stretches of at most so many that take about `progress` seconds; yield the runs after each."""
    left, chunk, going = recorders[0].problem.updates, 1, list(recorders)
    while left and going:
        began, updates, spent = perf_counter(), min(left, chunk), thread_time()
        stretch = Stretch(updates, going[0].every, going[0].tests is not None, going[0].metrics)
        ends = [recorder.states[-1] for recorder in going]
        advances = together([recorder.machine for recorder in going], ends, stretch)
        share = (thread_time() - spent) / len(going)
        for recorder, done in zip(going, advances, strict=True):
            recorder.seconds += share
            recorder.take(done)
        going = [recorder for recorder in going if recorder.divergence is None]
        left -= updates
        yield tuple(recorder.run() for recorder in recorders)
        chunk = min(_paced_chunk(chunk, perf_counter() - began, progress), most)
    return tuple(recorder.run() for recorder in recorders)


def reach(
    machine: Machine, start: TrainingState, update: int, progress: float = SELDOM
) -> Generator[TrainingState, None, TrainingState]:
    """Train on to an update and keep nothing of the way; yield the state about every `progress` seconds.

    Returns the state there, or the last one of numbers that are finite.
    """
    state, chunk = start, 1
    while state.update < update:
        began = perf_counter()
        done = machine.advance(state, min(chunk, update - state.update))
        state = done.states[-1] if done.states else state
        if done.divergence is not None:
            break
        yield state
        chunk = _paced_chunk(chunk, perf_counter() - began, progress)
    return state


def _paced_chunk(chunk: int, seconds: float, progress: float) -> int:
    """Return how many updates take about `progress` seconds where a chunk of them took so long.

    So often is told how far it is, whatever an update costs; what is computed does not depend on it.
    """
    return max(int(chunk * min(progress / max(seconds, 1e-9), FASTER)), 1)


def _one_by_one(
    machines: Sequence[Machine], states: Sequence[TrainingState], stretch: Stretch
) -> list[Advance]:
    return [machine.advance(state, *stretch) for machine, state in zip(machines, states, strict=True)]


def checkpoints_of_path(problem: Problem, runs: int = 1) -> int:
    """Return how many checkpoints are enough for the path of each of some runs, that are seldom replayed.

    To keep a state costs as much as a small mini-batch does, and as much again for memory that is new.
    """
    numbers = runs * numbers_of_state(problem)
    few = max(1, min(LEAST_CHECKPOINTS, problem.updates // APART))
    return max(few, min(CHECKPOINTS // runs, PATH_NUMBERS // max(numbers, 1)))


def numbers_of_state(problem: Problem) -> int:
    """Return how many numbers a state of training holds."""
    network = problem.network
    states = network.states[-1].stop if network.states else 0
    return network.count * (1 + len(problem.training.optimiser.memory_names)) + states


def check_together(problems: Sequence[Problem], times: int = 1) -> None:
    """Raise SettingError where what several runs keep at the least, two states and their losses, is too much.

    They may be held so many `times`: the old ones stay in sight while new ones are trained.
    """
    kept = sum(2 * numbers_of_state(each) + LOSSES * each.training.epochs for each in problems)
    if kept * times > MOST_TOGETHER:
        raise SettingError(
            f"{counted(len(problems), 'run')} of this network would keep {kept:,} numbers at the least, and the "
            f"most is {MOST_TOGETHER // times:,}. Train fewer runs together, or take fewer units or epochs."
        )


def epoch_means(problem: Problem, rows: FloatArray) -> FloatArray:
    """Return the mean over the examples of each whole epoch, of every column, from the rows of its mini-batches."""
    per_epoch = problem.updates_per_epoch
    sizes = np.full(per_epoch, problem.batch_size)
    sizes[-1] = len(problem.x) - problem.batch_size * (per_epoch - 1)
    whole = len(rows) - len(rows) % per_epoch
    shaped = rows[:whole].reshape(-1, per_epoch, rows.shape[1])
    return np.asarray(np.einsum("eum,u->em", shaped, sizes / sizes.sum()))


class _Tests:
    """Collects what is measured of the held-out rows."""

    def __init__(self, machine: Machine, metrics: tuple[str, ...], trained: Problem) -> None:
        self._machine, self._losses, self._trained = machine, array("d"), trained
        self._metrics = {name: array("d") for name in metrics}

    def measure(self, states: Sequence[TrainingState]) -> None:
        """Measure some states: all at once, unless each has moving averages of its own."""
        problem = self._machine.problem
        if states and not len(states[0].states):
            self._losses.extend(self._machine.losses(np.array([s.weights for s in states])))
        else:
            self._losses.extend(float(self._machine.losses(s.weights[None], s.states)[0]) for s in states)
        for state in states if self._metrics else ():
            said = predict(problem.network, state.weights, problem.x, state.states)
            for name, values in self._metrics.items():
                # The training rows say what the classes are: held-out ones may be of one alone.
                values.append(self._trained.measured(name, said, problem.y))

    @property
    def rows(self) -> tuple[FloatArray, dict[str, FloatArray]]:
        """The losses and the metrics so far."""
        return np.array(self._losses), {name: np.array(values) for name, values in self._metrics.items()}


def _copied(state: TrainingState) -> TrainingState:
    return replace(state, weights=state.weights.copy(), memory=tuple(each.copy() for each in state.memory))


class _Recorder:
    """Collects what the updates leave behind."""

    def __init__(
        self,
        problem: Problem,
        machine: Machine,
        metrics: tuple[str, ...],
        tests: _Tests | None,
        start: TrainingState,
        checkpoints: int,
    ) -> None:
        self.problem, self.machine, self.metrics, self.tests = problem, machine, metrics, tests
        self.every = max(1, -(-problem.updates // checkpoints))
        self.states = [start]
        self.begun = np.empty((0, 1 + len(metrics)))  # the mini-batches of the epoch that is not over
        self.first = np.empty(0)
        self.means = np.empty((problem.updates // problem.updates_per_epoch, 1 + len(metrics)))
        self.epochs = 0
        if tests:
            tests.measure([start])
        self.divergence: DivergenceError | None = None
        self.start_loss, self.seconds = float("nan"), 0.0

    def measure_start(self) -> None:
        """Measure the loss over all rows at the start."""
        start = self.states[0]
        self.start_loss = float(self.machine.losses(start.weights[None], start.states)[0])

    def take(self, done: Advance) -> None:
        """Take what some updates did, and keep every so manyth state, and the last."""
        last = self.states[-1]
        states, rows, self.divergence = done
        self.first = np.concatenate([self.first, rows[: FIRST - len(self.first), 0]])
        self._end_epochs(np.concatenate([self.begun, rows]))
        is_between = last.update % self.every and len(self.states) > 1  # it was kept as the end so far
        if is_between or states[0].update == last.update:  # a divergence leaves it as the end again
            del self.states[-1]
        *others, end = states
        kept = [state for state in others if state.update % self.every == 0]
        if len(kept) < len(
            others
        ):  # the machine made them in one piece, and those that are not kept are to go
            kept = [_copied(state) for state in kept]
        self.states += [*kept, end]
        if self.tests:
            per_epoch = self.problem.updates_per_epoch
            self.tests.measure([s for s in states if s.update > last.update and s.update % per_epoch == 0])

    def run(self) -> Run:
        """Return the run so far."""
        means = read_only(self.means[: self.epochs])
        metrics = {name: means[:, 1 + i] for i, name in enumerate(self.metrics)}
        return Run(
            self.problem,
            self.machine,
            tuple(self.states),
            means[:, 0],
            metrics,
            *(self.tests.rows if self.tests else (np.empty(0), {})),
            self.divergence,
            self.start_loss,
            self.first,
            self.seconds,
        )

    def _end_epochs(self, rows: FloatArray) -> None:
        """Take the mean over the examples of each epoch that is over, of every column, and keep what is left."""
        problem = self.problem
        per_epoch = problem.updates_per_epoch
        before, ended = self.epochs, len(rows) // per_epoch
        self.epochs += ended
        self.means[before : self.epochs] = epoch_means(problem, rows)
        self.begun = rows[ended * per_epoch :].copy()
