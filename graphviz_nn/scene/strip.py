"""The time of a run as one line of steps, and the window through which the timeline looks at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.debug.record import Phase, Record
from graphviz_nn.debug.sentences import heading
from graphviz_nn.kept import kept_beside

WIDEST, NARROWEST = 40.0, 1e-6  # pixels a step
CALM = 0.25  # the cursor keeps this share of the width away from the edges, so that what comes is seen


@dataclass(frozen=True, eq=False)
class Steps:
    """The steps of an update: their phases, and the names of the nodes that they write."""

    phases: tuple[Phase, ...] = ()
    names: tuple[str, ...] = ()

    @cached_property
    def distinct(self) -> frozenset[Phase]:
        """The phases that there are."""
        return frozenset(self.phases)

    @cached_property
    def arrived(self) -> int:
        """How many of them there are when every gradient has arrived."""
        return sum(phase is not Phase.UPDATE for phase in self.phases)

    @cached_property
    def kinds(self) -> NDArray[np.int64]:
        """The places of the phases among all phases."""
        places = {phase: place for place, phase in enumerate(Phase)}
        return np.array([places[phase] for phase in self.phases], dtype=np.int64)


@kept_beside
def steps_of(record: Record) -> Steps:
    """Return the steps of an update."""
    names = tuple(record.graph.nodes[event.node].name for event in record.events)
    return Steps(tuple(event.phase for event in record.events), names)


NO_STEPS = Steps()


@dataclass(frozen=True)
class Strip:
    """What the timeline shows.

    Attributes:
        update_steps: the steps of an update, the same in every update.
        updates: how many updates can be visited, at least 1.
        per_epoch: updates in an epoch.
        has_epochs: whether data are gone through again and again; an expression has updates alone.
        update, position: where the cursor stands: the update, from 0, and how many of its steps have happened.

    """

    update_steps: Steps = NO_STEPS
    updates: int = 1
    per_epoch: int = 1
    has_epochs: bool = True
    update: int = 0
    position: int = 0

    @property
    def steps(self) -> int:
        """The steps of an update, at least 1."""
        return max(1, len(self.update_steps.phases))

    @property
    def length(self) -> int:
        """The steps of the whole run."""
        return self.steps * self.updates

    @property
    def cursor(self) -> int:
        """How many steps of the run have happened."""
        return self.update * self.steps + self.position

    def moment(self, step: float) -> tuple[int, int]:
        """Return the update and the position within it nearest to a place on the line."""
        place = min(max(round(step), 0), self.length)
        update = min(place // self.steps, self.updates - 1)
        return update, place - update * self.steps

    def where(self, update: int, position: int) -> str:
        """Say in numbers where in time a moment is."""
        epoch = update // self.per_epoch + 1 if self.has_epochs and self.updates > 1 else None
        return heading(epoch, update + 1 if self.updates > 1 else None, position, self.steps)

    def visit(self, step: float) -> tuple[int, int]:
        """Return the nearest place where every gradient of an update has arrived and no weight has moved yet.

        The end of the run is one, too.
        """
        arrived = self.update_steps.arrived
        update = max(round((step - arrived) / self.steps), 0)
        if step >= self.length or update >= self.updates:
            return self.moment(self.length)
        return update, arrived

    def brief(self, unit: str, *, runs: bool) -> str:
        """Say where in time the cursor is, counted in epochs, updates, or ops; where it stands, also at which op."""
        if unit == "op":
            return f"step {self.position} of {self.steps}"
        count = self.update if unit == "update" else self.update // self.per_epoch
        return f"{unit} {count + 1:,}" + ("" if runs else f" · step {self.position}")

    def describe(self, step: float) -> str:
        """Say where a place on the line is, and what happens there."""
        update, position = self.moment(step)
        where, steps = self.where(update, position), self.update_steps
        if not position or not steps.phases:
            return where
        return f"{where}\n{steps.phases[position - 1].value}: {steps.names[position - 1]}"


@dataclass(frozen=True)
class Span:
    """What of a strip is seen: from which step on, and how wide a step is, in pixels."""

    first: float = 0.0
    pitch: float = 14.0

    def x(self, step: float) -> float:
        """Return the pixel of a step."""
        return (step - self.first) * self.pitch

    def step(self, x: float) -> float:
        """Return the step at a pixel."""
        return self.first + x / self.pitch

    def zoomed(self, factor: float, x: float) -> Span:
        """Return the span with wider steps, the step at a pixel staying there."""
        pitch = min(max(self.pitch * factor, NARROWEST), WIDEST)
        return Span(self.step(x) - x / pitch, pitch)

    def fitted(self, strip: Strip, width: float) -> Span:
        """Return the span without empty room: not before the start, not after the end."""
        pitch = min(max(self.pitch, width / strip.length), WIDEST)
        most = max(0.0, strip.length - width / pitch)
        return Span(min(max(self.first, 0.0), most), pitch)

    def following(self, strip: Strip, width: float) -> Span:
        """Return the span moved so far that the cursor is well in sight."""
        calm = width * CALM
        x = self.x(strip.cursor)
        shift = min(0.0, x - calm) + max(0.0, x - (width - calm))
        return replace(self, first=self.first + shift / self.pitch).fitted(strip, width)
