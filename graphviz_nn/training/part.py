"""Parts: the runs of a map that are trained together, of which the ends and the losses on the way are kept."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec
import numpy as np

from graphviz_nn.ops import FloatArray, rounded
from graphviz_nn.optim import empty_memory
from graphviz_nn.training.crew import Chunk
from graphviz_nn.training.effort import seconds_of_training
from graphviz_nn.training.lanes import LEAST, LaneMachine
from graphviz_nn.training.machines import make_machine
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import epoch_means
from graphviz_nn.training.spec import TrainingSpec


class Found(NamedTuple):
    """What came of the runs of a part.

    Attributes:
        losses: the loss at the end of each, of shape (runs,); NaN of one that diverged.
        epochs: the mean losses of its epochs, of shape (runs, epochs); NaN from a divergence on.
        weights: where it ends, of shape (runs, count).

    """

    losses: FloatArray
    epochs: FloatArray
    weights: FloatArray


class Starts:
    """Where runs start: all of one seed at one place, which is drawn once, but for the weights that are given."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._drawn: dict[int, FloatArray] = {}

    def of(self, spec: TrainingSpec) -> TrainingState:
        """Return where a run with these settings starts."""
        network = self._problem.network
        if self._problem.first is not None:
            weights, states = self._problem.first
        else:
            states = network.first_states
            if spec.seed not in self._drawn:
                self._drawn[spec.seed] = network.initial(spec.seed)
            weights = self._drawn[spec.seed]
        weights = network.begun(weights, spec.start)
        weights, states = (rounded(numbers, spec.dtype) for numbers in (weights, states))
        return TrainingState(weights, empty_memory(spec.optimiser, weights), 0, states)


@dataclass(frozen=True, eq=False)
class Part(Chunk[Found]):
    """Some runs of a map.

    Attributes:
        base: what they share, with the settings of one of them, and long enough for the updates.
        settings: those of each run.
        updates: how many each does.
        starts: where they start.

    """

    base: Problem
    settings: tuple[TrainingSpec, ...]
    updates: int
    is_native: bool
    starts: Starts = field(repr=False)

    @property
    def seconds(self) -> float:
        """See `Chunk`."""
        return seconds_of_training(self.base) * len(self.settings)

    def work(self) -> Generator[Found, None, Found]:
        """See `Chunk`; there is nothing of it before all is done."""
        yield from ()
        if len(self.settings) < LEAST:
            found = [self._alone(spec) for spec in self.settings]
            return Found(*(np.array(each) for each in zip(*found, strict=True)))
        states = [self.starts.of(spec) for spec in self.settings]
        done = LaneMachine(self.base).stretch(self.settings, states, self.updates)
        ended = done.ended >= 0
        losses = _finite(make_machine(self.base, self.is_native).losses(done.weights))
        losses[ended] = np.nan
        epochs = epoch_means(self.base, done.rows).T
        after = np.arange(1, epochs.shape[1] + 1) * self.base.updates_per_epoch
        is_past = ended[:, None] & (after > done.ended[:, None])
        return Found(losses, np.where(is_past, np.nan, epochs), done.weights)

    def _alone(self, spec: TrainingSpec) -> tuple[float, FloatArray, FloatArray]:
        """Train one run; return the loss at its end, the means of its epochs, and its end; NaN after a divergence."""
        epochs = self.base.training.epochs
        problem = replace(self.base, training=msgspec.structs.replace(spec, epochs=epochs))
        machine = make_machine(problem, self.is_native)
        states, rows, divergence = machine.advance(self.starts.of(problem.training), self.updates)
        losses = np.full(self.updates // problem.updates_per_epoch, np.nan)
        means = epoch_means(problem, rows)[:, 0]
        losses[: len(means)] = means
        end = states[-1]
        if divergence:
            return np.nan, losses, end.weights
        return float(_finite(machine.losses(end.weights[None], end.states))[0]), losses, end.weights


def _finite(losses: FloatArray) -> FloatArray:
    return np.where(np.isfinite(losses), losses, np.nan)
