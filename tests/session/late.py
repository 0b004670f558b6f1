"""Work that is done when a test says so."""

from __future__ import annotations

from collections.abc import Callable

from graphviz_nn.session.jobs import Deliver, Handle, ImmediateRunner, Outcome, Work


class LateRunner:
    """Does all work when the test says so, whether anybody still waits for it or not.

    Attributes:
        held: the work that is still to be done, oldest first, and who waits for it.

    """

    def __init__(self) -> None:
        self.held: list[tuple[Callable[[], Work], Deliver]] = []

    def start(self, work: Callable[[], Work], deliver: Deliver, *, is_derived: bool = False) -> Handle:
        """See `Runner`."""
        self.held.append((work, deliver))
        return ImmediateRunner().start(_nothing, _ignored)

    def finish(self) -> None:
        """Do the work that is held, but not what follows from it."""
        held, self.held = self.held, []
        for work, deliver in held:
            ImmediateRunner().start(work, deliver)

    def finish_all(self) -> None:
        """Do all work, and all that follows from it."""
        while self.held:
            self.finish()


def _nothing() -> Work:
    yield from ()


def _ignored(outcome: Outcome) -> None:
    pass
