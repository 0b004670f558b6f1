"""Groups: the runs of an experiment that are trained together, in the lanes of a vector or one alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.training.crew import Chunk, Maker
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import side_by_side
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem
from graphviz_nn.training.run import SELDOM, Run, Runs, train_side_by_side


@dataclass(frozen=True, eq=False)
class Group(Chunk[Runs]):
    """Some runs of an experiment.

    Attributes:
        tasks: what each of them trains.
        checkpoints: about how many each keeps.
        runs: of how many that are kept together they are: see `train`.

    """

    tasks: tuple[Problem, ...]
    checkpoints: int
    runs: int
    is_native: bool

    @property
    def seconds(self) -> float:
        """See `Chunk`."""
        return sum(map(seconds_of_training, self.tasks))

    @property
    def begun(self) -> Runs:
        """The runs where they start."""
        return tuple(
            Run(task, make_machine(task, self.is_native), (task.start,), np.empty(0)) for task in self.tasks
        )

    def work(self) -> Maker[Runs]:
        """See `Chunk`."""
        return train_side_by_side(
            [make_machine(task, self.is_native) for task in self.tasks],
            side_by_side,
            checkpoints=self.checkpoints,
            runs=self.runs,
            progress=SELDOM,
        )
