"""The session: the one place where the state changes, and the one that tells the views."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeAlias

from graphviz_nn.errors import GnnError
from graphviz_nn.faults import contained
from graphviz_nn.session.derived import Deriver
from graphviz_nn.session.jobs import ImmediateRunner, Jobs, Runner
from graphviz_nn.session.rows import DERIVED
from graphviz_nn.session.state import Activity, Message, MessageKind, State
from graphviz_nn.session.undo import History

Watcher: TypeAlias = Callable[[State, State], None]
P = ParamSpec("P")


class Session:
    """Holds the state; commands change it, views watch it.

    Attributes:
        state: what is shown now.
        history: what can be undone.
        jobs: the long work under way.
        deriver: what keeps the fields that follow from others true to them.
        clock: seconds, for merging changes that follow each other fast.

    """

    def __init__(self, runner: Runner | None = None, clock: Callable[[], float] = monotonic) -> None:
        self.state = State()
        self.history = History()
        self.clock = clock
        self.jobs = Jobs(runner or ImmediateRunner(), self._show_activities, self._on_job_failed)
        self.deriver = Deriver(self, DERIVED)
        self._watchers: list[Watcher] = []
        self._telling = False

    def subscribe(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher(old, new)` of each change of the state; return the way to stop that."""
        self._watchers.append(watcher)

        def unsubscribe() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return unsubscribe

    @property
    def is_telling(self) -> bool:
        """Whether the views are being told of a state, which cannot change until all have been."""
        return self._telling

    def update(self, **changes: Any) -> None:
        """Replace fields of the state, derive what follows, and tell every watcher.

        A watcher must not call this: a view shows, it does not decide. RuntimeError says so. What fails in one watcher
        is told to Python's hook, and the others are told of the state all the same.
        """
        self.replace_state(replace(self.state, **changes))

    def replace_state(self, state: State) -> None:
        """Take on a state, derive what follows, and tell every watcher; see `update`."""
        if self._telling:
            changed = [
                f.name for f in fields(state) if getattr(state, f.name) is not getattr(self.state, f.name)
            ]
            raise RuntimeError(
                f"{', '.join(changed)}: the state cannot change while the views are being told."
            )
        old, (self.state, plans) = self.state, self.deriver.settled(state)
        self._telling = True
        try:
            for watcher in tuple(self._watchers):
                with contained():
                    watcher(old, self.state)
        finally:
            self._telling = False
        self.deriver.carry_out(plans)

    def perform(
        self, command: Callable[Concatenate[Session, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Run a command; an error that the user can mend becomes a message, and the work stays as it was."""
        try:
            command(self, *args, **kwargs)
        except GnnError as error:
            self.say(str(error), "error")

    def say(self, text: str, kind: MessageKind = "info", report: str = "") -> None:
        """Show a message, with a report to copy where there is one."""
        last = self.state.message
        self.update(message=Message(text, kind, last.number + 1 if last else 1, report))

    def _show_activities(self) -> None:
        self.update(activities=tuple(Activity(key, *about) for key, about in self.jobs.running.items()))

    def _on_job_failed(self, error: Exception) -> None:
        if not isinstance(error, GnnError):
            raise error
        self.say(str(error), "error")
