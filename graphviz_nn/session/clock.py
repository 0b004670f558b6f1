"""The clock: a run as a course that is played through, by op, by update or by epoch, and how fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphviz_nn.scene.stage import tab_of
from graphviz_nn.session import queries
from graphviz_nn.session.state import Playing, State, Unit


@dataclass(frozen=True)
class Pace:
    """How fast time runs.

    Attributes:
        name: how commands and preferences call it.
        text: how the window calls it.
        per_second: so many ops, updates or epochs a second; None where it is as many as the run has,
        seconds: in so many seconds.

    """

    name: str
    text: str
    per_second: float | None = None
    seconds: float = 0.0

    def rate(self, length: float) -> float:
        """Return how many ops, updates or epochs a second it is in a run of so many."""
        return length / self.seconds if self.per_second is None else self.per_second


def _steady(unit: str, units: str, *rates: float) -> tuple[Pace, ...]:
    """Return a pace for each rate, which may be below 1 a second."""
    return tuple(
        Pace(f"{rate:g}", f"{rate:g} {units} a second" if rate > 1 else _slow(unit, rate), rate)
        for rate in rates
    )


def _slow(unit: str, rate: float) -> str:
    return f"1 {unit} a second" if rate == 1 else f"1 {unit} in {1 / rate:g} s"


WHOLE = (
    Pace("minute", "whole run in 1 min", seconds=60.0),
    Pace("20 s", "whole run in 20 s", seconds=20.0),
    Pace("5 s", "whole run in 5 s", seconds=5.0),
)
# What time can be played by, and how fast, the slowest first. A run of ops is too long to be played as a whole.
PACES: Mapping[Unit, tuple[Pace, ...]] = MappingProxyType(
    {
        "op": _steady("step", "steps", 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0),
        "update": (*_steady("update", "updates", 0.2, 0.5, 1.0, 2.0, 5.0, 20.0), *WHOLE),
        "epoch": (*_steady("epoch", "epochs", 0.2, 0.5, 1.0, 2.0, 5.0, 20.0), *WHOLE),
    }
)


@dataclass(frozen=True)
class Course:
    """A run, counted from its start in ops, updates or epochs; a place on it is a number of them.

    An update is visited where every gradient has arrived and no weight has moved, and an epoch at its first update:
    there is something to be seen, and all that is seen is of the same weights. The end of a run is the end of its
    last update.

    Attributes:
        unit: what is counted.
        steps: the events of an update.
        arrived: how many of them there are when every gradient has arrived.
        per_epoch: the updates of an epoch.
        updates: the updates of the whole run.
        reached: the updates that can be gone through by now; fewer while the training goes on.

    """

    unit: Unit
    steps: int
    arrived: int
    per_epoch: int
    updates: int
    reached: int

    @property
    def length(self) -> float:
        """The whole run."""
        return self.updates * self._per_update

    @property
    def limit(self) -> float:
        """How far one can go by now."""
        return self.reached * self._per_update

    def at(self, update: int, position: int, ahead: float = 0.0) -> float:
        """Return where on the course a moment is, so many updates ahead of an update and a position within it."""
        if self.unit == "op":
            return update * self.steps + min(position, self.steps) + ahead * self.steps
        return (update + (position >= self.steps) + ahead) * self._per_update

    def place(self, at: float) -> tuple[int, int]:
        """Return the update and the position within it that are visited last before a place, or there."""
        if self.unit == "op":
            update, position = divmod(max(int(at), 1) - 1, self.steps)
            return update, position + (at >= 1)
        if at >= self.length:
            return self.updates - 1, self.steps
        return int(at) * (self.per_epoch if self.unit == "epoch" else 1), self.arrived

    def ahead(self, at: float, update: int, position: int) -> float:
        """Return how many updates a place lies ahead of a moment."""
        return (at - self.at(update, position)) / self._per_update

    @property
    def _per_update(self) -> float:
        return {"op": float(self.steps), "update": 1.0, "epoch": 1 / self.per_epoch}[self.unit]


def units(state: State) -> tuple[Unit, ...]:
    """Return what time can be played by: without data there are no epochs, without training no updates."""
    network = state.network
    if not network.is_trainable:
        return ("op",)
    return ("op", "update", "epoch") if network.is_fed else ("op", "update")


def unit(state: State) -> Unit:
    """Return what time is played by: what was chosen, or the next smaller unit that there is.

    Before anything is chosen, a press of the one button shows what there is to be seen: a network with data learns,
    epoch by epoch; a formula is gone through op by op, or goes downhill where something else than its graph is the
    star. A network's graph is gone through op by op, too, where what explains its numbers stands beside it.
    """
    offered, chosen = units(state), state.playing.unit
    if chosen is not None:
        return offered[: list(PACES).index(chosen) + 1][-1]
    stage, is_fed = state.view.stage, state.network.is_fed
    is_walked = stage[0] == "graph" and (bool(tab_of(stage)) or not is_fed)
    return "op" if is_walked else offered[-1]


def pace(playing: Playing, unit: Unit) -> Pace:
    """Return how fast time runs by a unit."""
    return next(pace for pace in PACES[unit] if pace.name == playing.paces[unit])


def pulse(state: State) -> float:
    """Return how much faster than usual what flows along an edge moves: usual is two steps a second."""
    return pace(state.playing, "op").rate(0.0) / 2


def course(state: State) -> Course:
    """Return the run that is shown as what time plays through; while it is being trained, as what it will be."""
    record, total = state.record, queries.total_updates(state)
    task, run = queries.active_task(state), queries.active_run(state)
    is_trained = run is not None and run.problem is task and queries.is_trained(state)
    is_known = is_trained or task is None or not task.network.is_trainable
    return Course(
        unit(state),
        max(1, len(record.events) if record else 0),
        queries.arrived(state),
        queries.updates_per_epoch(state),
        total if is_known or task is None else task.updates,
        total if is_known else total - 1,
    )


def is_at_end(state: State) -> bool:
    """Whether the last event of the run has happened."""
    here = course(state)
    return (state.view.update, state.view.position) >= here.place(here.length)


def is_at_start(state: State) -> bool:
    """Whether nothing of the run lies behind."""
    return course(state).at(state.view.update, state.view.position) <= 0
