"""From the work and its data to what is trained, and to its runs."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

from graphviz_nn.data import Dataset, load
from graphviz_nn.engine import native
from graphviz_nn.files.document import Work
from graphviz_nn.files.learnt import learnt_of
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.experiment import together
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.problem import NO_ROWS, Problem
from graphviz_nn.training.run import Run, check_together, train
from graphviz_nn.training.variants import apply

Runs: TypeAlias = tuple[Run, ...]


def data_of(work: Work) -> Dataset | None:
    """Return the data that feed the network, loaded at once; None where none do."""
    return load(work.data) if work.subject.network.is_fed else None


def problems(work: Work, dataset: Dataset | None) -> tuple[Problem, ...]:
    """Return what each variant trains; raise where network, data and settings do not fit each other."""
    network, rows = work.subject.network, (dataset.x, dataset.y) if dataset else (NO_ROWS, NO_ROWS)
    learnt, seed = learnt_of(work), work.training.seed
    settings = (apply(variant, work.training) for variant in work.variants)
    tasks = tuple(
        Problem(network, training, *rows, learnt if training.seed == seed else None) for training in settings
    )
    check_together(tasks, times=2)
    return tasks


def held_out(task: Problem, dataset: Dataset | None) -> Problem | None:
    """Return the problem of the held-out rows; None where there are none."""
    if dataset is None or not len(dataset.x_test):
        return None
    return Problem(task.network, task.training, dataset.x_test, dataset.y_test)


def train_all(tasks: tuple[Problem, ...], dataset: Dataset | None) -> Generator[Runs, None, Runs]:
    """Train all variants side by side; yield the runs so far."""
    metrics = ("accuracy",) if dataset and dataset.classes else ()
    # Loading the kernels takes about a second, once; compiling takes longer, and training begins anew after it.
    if native.compiled():
        prepare(sum(map(seconds_of_training, tasks)))
    makers = []
    for task in tasks:
        aside = held_out(task, dataset)
        test = make_machine(aside) if aside else None
        machine = make_machine(task)
        makers.append(train(task, machine, metrics=metrics, test=test, runs=len(tasks), measure_start=True))
    return (yield from together(makers))
