"""The debugger's verbs: each finds the next position in a record by a predicate on its events."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from graphviz_nn.debug.record import Event, Phase, Record


class Verb(StrEnum):
    """How far to go."""

    STEP = "step"
    OVER = "step over"
    FINISH_FORWARD = "finish forward"
    FINISH_BACKWARD = "finish backward"
    UPDATE = "update"


def forwards(record: Record, position: int, verb: Verb) -> int | None:
    """Return the position that the verb leads to, or None where the record holds none ahead."""
    stop = _stops(record, position, verb)
    ahead = range(position + 1, len(record.events) + 1)
    return next((at for at in ahead if stop(at)), None)


def backwards(record: Record, position: int, verb: Verb) -> int | None:
    """Return the position that the verb leads back to, or None where the record's start lies behind."""
    stop = _stops(record, position, verb)
    behind = range(position - 1, -1, -1)
    return next((at for at in behind if at == 0 or stop(at)), None)


def phase_at(record: Record, position: int) -> Phase:
    """Return the phase that a position is in: that of its last event, forward at the start."""
    return record.events[position - 1].phase if position else Phase.FORWARD


def _stops(record: Record, position: int, verb: Verb) -> Callable[[int], bool]:
    """Return the predicate that holds at the positions where the verb stops."""
    events, last = record.events, len(record.events)

    def ends(at: int, phases: tuple[Phase, ...]) -> bool:
        """Whether the events so far end these phases."""
        return events[at - 1].phase in phases and (at == last or events[at].phase not in phases)

    def block(event: Event) -> tuple[str, Phase]:
        node = record.graph.nodes[event.node]
        return node.layer or node.name, event.phase

    predicates: dict[Verb, Callable[[int], bool]] = {
        Verb.STEP: lambda at: True,
        Verb.OVER: lambda at: at == last or block(events[at - 1]) != block(events[at]),
        Verb.FINISH_FORWARD: lambda at: ends(at, (Phase.FORWARD, Phase.LOSS)),
        Verb.FINISH_BACKWARD: lambda at: ends(at, (Phase.BACKWARD,)),
        Verb.UPDATE: lambda at: at == last,
    }
    return predicates[verb]
