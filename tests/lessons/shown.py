"""What a page of a lesson shows: its variants trained, and the moment at which it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from typing import Any

import msgspec
import numpy as np

from graphviz_nn.data import Dataset, DataSpec, load
from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.files.decode import document_of, merge, tree_of
from graphviz_nn.files.document import Document
from graphviz_nn.lessons import Page, lesson_names, load_lesson
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.tasks import Task, data_needed, tasks_of
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import SELDOM, Run, train
from graphviz_nn.work import finish, quiet

PAGES = [(name, number) for name in lesson_names() for number in range(1, len(load_lesson(name).pages) + 1)]
SEEDS, MOST = 50, 45  # a claim holds with as many of these seeds
FEW = 16  # checkpoints: to keep a state costs as much as some updates, and few are asked for


def page(name: str, number: int) -> Page:
    """Return a page of a lesson, from 1."""
    return load_lesson(name).pages[number - 1]


class Shown:
    """A document as the window shows it."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What each variant trains."""
        return tuple(task.problem for task in self._tasks)

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The variants, trained, with the loss over the held-out rows where there are any."""
        return tuple(trained(task.problem, task.held_out) for task in self._tasks)

    @cached_property
    def _tasks(self) -> tuple[Task, ...]:
        work = self.document.work
        return tasks_of(work, [loaded(spec) for spec in data_needed(work)])

    @cached_property
    def ends(self) -> tuple[float, ...]:
        """The mean loss of each variant's last epoch, as the curve ends."""
        return tuple(float(run.losses[-1]) for run in self.runs)

    @cached_property
    def moment(self) -> Moment:
        """The update at which the page opens, of the variant that it shows."""
        view = self.document.view
        return self.moment_of(view.variant, view.update)

    def moment_of(self, variant: int, update: int) -> Moment:
        """Return an update of a variant, from 0."""
        task = self.problems[variant]
        state = self.runs[variant].state_before(update) if update else task.start
        return make_moment(task, state)

    def loss(self, update: int, variant: int = 0) -> float:
        """Return the loss of the mini-batch of an update."""
        return float(self.moment_of(variant, update).record.graph.value)

    def value(self, node: str) -> FloatArray:
        """Return what forward leaves at a node in the moment shown."""
        record = self.moment.record
        return np.asarray(record.values[record.graph.index[node]])

    def gradient(self, node: str) -> FloatArray:
        """Return what backward leaves there."""
        record = self.moment.record
        return np.asarray(record.gradients[record.graph.index[node]])

    def weights(self, variant: int, update: int) -> FloatArray:
        """Return the weights of a variant before an update."""
        return self.runs[variant].state_before(update).weights

    def path(self, variant: int, updates: int) -> FloatArray:
        """Return the weights before each of the first updates and after the last, of shape (1 + updates, count)."""
        run = self.runs[variant]
        return np.array(
            [state.weights for state in run.machine.advance(run.checkpoints[0], updates, every=1).states]
        )

    def whole_loss(self, variant: int, update: int | None = None) -> float:
        """Return the loss over all training rows before an update, or at the end: the height on the surface."""
        run = self.runs[variant]
        state = run.end if update is None else run.state_before(update)
        return float(run.machine.losses(state.weights[None], state.states)[0])

    def with_changes(self, **tree: Any) -> Shown:
        """Return the document with some of it changed, as a page changes what all pages share."""
        return Shown(document_of(merge(tree_of(self.document), tree), "changed"))

    def with_seeds(self, *, data: bool = False) -> Iterator[Shown]:
        """Yield the document with each of fifty seeds, of the training, and of the data where asked for."""
        for seed in range(SEEDS):
            changes = {"training": {"seed": seed}} | ({"data": {"seed": seed}} if data else {})
            yield self.with_changes(**changes)


@lru_cache(maxsize=2)
def loaded(spec: DataSpec) -> Dataset:
    """Load data; once for all seeds of the training."""
    return load(spec)


@cache
def shown(name: str, number: int) -> Shown:
    """Return what a page of a lesson, from 1, shows."""
    return Shown(page(name, number).document)


def trained(task: Problem, test: Problem | None = None) -> Run:
    """Train a problem."""
    machine = make_machine(test) if test else None
    return finish(train(task, make_machine(task), test=machine, checkpoints=FEW, progress=SELDOM), quiet)


def times(shows: Iterator[Shown], holds: Callable[[Shown], bool]) -> int:
    """Return with how many seeds something holds."""
    return sum(map(holds, shows))


def moved(shows: Shown, **leaves: float) -> Shown:
    """Return an expression with other values for its names."""
    subject = msgspec.structs.replace(shows.document.work.subject, leaves=leaves)
    work = msgspec.structs.replace(shows.document.work, subject=subject)
    return Shown(Document(work, shows.document.view))


def with_units(shows: Shown, count: int) -> Shown:
    """Return a stack with so many neurons in its first layer."""
    return _with_first_layer(shows, units=count)


def with_spread(shows: Shown, spread: float) -> Shown:
    """Return a stack whose first layer begins with weights of this spread."""
    return _with_first_layer(shows, kernel_spread=spread)


def _with_first_layer(shows: Shown, **settings: Any) -> Shown:
    first, *others = tree_of(shows.document)["subject"]["layers"]
    return shows.with_changes(subject={"layers": [first | settings, *others]})


def angles_off(shows: Shown, steps: int) -> FloatArray:
    """By how many degrees each of the first steps is off the slope of all points, by the neuron's own formula."""
    run = shows.runs[0]
    x, y = run.problem.x, run.problem.y
    path = shows.path(0, steps)
    s = 1 / (1 + np.exp(-x @ path[:-1].T))
    down = -(2 * (s - y) * s * (1 - s)).T @ x
    step = np.diff(path, axis=0)
    lengths = np.linalg.norm(step, axis=1) * np.linalg.norm(down, axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip((step * down).sum(axis=1) / lengths, -1, 1))))
