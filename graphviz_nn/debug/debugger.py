"""The debugger for scripts and notebooks: steps through a graph, or through the training of a model, both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from graphviz_nn.debug.moment import Moment, make_moment
from graphviz_nn.debug.record import Event, Phase, Record, make_record
from graphviz_nn.debug.sentences import heading, sentence
from graphviz_nn.debug.stepping import Verb, backwards, forwards
from graphviz_nn.errors import SettingError
from graphviz_nn.graph import Graph
from graphviz_nn.ops import FloatArray, short
from graphviz_nn.optim import empty_memory
from graphviz_nn.training.problem import Problem, TrainingState


@runtime_checkable
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

    Attributes:
        record: the update that the cursor stands in, or the graph's evaluation.
        position: how many events of the record have happened.

    """

    def __init__(
        self,
        subject: Graph | Trainable,
        X: ArrayLike | None = None,
        Y: ArrayLike | None = None,
        *,
        batch_size: int | None = None,
    ) -> None:
        self._past: list[Moment] = []
        self._moment: Moment | None = None
        self.position = 0
        if isinstance(subject, Graph):
            self.record = make_record(subject)
            return
        if not isinstance(subject, Trainable):
            raise SettingError(
                f"{short(subject)} cannot be debugged: give a Graph, or a gnn.Sequential with its examples."
            )
        if X is None or Y is None:
            raise SettingError("A model is debugged on examples: call Debugger(model, X, Y).")
        problem = subject.problem(X, Y, batch_size=batch_size)
        state = subject.state
        memory = empty_memory(problem.training.optimiser, state.weights)
        self._enter(make_moment(problem, TrainingState(state.weights, memory, 0, state.states)))

    @property
    def update(self) -> int:
        """The number of the update that the cursor stands in, from 0; always 0 for a graph."""
        return self._moment.before.update if self._moment else 0

    @property
    def event(self) -> Event | None:
        """What happened last; None at the start."""
        return self.record.events[self.position - 1] if self.position else None

    @property
    def sentence(self) -> str:
        """What happened last, in words."""
        return str(sentence(self.record, self.position))

    @property
    def values(self) -> dict[str, FloatArray]:
        """The values that are there by now, by node."""
        return _named(self.record, self.record.values_at(self.position))

    @property
    def gradients(self) -> dict[str, FloatArray]:
        """The gradients by node, as far as they have arrived by now."""
        return _named(self.record, self.record.gradients_at(self.position))

    def step(self) -> Debugger:
        """Go on by one event, or from the end of an update to the start of the next one."""
        return self._go(Verb.STEP)

    def step_over(self) -> Debugger:
        """Go on to the end of the layer, or of the node outside of layers."""
        return self._go(Verb.OVER)

    def back(self) -> Debugger:
        """Take a step back; at the very start stay."""
        position = backwards(self.record, self.position, Verb.STEP)
        if position is not None:
            self.position = position
        elif self._past:
            self._moment = self._past.pop()
            self.record = self._moment.record
            self.position = len(self.record.events)
        return self

    def run(self, until: str | None = None) -> Debugger:
        """Go on to the end of this update, or to the next event at a node or in a phase, also in a later update.

        Raise SettingError for a name that is neither; stay where there is none ahead.
        """
        if until is None:
            return self._go(Verb.UPDATE)
        stops = self._stops(until)
        ahead = (at for at in range(self.position + 1, len(self.record.events) + 1) if stops(at))
        found = next(ahead, None)
        if found is None and self._moment:
            self._enter_next()
            found = next(at for at in range(1, len(self.record.events) + 1) if stops(at))
        self.position = self.position if found is None else found
        return self

    def _go(self, verb: Verb) -> Debugger:
        position = forwards(self.record, self.position, verb)
        if position is None and self._moment:
            self._enter_next()
            position = 0 if verb is Verb.STEP else forwards(self.record, 0, verb)
        if position is not None:
            self.position = position
        return self

    def _stops(self, until: str) -> Callable[[int], bool]:
        """Return whether a position is the first of a phase, or one where something happened to a node."""
        graph = self.record.graph
        if until in list(Phase):

            def begins(at: int) -> bool:
                phases = [event.phase for event in self.record.events[max(at - 2, 0) : at]]
                return phases[-1] == until and (len(phases) == 1 or phases[0] != until)

            return begins
        happens = {graph.nodes[event.node].name for event in self.record.events}
        if until not in happens:
            known = ", ".join(dict.fromkeys(graph.nodes[event.node].name for event in self.record.events))
            raise SettingError(
                f"Nothing ever happens at {until!r}. Run to one of {', '.join(Phase)}, {known}."
            )
        return lambda at: self.record.graph.nodes[self.record.events[at - 1].node].name == until

    def _enter_next(self) -> None:
        assert self._moment is not None
        self._past.append(self._moment)
        self._enter(make_moment(self._moment.problem, self._moment.after))

    def _enter(self, moment: Moment) -> None:
        self._moment, self.record, self.position = moment, moment.record, 0

    def __repr__(self) -> str:
        total = len(self.record.events)
        epoch, update = None, None
        if self._moment:
            epoch = self.update // self._moment.problem.updates_per_epoch + 1
            update = self.update + 1
        return f"<Debugger: {heading(epoch, update, self.position, total)} — {self.sentence}>"


def _named(record: Record, arrays: tuple[FloatArray | None, ...]) -> dict[str, FloatArray]:
    pairs = zip(record.graph.nodes, arrays, strict=True)
    return {node.name: np.asarray(array) for node, array in pairs if array is not None}
