"""A walk through time, lazily from place to place, over the events of an update and from update to update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from graphviz_nn.debug.record import Event, Phase
from graphviz_nn.debug.tape import Tape

END = 1 << 30  # a position behind every event of an update, for who does not know how many it has


@dataclass(frozen=True, eq=False)
class Place:
    """A moment in time.

    Attributes:
        tape: of the update.
        update: its number, from 0.
        position: how many of its events have happened.

    """

    tape: Tape
    update: int
    position: int

    @property
    def events(self) -> tuple[Event, ...]:
        """All events of the update."""
        return self.tape.record.events

    @property
    def event(self) -> Event | None:
        """What happened last; None at the start of the update."""
        return self.events[self.position - 1] if self.position else None

    @property
    def following(self) -> Event | None:
        """What happens next; None at the end of the update."""
        return self.events[self.position] if self.position < len(self.events) else None

    @property
    def phase(self) -> Phase:
        """The phase of the last event; forward at the start."""
        return self.event.phase if self.event else Phase.FORWARD

    def at(self, position: int) -> Place:
        """Return another place in the same update; beyond its ends are the ends."""
        return Place(self.tape, self.update, max(0, min(position, len(self.events))))


# The tape of an update, from 0; None where there is no such update.
Tapes: TypeAlias = Callable[[int], Tape | None]
Stop: TypeAlias = Callable[[Place], bool]


def onwards(place: Place, tapes: Tapes) -> Iterator[Place]:
    """Yield every place after this one; behind the end of an update comes the start of the next."""
    while True:
        yield from (place.at(position) for position in range(place.position + 1, len(place.events) + 1))
        tape = tapes(place.update + 1)
        if tape is None:
            return
        place = Place(tape, place.update + 1, 0)
        yield place


def backwards(place: Place, tapes: Tapes) -> Iterator[Place]:
    """Yield every place before this one, back to the first."""
    while True:
        yield from (place.at(position) for position in range(place.position - 1, -1, -1))
        tape = tapes(place.update - 1) if place.update else None
        if tape is None:
            return
        place = Place(tape, place.update - 1, len(tape.record.events))
        yield place


def first(places: Iterator[Place], stop: Stop) -> Place | None:
    """Return the first place at which to stop; None where there is none."""
    return next(filter(stop, places), None)
