"""One fit after the other: where a model stands, and the epochs measured as Keras measures them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol, Self

import msgspec
import numpy as np

from graphviz_nn.errors import DivergenceError
from graphviz_nn.face.history import join
from graphviz_nn.face.progress import Tell
from graphviz_nn.model import Network
from graphviz_nn.model.predict import predict
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Memory, empty_memory
from graphviz_nn.training.effort import seconds_of_measuring, seconds_of_training
from graphviz_nn.training.machine import Machine
from graphviz_nn.training.machines import make_machine, prepare
from graphviz_nn.training.problem import Problem, TrainingState
from graphviz_nn.training.run import SELDOM, Run, checkpoints_of_path, train
from graphviz_nn.work import finish

Measured = dict[str, list[float]]


class Watching(Protocol):
    """Who is told of each epoch of a fit, from 0, and may end it."""

    def begin(self, epoch: int) -> None:
        """Hear that an epoch begins."""

    def end(self, epoch: int, fit: Fit, measured: Measured) -> tuple[Fit, bool]:
        """Hear where an epoch ended; return where to go on from, and whether to."""


class Measures(msgspec.Struct, frozen=True):
    """What is measured beside the loss: our name of each metric by the name that was asked for."""

    metrics: Mapping[str, str] = {}

    @property
    def wanted(self) -> tuple[str, ...]:
        """Our names, each once."""
        return tuple(dict.fromkeys(self.metrics.values()))

    def of(self, run: Run) -> Measured:
        """Return the epochs of a run by the names that were asked for."""
        named = {given: run.metrics[ours].tolist() for given, ours in self.metrics.items()}
        held: Measured = {}
        if len(run.test_losses):  # the first of them are those of the start
            held["val_loss"] = run.test_losses[1:].tolist()
            held |= {
                f"val_{given}": run.test_metrics[ours][1:].tolist() for given, ours in self.metrics.items()
            }
        return {"loss": run.losses.tolist(), **named, **held}

    def over(
        self, problem: Problem, fit: Fit, machine: Machine | None = None, trained: Problem | None = None
    ) -> dict[str, float]:
        """Return the loss and the metrics over all rows of a problem.

        Where its rows are held out of `trained`, those say what the classes are: held-out rows may be of one alone.
        """
        labelled = trained or problem
        if machine is None:
            prepare(seconds_of_measuring(problem, 1))
            machine = make_machine(problem)
        loss = machine.losses(fit.weights[np.newaxis], fit.states)[0]
        said = predict(problem.network, fit.weights, problem.x, fit.states) if self.metrics else np.empty(0)
        return {
            "loss": float(loss),
            **{given: labelled.measured(ours, said, problem.y) for given, ours in self.metrics.items()},
        }


class Outcome(NamedTuple):
    """Where a fit ended, what it measured, and what stopped it early: a divergence, Ctrl+C, or None."""

    fit: Fit
    history: Measured
    stopped: DivergenceError | KeyboardInterrupt | None


class Fit(msgspec.Struct, frozen=True):
    """Where a model stands between fits.

    Attributes:
        weights: all parameters, flat.
        states: what training changes by no gradient, flat.
        epochs: the number of epochs so far, over all fits.
        updates: the number of updates in them.
        memory: what the optimiser remembers; None at its beginning.
        path: the checkpoints of the last fit; empty if the weights come from elsewhere.

    """

    weights: FloatArray
    states: FloatArray
    epochs: int = 0
    updates: int = 0
    memory: Memory | None = None
    path: tuple[TrainingState, ...] = ()

    @classmethod
    def first(cls, network: Network, seed: int) -> Self:
        """Return where a network stands before it is trained."""
        return cls(network.initial(seed), network.first_states)

    @property
    def anew(self) -> Fit:
        """What the network has learnt, with a training of it still to begin."""
        return Fit(self.weights, self.states)

    def grown(self, first: Fit) -> Fit:
        """Return what has been learnt, and behind it what a network that goes on behind this one begins with."""
        weights, states = len(self.weights), len(self.states)
        return Fit(
            np.concatenate([self.weights, first.weights[weights:]]),
            np.concatenate([self.states, first.states[states:]]),
        )

    def train(
        self,
        problem: Problem,
        measures: Measures,
        held: tuple[FloatArray, FloatArray] | None,
        tell: Tell,
        watch: Watching | None = None,
    ) -> Outcome:
        """Train for the problem's epochs; after each of them measure held-out rows, and tell who watches."""
        ahead = self.updates - self.epochs * problem.updates_per_epoch
        problem = replace(problem, ahead=ahead)
        prepare(seconds_of_training(problem), problem.training.dtype)
        machine, points = make_machine(problem), checkpoints_of_path(problem)
        aside = Problem(problem.network, problem.training, *held) if held else None
        judge = make_machine(aside) if aside else None
        if watch is None:
            return self._stretch(problem, machine, measures, tell, points, judge)
        one = _with_epochs(problem, 1)
        fit = self
        pieces: list[Measured] = []
        path: list[TrainingState] = []
        stopped: DivergenceError | KeyboardInterrupt | None = None
        goes_on = True
        try:
            while goes_on and stopped is None and len(pieces) < problem.training.epochs:
                watch.begin(len(pieces))
                fit, history, stopped = fit._stretch(one, machine, measures, tell, 1)
                path += fit.path[-1:] if path else fit.path[:1] + fit.path[-1:]
                if len(path) > 2 * points:
                    del path[1:-1:2]
                if aside and stopped is None:
                    after = measures.over(aside, fit, judge, problem)
                    history |= {f"val_{name}": [value] for name, value in after.items()}
                pieces.append(history)
                if stopped is None:
                    fit, goes_on = watch.end(len(pieces) - 1, fit, history)
        except KeyboardInterrupt as interrupt:
            if not pieces:
                raise
            stopped = interrupt
        return Outcome(msgspec.structs.replace(fit, path=tuple(path)), join(pieces), stopped)

    def _stretch(
        self,
        problem: Problem,
        machine: Machine,
        measures: Measures,
        tell: Tell,
        checkpoints: int,
        judge: Machine | None = None,
    ) -> Outcome:
        memory = self.memory or empty_memory(problem.training.optimiser, self.weights)
        start = TrainingState(self.weights, memory, self.epochs * problem.updates_per_epoch, self.states)
        wanted = measures.wanted
        work = train(
            *(problem, machine),
            metrics=wanted,
            test=judge,
            test_metrics=wanted if judge else (),
            start=start,
            checkpoints=checkpoints,
            progress=SELDOM,
        )
        run, stopped = _as_far_as(work, tell)
        end, epochs = run.end, self.epochs + len(run.losses)
        updates = self.updates + end.update - start.update
        fit = Fit(end.weights, end.states, epochs, updates, end.memory, run.checkpoints)
        return Outcome(fit, measures.of(run), stopped)


def _as_far_as(
    work: Generator[Run, None, Run], tell: Tell
) -> tuple[Run, DivergenceError | KeyboardInterrupt | None]:
    """Train to the end, or as far as a divergence or Ctrl+C lets it come, to within what is told at once."""
    newest: Run | None = None

    def keep(run: Run) -> None:
        nonlocal newest
        newest = run
        tell(run)

    try:
        run = finish(work, keep)
    except KeyboardInterrupt as interrupt:
        if newest is None:
            raise
        return newest, interrupt
    return run, run.divergence


def _with_epochs(problem: Problem, epochs: int) -> Problem:
    return replace(problem, training=msgspec.structs.replace(problem.training, epochs=epochs))
