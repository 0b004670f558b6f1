"""What mini-batches and single examples say of the slope at one place: their gradients beside that of all rows."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.landscape.scatter import Scatter, scatter, spread
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Sgd
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem, TrainingState

MOST_BATCHES, MOST_EXAMPLES = 200, 1000  # more are not told apart
MOST_NUMBERS = 2_000_000  # in the gradients of either: 16 MB
MOST_STEPS = 100_000_000  # numbers of all nodes, for all rows, after a step along each
QUICK = 300_000  # numbers of all nodes and weights, for each gradient: a few hundredths of a second
PART = 8  # gradients between two chances to stop

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of parts of the rows, all at one place.

    Attributes:
        rows: for each the numbers of its rows, from 0.
        vectors: the gradients, of shape (n, count).
        losses: the loss over these rows, of shape (n,).
        full: the gradient over all rows, of shape (count,).

    """

    rows: tuple[Rows, ...]
    vectors: FloatArray
    losses: FloatArray
    full: FloatArray

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def cosines(self) -> FloatArray:
        """Of the angles to the gradient over all rows, of shape (n,); NaN where one of the two is 0."""
        with np.errstate(all="ignore"):
            lengths = np.linalg.norm(self.vectors, axis=1) * np.linalg.norm(self.full)
            return np.asarray(np.clip(self.vectors @ self.full / lengths, -1.0, 1.0))

    @property
    def angles(self) -> FloatArray:
        """The same angles in degrees, from 0 to 180, of shape (n,)."""
        return np.degrees(np.arccos(self.cosines))

    @property
    def downhill(self) -> NDArray[np.bool_]:
        """For each whether a short step against it lowers the loss over all rows, of shape (n,)."""
        return np.asarray(self.cosines > 0)

    @property
    def spread(self) -> float:
        """How far they lie from that over all rows, in the root of the mean square."""
        return spread(self.vectors, self.full)


@dataclass(frozen=True, eq=False)
class Estimates:
    """The gradients of an epoch's mini-batches and of single examples, with the weights before one of its updates.

    The loss is the one that a surface shows, that of predicting: nothing is dropped, and no example depends on the
    others. So the mean of the examples' gradients is that of their mini-batch.

    Attributes:
        before: the state that the update begins with.
        loss: over all rows.
        batches: the gradients of mini-batches in the order in which they are drawn, or some about the
            update's.
        first: the update whose mini-batch is the first of them.
        in_epoch: how many mini-batches the epoch has.
        examples: the gradients of single examples, of all rows or of some, evenly spread.
        in_all: how many rows there are.
        pace: how far a step goes for each unit of a gradient.
        ends: the loss over all rows after such a step against each mini-batch's gradient; NaN where it is not known.
        scatters: how far mini-batches of some sizes lie from the gradient over all rows.

    """

    before: TrainingState
    loss: float
    batches: Gradients
    first: int
    in_epoch: int
    examples: Gradients
    in_all: int
    pace: float
    ends: FloatArray
    scatters: tuple[Scatter, ...] = ()

    @property
    def full(self) -> FloatArray:
        """The gradient over all rows, of shape (count,)."""
        return self.batches.full

    @property
    def this(self) -> int:
        """The place of the update's own mini-batch among those that are known."""
        return self.before.update - self.first


def estimates(
    problem: Problem, before: TrainingState, after: TrainingState
) -> Generator[float, None, Estimates]:
    """Return what mini-batches and examples say of the slope before an update; yield how far that is, from 0 to 1."""
    yield 0.0
    machine, here, states = make_machine(problem), before.weights[None], before.states
    with np.errstate(all="ignore"):
        full, loss = machine.gradients(here, states)[0], float(machine.losses(here, states)[0])
    first, batches = _batches(problem, before.update)
    every = _evenly(len(problem.x), _most(problem, MOST_EXAMPLES))
    work, done = len(batches) + len(every), 0
    found = []
    for parts in (batches, [every[i : i + 1] for i in range(len(every))]):
        vectors, losses = np.empty((len(parts), problem.network.count)), np.empty(len(parts))
        for place, rows in enumerate(parts):
            vectors[place], losses[place] = gradient_of(problem, rows, before)
            done += 1
            if done % PART == 0:
                yield 0.9 * done / work
        found.append(Gradients(tuple(parts), vectors, losses, full))
    of_batches, of_examples = found
    pace = _pace(problem, before, after, of_batches.vectors[before.update - first])
    ends = yield from _ends(problem, before, of_batches, pace)
    sizes = scatter(of_examples.vectors, len(problem.x))
    in_epoch, rows_in_all = problem.updates_per_epoch, len(problem.x)
    return Estimates(before, loss, of_batches, first, in_epoch, of_examples, rows_in_all, pace, ends, sizes)


def is_quick(problem: Problem) -> bool:
    """Whether all of that is known within a few hundredths of a second, so that it can follow a run that plays."""
    network, rows = problem.network, len(problem.x)
    asked = min(rows, MOST_EXAMPLES) + min(problem.updates_per_epoch, MOST_BATCHES)
    node_costs = 50 * len(network.graph(1).nodes)
    return asked * (node_costs + network.count) + 3 * rows * network.numbers_of_example <= QUICK


def gradient_of(problem: Problem, rows: Rows, state: TrainingState) -> tuple[FloatArray, float]:
    """Return the gradient of the loss over some rows, of shape (count,), and that loss, at the weights of a state."""
    machine, here = make_machine(over_rows(problem, rows)), state.weights[None]
    with np.errstate(all="ignore"):
        return machine.gradients(here, state.states)[0], float(machine.losses(here, state.states)[0])


def over_rows(problem: Problem, rows: Rows) -> Problem:
    """Return a problem with some of its rows alone, by their numbers."""
    counting = problem.sample_weight
    weights = None if counting is None else counting[rows]
    return replace(problem, x=problem.x[rows], y=problem.y[rows], sample_weight=weights)


def _batches(problem: Problem, update: int) -> tuple[int, list[Rows]]:
    """Return which mini-batches of an update's epoch are looked at: the first one's update, and the rows of each."""
    epoch, place = divmod(update, problem.updates_per_epoch)
    many, most = problem.updates_per_epoch, _most(problem, MOST_BATCHES)
    first = max(0, min(place - most // 2, many - most))
    order, size = problem.order(epoch), problem.batch_size
    places = range(first, min(first + most, many))
    return epoch * many + first, [order[at * size : (at + 1) * size] for at in places]


def _most(problem: Problem, most: int) -> int:
    """Return of how many parts the gradients are held, so that a large network does not fill the memory."""
    return max(1, min(most, MOST_NUMBERS // max(problem.network.count, 1)))


def _evenly(count: int, most: int) -> Rows:
    """Return so many numbers below a count at most, evenly spread; all of them where there are no more."""
    return np.arange(count) if count <= most else np.linspace(0, count - 1, most).round().astype(np.int64)


def _pace(problem: Problem, before: TrainingState, after: TrainingState, gradient: FloatArray) -> float:
    """Return how far the update goes for each unit of its gradient: the rate, or what another rule makes of it."""
    rule = problem.training.optimiser
    if isinstance(rule, Sgd):
        return rule.rate(problem.count(before.update))
    with np.errstate(all="ignore"):
        step, length = np.linalg.norm(after.weights - before.weights), float(np.linalg.norm(gradient))
    return float(step) / length if length > 0 else 0.0


def _ends(
    problem: Problem, before: TrainingState, batches: Gradients, pace: float
) -> Generator[float, None, FloatArray]:
    """Return the loss over all rows after a step against each gradient, where that is not too much work."""
    ends = np.full(len(batches), np.nan)
    numbers = len(problem.x) * problem.network.numbers_of_example + problem.network.count
    if len(batches) * numbers > MOST_STEPS:
        return ends
    machine, count = make_machine(problem), len(batches)
    for start in range(0, count, PART):
        yield 0.9 + 0.1 * start / count
        some = slice(start, start + PART)
        with np.errstate(all="ignore"):
            ends[some] = machine.losses(before.weights - pace * batches.vectors[some], before.states)
    return ends
