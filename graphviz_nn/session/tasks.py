"""From the work and its data to what each variant trains, and to its runs."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import msgspec

from graphviz_nn.data import Dataset, DataSpec, load
from graphviz_nn.data.spec import OF_COLUMNS
from graphviz_nn.errors import DataError, GnnError
from graphviz_nn.files.document import Work
from graphviz_nn.files.learnt import learnt_of
from graphviz_nn.files.store import OWN_SOURCE
from graphviz_nn.model import Stack
from graphviz_nn.session.fitting import fit_to
from graphviz_nn.training.changes import changed
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.experiment import seeded, together, train_grid
from graphviz_nn.training.machines import is_compiled, make_machine, prepare
from graphviz_nn.training.outcomes import Experiment, Fan
from graphviz_nn.training.problem import NO_ROWS, Problem
from graphviz_nn.training.run import Run, check_together, train
from graphviz_nn.training.variants import START, Variant, apply, owns

_OF_ENDS = ("source", "one_hot", *OF_COLUMNS)  # the data's fields that the ends of a model depend on
Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, eq=False)
class Task:
    """What a variant trains.

    Attributes:
        work: the work as the variant has it: with its own model, data and training.
        dataset: its data; None where none feed its network.
        problem: the network, the settings and the rows together.

    """

    work: Work
    dataset: Dataset | None
    problem: Problem

    @property
    def held_out(self) -> Problem | None:
        """The problem of the held-out rows; None where there are none."""
        if self.dataset is None or not len(self.dataset.x_test):
            return None
        network, training = self.problem.network, self.problem.training
        return Problem(network, training, self.dataset.x_test, self.dataset.y_test)

    def from_seed(self, above: int) -> Task:
        """Return the same, from a seed that is so much above its own."""
        (problem,) = seeded(self.problem, [self.problem.training.seed + above])
        return replace(self, problem=problem)

    @property
    def metrics(self) -> tuple[str, ...]:
        """What is measured of it beside the loss."""
        return ("accuracy",) if self.dataset and self.dataset.classes else ()


@dataclass(frozen=True, eq=False)
class Trials:
    """What came of all variants from all their seeds.

    Attributes:
        tasks: what the variants trained, each from its own seed and those that follow it.
        outcome: their runs so far.
        fans: their losses, to be drawn, one for each variant.
        is_whole: whether all have come to their ends.

    """

    tasks: tuple[Task, ...]
    outcome: Experiment
    fans: tuple[Fan, ...]
    is_whole: bool = False

    @classmethod
    def of(cls, tasks: tuple[Task, ...], outcome: Experiment, *, is_whole: bool = False) -> Self:
        """Return what there is, with all that takes a while to be seen in it."""
        return cls(tasks, outcome, tuple(outcome.fan(place) for place in range(len(tasks))), is_whole)

    @property
    def done(self) -> float:
        """The share of the updates that is done."""
        return share_done([run for row in self.outcome.runs for run in row])


def share_done(runs: Sequence[Run]) -> float:
    """Return the share of the updates of some runs that is done."""
    return sum(run.updates for run in runs) / max(1, sum(run.problem.updates for run in runs))


def try_all(tasks: tuple[Task, ...], names: tuple[str, ...], seeds: int) -> Generator[Trials, None, Trials]:
    """Train all variants from so many seeds; yield what there is so far. Of each run the ends alone are kept."""
    rows = [seeded(task.problem, [task.problem.training.seed + k for k in range(seeds)]) for task in tasks]
    places = range(seeds)
    work = train_grid(names, rows, places, kept=1)
    while True:
        try:
            runs = next(work)
        except StopIteration as end:
            return Trials.of(tasks, end.value, is_whole=True)
        each = tuple(runs[i : i + seeds] for i in range(0, len(runs), seeds))
        yield Trials.of(tasks, Experiment(names, tuple(places), each))


def varied(work: Work, variant: Variant) -> Work:
    """Return the work as a variant has it; raise SettingError, with the variant, for a change that cannot be."""
    made = {
        root: changed(whole, root, variant.changes, variant.whole_name)
        for root, whole in (("data", _data_for(work, variant)), ("subject", work.subject))
    }
    return msgspec.structs.replace(work, training=apply(variant, work.training), **made)


def _data_for(work: Work, variant: Variant) -> DataSpec:
    """Return the data that a variant changes: from a source of its own come other rows than a hand has edited."""
    return msgspec.structs.replace(work.data, by_hand=None) if OWN_SOURCE in variant.changes else work.data


def data_needed(work: Work, known: Iterable[Dataset] = ()) -> tuple[DataSpec, ...]:
    """Return what data its variants need, beside those that are known, each once; none where none feed the network."""
    if not isinstance(work.subject, Stack):
        return ()
    found, needed = [dataset.spec for dataset in known], list[DataSpec]()
    for variant in work.variants:
        spec = varied(work, variant).data
        if spec not in (*found, *needed):
            needed.append(spec)
    return tuple(needed)


def loaded(work: Work) -> tuple[Dataset, ...]:
    """Return the data that its variants need, loaded at once."""
    return tuple(map(load, data_needed(work)))


def tasks_of(work: Work, datasets: Sequence[Dataset] = ()) -> tuple[Task, ...]:
    """Return what each variant trains; raise where network, data and settings do not fit each other.

    A variant with data of its own has the ends of the model that suit them.
    """
    tasks = tuple(_task(work, variant, datasets) for variant in work.variants)
    check_room(tasks, work.seeds)
    return tasks


def check_room(tasks: Sequence[Task], seeds: int) -> None:
    """Raise SettingError where so many seeds of each variant are more than the memory holds."""
    check_together([task.problem for task in tasks for _ in range(seeds)], times=2)


def train_all(tasks: tuple[Task, ...], seed: int = 0) -> Generator[Runs, None, Runs]:
    """Train all variants side by side, each from so many seeds above its own; yield the runs so far."""
    tasks = tuple(task.from_seed(seed) for task in tasks)
    # Loading the kernels takes about a second, once; compiling takes longer, and training begins anew after it.
    dtypes = {task.problem.training.dtype for task in tasks}
    if is_compiled(*dtypes):
        prepare(sum(seconds_of_training(task.problem) for task in tasks), *dtypes)
    return (yield from together(list(_makers(tasks))))


def _task(work: Work, variant: Variant, datasets: Sequence[Dataset]) -> Task:
    own, dataset = varied(work, variant), None
    if isinstance(own.subject, Stack):
        dataset = next((each for each in datasets if each.spec == own.data), None)
        if dataset is None:
            raise DataError("The data are still being loaded. Wait a moment, then do it again.")
        if any(getattr(own.data, field) != getattr(work.data, field) for field in _OF_ENDS):
            own = fit_to(own, dataset)
    # Weights that the document brings are those of its own model and seed.
    is_as_given = own.subject == work.subject and own.training.seed == work.training.seed
    if own.subject != work.subject and not owns(variant, START):
        # Nor are the weights that all begin with: another model may have none of that name.
        own = msgspec.structs.replace(own, training=msgspec.structs.replace(own.training, start={}))
    rows = (dataset.x, dataset.y) if dataset else (NO_ROWS, NO_ROWS)
    try:
        problem = Problem(own.subject.network, own.training, *rows, learnt_of(work) if is_as_given else None)
    except GnnError as error:
        if not variant.changes:
            raise
        raise type(error)(f"{variant.whole_name} cannot be trained: {error}") from error
    return Task(own, dataset, problem)


def _makers(tasks: tuple[Task, ...]) -> Iterator[Generator[Run, None, Run]]:
    for task in tasks:
        aside = task.held_out
        yield train(
            task.problem,
            make_machine(task.problem),
            metrics=task.metrics,
            test=make_machine(aside) if aside else None,
            runs=len(tasks),
            measure_start=True,
        )
