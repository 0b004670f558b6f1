"""Where the debugger's verbs stop: each is a predicate on the places of a walk."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from graphviz_nn.debug.record import Event, Phase
from graphviz_nn.debug.walk import Place, Stop


class Verb(StrEnum):
    """How far to go."""

    STEP = "step"
    OVER = "step over"
    FINISH_FORWARD = "finish forward"
    FINISH_BACKWARD = "finish backward"
    UPDATE = "update"


def stop_of(verb: Verb) -> Stop:
    """Return the predicate that holds where a verb stops on its way forward."""
    return _STOPS[verb]


def stop_back_of(verb: Verb) -> Stop:
    """Return the predicate that holds where a verb stops on its way back: also at the start of each update."""
    stop = _STOPS[verb]
    return lambda place: place.position == 0 or stop(place)


def reaches(node: str) -> Stop:
    """Return the predicate that holds where something has just happened to a node."""

    def stop(place: Place) -> bool:
        return place.event is not None and place.tape.record.graph.nodes[place.event.node].name == node

    return stop


def begins(phase: Phase) -> Stop:
    """Return the predicate that holds at the first event of a phase."""

    def stop(place: Place) -> bool:
        is_first = place.position == 1 or place.events[place.position - 2].phase is not phase
        return place.event is not None and place.event.phase is phase and is_first

    return stop


def _ends(*phases: Phase) -> Stop:
    """Return the predicate that holds at the last event of some phases."""

    def stop(place: Place) -> bool:
        next_is_other = place.following is None or place.following.phase not in phases
        return place.event is not None and place.event.phase in phases and next_is_other

    return stop


def _ends_layer(place: Place) -> bool:
    """Whether the last event was the last one of its layer in its phase, or of its node outside of layers."""
    if place.event is None:
        return False
    return place.following is None or _block(place, place.event) != _block(place, place.following)


def _block(place: Place, event: Event) -> tuple[str, Phase]:
    node = place.tape.record.graph.nodes[event.node]
    return node.layer or node.name, event.phase


_STOPS: Mapping[Verb, Stop] = {
    Verb.STEP: lambda place: True,
    Verb.OVER: _ends_layer,
    Verb.FINISH_FORWARD: _ends(Phase.FORWARD, Phase.LOSS),
    Verb.FINISH_BACKWARD: _ends(Phase.BACKWARD),
    Verb.UPDATE: lambda place: place.event is not None and place.following is None,
}
