"""One update as a record: each event keeps what its step wrote, so that stepping is moving a cursor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

import msgspec
import numpy as np

from graphviz_nn.graph import Edge, Graph, reference
from graphviz_nn.ops import FloatArray
from graphviz_nn.optim import Optimiser


class Phase(StrEnum):
    """The four phases of an update, in their order."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class Event(
    msgspec.Struct, frozen=True, gc=False
):  # as of edges, there are many, and no cycle leads through one
    """One step.

    Attributes:
        phase: the phase that it belongs to.
        node: the index of the node whose value, gradient or weights it wrote.
        edge: in backward, the edge that the contribution came through; None for the seed d(loss)/d(loss) = 1.

    """

    phase: Phase
    node: int
    edge: Edge | None = None


class _Change:
    """Numbers before an update and after it."""

    before: FloatArray
    after: FloatArray

    @property
    def delta(self) -> FloatArray:
        """By how much they changed; nan for an infinity that stays."""
        with np.errstate(all="ignore"):
            return np.asarray(self.after - self.before)


@dataclass(frozen=True, eq=False)
class WeightChange(_Change):
    """What the update did to one parameter: arrays of its shape, the memory by name (velocity, …).

    Attributes:
        before, after: the parameter.
        gradient: its gradient, as backward left it.
        clipped: the gradient that the rule was given; the same where nothing is clipped.
        decayed: the parameter that the rule was given; the one before where nothing decays.
        memory_before, memory_after: what the rule remembers.

    """

    before: FloatArray
    gradient: FloatArray
    clipped: FloatArray
    decayed: FloatArray
    after: FloatArray
    memory_before: Mapping[str, FloatArray] = field(default_factory=dict)
    memory_after: Mapping[str, FloatArray] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Carry(_Change):
    """What an update did to a state: arrays of its shape, and the name of the node whose value it took on."""

    before: FloatArray
    after: FloatArray
    source: str


@dataclass(frozen=True, eq=False)
class Record:
    """Everything that happened in one update, or in one evaluation of a graph.

    Attributes:
        graph: the graph with the values of its leaves before the update.
        values: the value of each node.
        contributions: what each edge added to a gradient in backward.
        events: the steps, in order.
        changes: what the update did to each parameter, by name; empty for an evaluation alone.
        carried: what it did to each state, by name.
        optimiser: the rule that the update followed; None for an evaluation alone.
        rows: the numbers of the mini-batch's rows in the training data, from 0; empty where no data feed the graph.
        update: the number of the update, from 1, as schedules count; 0 for an evaluation alone.

    A position counts the events that have happened: 0 is before the first, len(events) after the last.
    """

    graph: Graph
    values: tuple[FloatArray, ...]
    contributions: Mapping[Edge, FloatArray]
    events: tuple[Event, ...]
    changes: Mapping[str, WeightChange] = field(default_factory=dict)
    carried: Mapping[str, Carry] = field(default_factory=dict)
    optimiser: Optimiser | None = None
    rows: tuple[int, ...] = ()
    update: int = 0

    @property
    def numbers(self) -> int:
        """How many numbers it holds, those of the update left out; arrays that are shared count each time."""
        return sum(map(np.size, (*self.values, *self.contributions.values())))

    @cached_property
    def gradient_length(self) -> float:
        """The length of the gradient of all parameters together; infinite where its square is."""
        with np.errstate(over="ignore"):
            squares = [np.sum(change.gradient * change.gradient) for change in self.changes.values()]
            return float(np.sqrt(np.sum(squares)))

    @cached_property
    def gradients(self) -> tuple[FloatArray | None, ...]:
        """The full gradient of each node, zeros where nothing arrives; None where none is asked for."""
        sums: list[FloatArray | None] = [None] * len(self.graph.nodes)
        with np.errstate(all="ignore"):
            for event in self.events:
                if event.phase is Phase.BACKWARD:
                    sums[event.node] = reference.accumulate(sums[event.node], self.contribution(event))
        return tuple(reference.completed(self.graph.nodes, sums))

    def change(self, name: str) -> WeightChange | Carry:
        """Return what the update did to a parameter or a state."""
        return self.changes[name] if name in self.changes else self.carried[name]

    def contribution(self, event: Event) -> FloatArray:
        """Return what a backward event added: ones for the seed."""
        return (
            reference.seed(self.values[event.node]) if event.edge is None else self.contributions[event.edge]
        )


def make_record(graph: Graph) -> Record:
    """Run the graph on its leaves, forward and backward, and keep every step."""
    output = graph.index[graph.output]
    values = tuple(reference.forward(graph.nodes, graph.leaves))
    with np.errstate(all="ignore"):
        sent = reference.flow_back(graph.nodes, output, values)
        contributions = {edge: piece for edge, piece, _ in sent}
    events = (
        *_forward_events(graph),
        Event(Phase.BACKWARD, output),
        *(Event(Phase.BACKWARD, edge.source, edge) for edge in contributions),
    )
    return Record(graph, values, contributions, events)


def with_update(
    record: Record,
    changes: Mapping[str, WeightChange],
    carried: Mapping[str, Carry],
    optimiser: Optimiser,
    rows: tuple[int, ...],
    update: int,
) -> Record:
    """Return the record with the update that followed: what it did, by which rule, for which rows.

    `update` is its number as the optimiser counts, from 1.
    """
    updates = tuple(Event(Phase.UPDATE, record.graph.index[name]) for name in (*changes, *carried))
    events = (*record.events, *updates)
    return replace(
        record, events=events, changes=changes, carried=carried, optimiser=optimiser, rows=rows, update=update
    )


def _forward_events(graph: Graph) -> Iterator[Event]:
    output = graph.index[graph.output]
    for index, node in enumerate(graph.nodes[: output + 1]):
        if not node.is_leaf:
            yield Event(Phase.LOSS if index == output else Phase.FORWARD, index)
