"""From the work and its data to what is trained."""

from __future__ import annotations

from graphviz_nn.data import Dataset, load
from graphviz_nn.files.document import Work
from graphviz_nn.files.learnt import learnt_of
from graphviz_nn.training.problem import NO_ROWS, Problem
from graphviz_nn.training.variants import apply


def data_of(work: Work) -> Dataset | None:
    """Return the data that feed the network, loaded at once; None where none do."""
    return load(work.data) if work.subject.network.is_fed else None


def problems(work: Work, dataset: Dataset | None) -> tuple[Problem, ...]:
    """Return what each variant trains; raise where network, data and settings do not fit each other."""
    network, rows = work.subject.network, (dataset.x, dataset.y) if dataset else (NO_ROWS, NO_ROWS)
    learnt, seed = learnt_of(work), work.training.seed
    settings = (apply(variant, work.training) for variant in work.variants)
    return tuple(
        Problem(network, training, *rows, learnt if training.seed == seed else None) for training in settings
    )


def held_out(task: Problem, dataset: Dataset | None) -> Problem | None:
    """Return the problem of the held-out rows; None where there are none."""
    if dataset is None or not len(dataset.x_test):
        return None
    return Problem(task.network, task.training, dataset.x_test, dataset.y_test)
