"""Long work: a generator with a key, whose late answers are dropped and whose older twin is cancelled."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeAlias

Work: TypeAlias = Generator[Any, None, Any]


@dataclass(frozen=True)
class Job:
    """Work to do off the session's thread.

    Attributes:
        key: what it is for; a new job of the same key cancels the old one.
        label: what the window says that it is doing.
        work: makes the generator; its yields are parts and chances to stop, what it returns is the result.
        on_done: takes the result, on the session's thread.
        on_part: takes each part, on the session's thread; parts may be skipped when they come too fast.
        is_derived: whether it follows from what is there, and nobody has asked for it: it waits while others like it
            have all threads, which what was asked for does not.

    """

    key: str
    label: str
    work: Callable[[], Work]
    on_done: Callable[[Any], None]
    on_part: Callable[[Any], None] | None = None
    is_derived: bool = False


@dataclass(frozen=True)
class Part:
    """A value that the work yielded."""

    value: Any


@dataclass(frozen=True)
class Done:
    """The value that the work returned."""

    value: Any


@dataclass(frozen=True)
class Failed:
    """The exception that ended the work."""

    error: Exception


Outcome: TypeAlias = Part | Done | Failed
Deliver: TypeAlias = Callable[[Outcome], None]


class Handle(Protocol):
    """A job that was started."""

    def cancel(self) -> None:
        """Ask the work to stop at its next yield; nothing more is delivered."""


class Runner(Protocol):
    """Where jobs run: threads in the window, at once in tests and on the command line."""

    def start(self, work: Callable[[], Work], deliver: Deliver, *, is_derived: bool = False) -> Handle:
        """Run the work to its end and deliver each outcome on the session's thread, Done or Failed last."""


class _Finished:
    def cancel(self) -> None:
        """Do nothing: the work has ended."""


class ImmediateRunner:
    """Runs every job to its end before `start` returns."""

    def start(self, work: Callable[[], Work], deliver: Deliver, *, is_derived: bool = False) -> Handle:
        """See `Runner`."""
        outcome: Outcome = Part(None)
        try:
            generator = work()
        except Exception as error:
            outcome = Failed(error)
        while isinstance(outcome, Part):
            try:
                outcome = Part(next(generator))
            except StopIteration as end:
                outcome = Done(end.value)
            except Exception as error:
                outcome = Failed(error)
            if isinstance(outcome, Part):
                deliver(outcome)
        deliver(outcome)
        return _Finished()


class Jobs:
    """The jobs under way, at most one for each key.

    Attributes:
        running: the jobs that have not ended, by key: their label, and how far they are, from 0 to 1, or None.

    """

    def __init__(
        self, runner: Runner, on_change: Callable[[], None], on_error: Callable[[Exception], None]
    ) -> None:
        self._runner, self._on_change, self._on_error = runner, on_change, on_error
        self._number = 0
        self._newest: dict[str, int] = {}
        self._handles: dict[str, Handle] = {}
        self.running: dict[str, tuple[str, float | None]] = {}
        self._waiting: deque[tuple[frozenset[str], Callable[[], None]]] = deque()
        self._is_held = False

    def start(self, job: Job) -> None:
        """Start a job in place of the one of the same key."""
        self._drop(job.key)
        self._number += 1
        number = self._newest[job.key] = self._number
        self.running[job.key] = (job.label, None)
        self._on_change()

        def deliver(outcome: Outcome) -> None:
            if self._newest.get(job.key) == number:
                self._take(job, outcome)

        handle = self._runner.start(job.work, deliver, is_derived=job.is_derived)
        if self._newest.get(job.key) == number:
            self._handles[job.key] = handle

    def cancel(self, key: str) -> None:
        """Stop the job of this key, if there is one, and drop what it may still deliver."""
        self._drop(key)
        self._let_on()

    def supersede(self, key: str, do: Callable[[], None]) -> None:
        """Do something in place of the job of this key, if there is one; what has waited for it goes on after that."""
        self._drop(key)
        self._do_first(do)

    def after(self, *keys: str, do: Callable[[], None]) -> None:
        """Do something once no job of these keys is under way, at once where none is; what waits keeps its order."""
        self._waiting.append((frozenset(keys), do))
        self._let_on()

    def report(self, key: str, fraction: float) -> None:
        """Say how far a running job is."""
        if key in self.running:
            self.running[key] = (self.running[key][0], fraction)
            self._on_change()

    def _take(self, job: Job, outcome: Outcome) -> None:
        match outcome:
            case Part(value):
                if job.on_part:
                    job.on_part(value)
            case Done(value):
                self._end(job.key, partial(job.on_done, value))
            case Failed(error):
                self._end(job.key, partial(self._on_error, error))

    def _drop(self, key: str) -> None:
        self._newest.pop(key, None)
        handle = self._handles.pop(key, None)
        if handle:
            handle.cancel()
        if self.running.pop(key, None) is not None:
            self._on_change()

    def _let_on(self) -> None:
        """Do what has waited long enough; what that starts may end at once, and is waited for all the same."""
        if self._is_held:
            return
        self._is_held = True
        try:
            while self._waiting and self._waiting[0][0].isdisjoint(self.running):
                _, do = self._waiting.popleft()
                do()
        finally:
            self._is_held = False

    def _do_first(self, do: Callable[[], None]) -> None:
        """Do something to its end before what waits goes on, also where it fails; other jobs may end meanwhile."""
        was_held, self._is_held = self._is_held, True
        try:
            do()
        finally:
            self._is_held = was_held
            self._let_on()

    def _end(self, key: str, take: Callable[[], None]) -> None:
        """Forget a job and take what came of it; what has waited for its end goes on also where that fails."""
        self._newest.pop(key, None)
        self._handles.pop(key, None)
        self.running.pop(key, None)
        self._on_change()
        self._do_first(take)
