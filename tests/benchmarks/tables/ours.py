"""What the program makes of a table: its guess, its default document, and what that has learnt."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from graphviz_nn.data import Dataset, Table
from graphviz_nn.data import load as load_data
from graphviz_nn.files.document import Work
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.session.tasks import problems
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.run import train
from graphviz_nn.work import finish, quiet
from tests.benchmarks.tables.truth import Task

HELD_OUT = 0.2


class Guessed(NamedTuple):
    """What the program takes a table to be for; without targets, it asks."""

    targets: tuple[str, ...]
    task: Task | None


class Default(NamedTuple):
    """A default document and its data."""

    work: Work
    dataset: Dataset


def guessed(table: Table) -> Guessed:
    """Return the program's guess."""
    guess = import_module("graphviz_nn.data.guess").guess(table)
    return Guessed(tuple(guess.targets), guess.task)


def default(path: Path, target: str | None = None, task: Task | None = None) -> Default:
    """Return the program's default document for a table: by its guess, or for a target and task that it is told.

    Of a table with few rows the program holds none out; here a share of them is, so that there is something to score.
    """
    opening = import_module("graphviz_nn.session.opening")
    found = Default(*opening.document_for(path, target=target, task=task))
    return found if len(found.dataset.x_test) else _with_data(found, held_out=HELD_OUT)


def splits(first: Default, count: int) -> Iterator[Default]:
    """Yield the document, and then the same with other rows held out, `count` of them in all."""
    yield first
    for seed in range(first.work.data.seed + 1, first.work.data.seed + count):
        yield _with_data(first, seed=seed)


def _with_data(document: Default, **changes: float) -> Default:
    data = msgspec.structs.replace(document.work.data, **changes)
    return Default(msgspec.structs.replace(document.work, data=data), load_data(data))


def predictions(document: Default) -> list[FloatArray]:
    """Train every variant to its end and return what each says of the held-out rows: (rows, targets)."""
    found = []
    for problem in problems(document.work, document.dataset):
        run = finish(train(problem, make_machine(problem, wait=True)), quiet)
        with np.errstate(all="ignore"):  # a run that diverged says nothing finite
            found.append(predict(problem.network, run.end.weights, document.dataset.x_test, run.end.states))
    return found
