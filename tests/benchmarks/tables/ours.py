"""What the program makes of a table: its guess, its default document, and what that has learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from graphviz_nn.data import Dataset, DataSpec, load
from graphviz_nn.data.guess import Task
from graphviz_nn.files.document import Work
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.opening import opening
from graphviz_nn.session.tasks import tasks_of
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.run import train
from graphviz_nn.work import finish, quiet


class Default(NamedTuple):
    """A default document and its data."""

    work: Work
    dataset: Dataset


def default(path: Path, target: str | None = None, task: Task | None = None) -> Default:
    """Return the program's default document for a table: by its guess, or for a target and task that it is told.

    Of a table with few rows the program holds none out: there all are judged by the rows that they learn from.
    """
    work, dataset, _ = finish(opening(DataSpec(source=str(path), target=target, task=task)), quiet)
    if not len(dataset.x_test):
        dataset = replace(dataset, x_test=dataset.x, y_test=dataset.y)
    return Default(work, dataset)


def splits(first: Default, count: int) -> Iterator[Default]:
    """Yield the document, and then the same with other rows held out, `count` of them in all."""
    yield first
    data = first.work.data
    for seed in range(data.seed + 1, data.seed + count) if data.held_out else ():
        other = msgspec.structs.replace(data, seed=seed)
        yield Default(msgspec.structs.replace(first.work, data=other), load(other))


def predictions(document: Default) -> list[FloatArray]:
    """Train every variant to its end and return what each says of the held-out rows: (rows, targets)."""
    found = []
    for problem in (task.problem for task in tasks_of(document.work, [document.dataset])):
        prepare(seconds_of_training(problem))
        run = finish(train(problem, make_machine(problem)), quiet)
        with np.errstate(all="ignore"):  # a run that diverged says nothing finite
            found.append(predict(problem.network, run.end.weights, document.dataset.x_test, run.end.states))
    return found
