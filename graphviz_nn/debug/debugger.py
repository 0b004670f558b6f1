"""The debugger for scripts and notebooks: steps through a graph, or through the training of a model, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.debug.record import Event, Phase, Record, make_record
from graphviz_nn.debug.sentences import heading, sentence
from graphviz_nn.debug.stepping import Verb, begins, reaches, stop_of
from graphviz_nn.debug.tape import Tape
from graphviz_nn.debug.walk import Place, Stop, backwards, first, onwards
from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Graph
from graphviz_nn.ops import FloatArray, read_only
from graphviz_nn.optim import empty_memory
from graphviz_nn.text import cited
from graphviz_nn.training.problem import Problem, TrainingState

_PHASES = frozenset(Phase)


class Trainable(Protocol):
    """What a model must offer to be debugged; `Sequential` does."""

    def problem(self, x: ArrayLike, y: ArrayLike, batch_size: int | None = None) -> Problem:
        """Return what a training with these rows would train."""

    @property
    def state(self) -> TrainingState:
        """Weights and moving averages as they are."""


class Debugger:
    """A cursor in time over forward, loss, backward and update.

    Each verb returns the debugger itself, whose repr says where it stands and what just happened. With a model, time
    goes on from update to update, from the model's current weights and a velocity of 0; the model is left untouched.
    """

    def __init__(
        self,
        subject: Graph | Trainable,
        X: ArrayLike | None = None,
        Y: ArrayLike | None = None,
        *,
        batch_size: int | None = None,
    ) -> None:
        self._moments: list[Moment] = []
        if isinstance(subject, Graph):
            self._place = Place(Tape(make_record(subject)), 0, 0)
            return
        if not hasattr(type(subject), "problem"):  # the model itself may not know its inputs yet
            raise SettingError(
                f"{cited(subject)} cannot be debugged: give a Graph, or a gnn.Sequential with its examples."
            )
        if X is None or Y is None:
            raise SettingError("A model is debugged on examples: call Debugger(model, X, Y).")
        problem, state = subject.problem(X, Y, batch_size=batch_size), subject.state
        memory = empty_memory(problem.training.optimiser, state.weights)
        start = TrainingState(state.weights, memory, 0, state.states)
        self._moments.append(make_moment(problem, start))
        self._place = Place(self._moments[0].tape, 0, 0)

    @property
    def record(self) -> Record:
        """The update that the cursor stands in, or the graph's evaluation."""
        return self._place.tape.record

    @property
    def update(self) -> int:
        """The number of the update that the cursor stands in, from 0; always 0 for a graph."""
        return self._place.update

    @property
    def position(self) -> int:
        """How many events of the record have happened."""
        return self._place.position

    @property
    def event(self) -> Event | None:
        """What happened last; None at the start."""
        return self._place.event

    @property
    def sentence(self) -> str:
        """What happened last, in words."""
        return str(sentence(self._place.tape, self.position))

    @property
    def values(self) -> dict[str, FloatArray]:
        """The values that are there by now, by node."""
        return _named(self.record, self._place.tape.values(self.position))

    @property
    def gradients(self) -> dict[str, FloatArray]:
        """The gradients by node, as far as they have arrived by now."""
        return _named(self.record, self._place.tape.gradients(self.position))

    def step(self) -> Debugger:
        """Go on by one event, or from the end of an update to the start of the next one."""
        return self._go(stop_of(Verb.STEP))

    def step_over(self) -> Debugger:
        """Go on to the end of the layer, or of the node outside of layers."""
        return self._go(stop_of(Verb.OVER))

    def back(self) -> Debugger:
        """Take a step back; at the very start stay."""
        self._place = next(backwards(self._place, self._tape), self._place)
        return self

    def run(self, until: str | None = None) -> Debugger:
        """Go on to the end of this update, or to the next event at a node or in a phase, also in a later update.

        Raise SettingError for a name that is neither; stay where there is none ahead.
        """
        if until in _PHASES - {event.phase for event in self.record.events}:
            return self  # no update ever has it, as there is nothing to update without weights
        return self._go(stop_of(Verb.UPDATE) if until is None else self._stop(until))

    def _go(self, stop: Stop) -> Debugger:
        self._place = first(onwards(self._place, self._tape), stop) or self._place
        return self

    def _stop(self, until: str) -> Stop:
        if until in _PHASES:
            return begins(Phase(until))
        known = dict.fromkeys(self.record.graph.nodes[event.node].name for event in self.record.events)
        if until not in known:
            raise SettingError(
                f"Nothing ever happens at {until!r}. Run to one of {', '.join(Phase)}, {', '.join(known)}."
            )
        return reaches(until)

    def _tape(self, update: int) -> Tape | None:
        """Return the tape of an update, done now if it is the next one; a graph has one evaluation alone."""
        if self._moments and update == len(self._moments):
            self._moments.append(make_moment(self._moments[-1].problem, self._moments[-1].after))
        return self._moments[update].tape if update < len(self._moments) else None

    def __repr__(self) -> str:
        total = len(self.record.events)
        epoch, update = None, None
        if self._moments:
            epoch = self.update // self._moments[0].problem.updates_per_epoch + 1
            update = self.update + 1
        return f"<Debugger: {heading(epoch, update, self.position, total)} — {self.sentence}>"


def _named(record: Record, arrays: Sequence[FloatArray | None]) -> dict[str, FloatArray]:
    pairs = zip(record.graph.nodes, arrays, strict=True)
    return {node.name: read_only(np.asarray(array)) for node, array in pairs if array is not None}
