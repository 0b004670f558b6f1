"""Fields of the state that follow from others: each a row, computed anew when something that it needs has changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from operator import attrgetter
from typing import Any, Protocol, TypeAlias
from weakref import WeakValueDictionary

from graphviz_nn.session.jobs import Job, Jobs, Work
from graphviz_nn.session.state import MessageKind, State


def never(_: object) -> bool:
    """Say that in no state something is so."""
    return False


def always(_: object) -> bool:
    """Say that in every state something is so."""
    return True


class Keep(Enum):
    """Leave the field as it is, and what may be under way for it."""

    KEEP = auto()


KEEP = Keep.KEEP


@dataclass(frozen=True)
class Now:
    """A value that costs next to nothing: it becomes part of the very state that asked for it."""

    value: Any


@dataclass(frozen=True)
class Later:
    """Work off the session's thread; until it is done the old value stays, or `meanwhile` takes its place."""

    work: Callable[[], Work]
    meanwhile: Any = KEEP


Plan: TypeAlias = Keep | Now | Later


def computed(compute: Callable[[], Any], *, at_once: bool = False) -> Plan:
    """Return the plan of a value that comes in one piece: in the very state that asks where that is quick, or later."""
    if at_once:
        return Now(compute())

    def work() -> Work:
        yield 0.0
        return compute()

    return Later(work)


@dataclass(frozen=True)
class Derived:
    """A field that follows from others.

    Attributes:
        field: its name in the state, and the key of its job.
        label: what the window says while it is computed.
        needs: what it follows from, as dotted paths in the state; another object there asks for a new plan.
        plan: what to do about it in a state.
        lets_finish: whether, in a state, what is under way is let finish before it begins anew, so that something new
            is seen even when what it needs changes faster than it can be computed.
        of_all: whether it is about all variants, and not about the network and the data of the one that is shown.
        shows_parts: whether the parts of its work are values to be shown; else they are how far it is, from 0 to 1.
        fraction: how far a part is, where parts are values.
        settle: what else becomes of a state when a value arrives.
        verdict: what to tell the user about a state whose value is whole, or "".

    """

    field: str
    label: str
    needs: tuple[str, ...]
    plan: Callable[[State], Plan]
    lets_finish: Callable[[State], bool] = never
    of_all: bool = False
    shows_parts: bool = False
    fraction: Callable[[Any], float] = float
    settle: Callable[[State], State] = lambda state: state
    verdict: Callable[[State], str] = lambda state: ""


class Host(Protocol):
    """Whose state it is; a `Session` is one."""

    state: State
    jobs: Jobs

    def replace_state(self, state: State) -> None:
        """Take on a state, and tell the views."""

    def say(self, text: str, kind: MessageKind = "info") -> None:
        """Show a message."""


@dataclass(frozen=True)
class Plans:
    """What is to be done once a state has been told: jobs to cancel, by their keys, and jobs to start."""

    cancelled: tuple[str, ...]
    started: tuple[tuple[Derived, Later], ...]


class Deriver:
    """Keeps the derived fields true to the others."""

    def __init__(self, host: Host, rows: Sequence[Derived]) -> None:
        self._host, self._rows = host, rows
        self._needs = {row.field: tuple(map(attrgetter, row.needs)) for row in rows}
        self._planned: dict[str, tuple[object, ...]] = {}
        self._newest: dict[str, Later] = {}
        # The states that have asked for what is under way, which holds them for so long; a state holds all its runs.
        self._asked: WeakValueDictionary[str, State] = WeakValueDictionary()

    def settled(self, state: State) -> tuple[State, Plans]:
        """Return the state with every field that can be had at once, and what is to be done about the others."""
        cancelled: list[str] = []
        started: list[tuple[Derived, Later]] = []
        for row in self._rows:
            if not self._is_due(row, state):
                continue
            match row.plan(state):
                case Now(value):
                    cancelled.append(row.field)
                    self._newest.pop(row.field, None)
                    state = row.settle(replace(state, **{row.field: value}))
                case Later() as later:
                    if later.meanwhile is not KEEP:
                        state = replace(state, **{row.field: later.meanwhile})
                    self._newest[row.field] = later
                    started.append((row, later))
        return state, Plans(tuple(cancelled), tuple(started))

    def carry_out(self, plans: Plans) -> None:
        """Cancel and start; what has been planned anew meanwhile is left out."""
        for key in plans.cancelled:
            if key not in self._newest:
                self._host.jobs.cancel(key)
        for row, later in plans.started:
            if self._newest.get(row.field) is later:
                asked = self._asked[row.field] = self._host.state
                self._host.jobs.start(self._job(row, later, asked))

    def again(self, name: str) -> None:
        """Compute a field anew, though nothing that it needs has changed."""
        self._planned.pop(name, None)
        self._host.replace_state(self._host.state)

    def _is_due(self, row: Derived, state: State) -> bool:
        """Whether something that a row needs has changed; from now on it counts as planned."""
        needed = tuple(get(state) for get in self._needs[row.field])
        before = self._planned.get(row.field)
        if before is not None and all(a is b for a, b in zip(needed, before, strict=True)):
            return False
        if row.field in self._host.jobs.running and self._is_taken(row, state) and row.lets_finish(state):
            return False  # its result changes the state, and so it will be asked again
        self._planned[row.field] = needed
        return True

    def _is_taken(self, row: Derived, state: State) -> bool:
        """Whether a state would take the result of what is under way."""
        asked = self._asked.get(row.field)
        return asked is not None and _is_same_ground(state, asked, of_all=row.of_all)

    def _job(self, row: Derived, later: Later, asked: State) -> Job:
        def take(value: Any) -> bool:
            """Take a value, unless the network or its data have changed since."""
            now = self._host.state
            if not _is_same_ground(now, asked, of_all=row.of_all):
                return False
            self._host.replace_state(row.settle(replace(now, **{row.field: value})))
            return True

        def on_part(part: Any) -> None:
            if row.shows_parts:
                take(part)
            self._host.jobs.report(row.field, row.fraction(part))

        def on_done(value: Any) -> None:
            words = row.verdict(self._host.state) if take(value) else ""
            if words:
                self._host.say(words, "warning")

        return Job(row.field, row.label, later.work, on_done, on_part, is_derived=True)


def _is_same_ground(now: State, then: State, *, of_all: bool) -> bool:
    """Whether the variants, or else the one that is shown, have the networks and the data that they had."""
    if not of_all:
        return now.network is then.network and now.dataset is then.dataset
    pairs = zip(now.tasks, then.tasks, strict=False)
    return all(new.problem.is_on_the_ground_of(old.problem) for new, old in pairs)
