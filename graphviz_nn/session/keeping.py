"""Keeping unsaved work as it changes, so that a crash takes no more than the last command.

What a person does is kept at once, by a thread of its own: a file of some kilobytes, written in a millisecond, needs
no timer. A gesture of many small changes, such as a drag, is kept ten times a second, and time that plays by itself
once a second. Whatever is written then outlives the process. To outlive a loss of power too it is forced onto the disk,
which may take long, every 15 seconds of changed work. Work so large that writing it takes long rests ten times as long
in between, so that the window has the processor.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from time import monotonic

from graphviz_nn.errors import GnnError
from graphviz_nn.files.kept import Kept, Place
from graphviz_nn.session import queries
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State

REST_S, PLAYING_REST_S = 0.1, 1.0
SHARE = 10  # of the time at most a tenth is spent on writing
SYNC_S = 15.0


def kept_of(state: State) -> Kept:
    """Return what one needs to come back to this state."""
    lesson = state.lesson
    return Kept(
        document=state.document,
        title=queries.title(state),
        path=state.path,
        changed=queries.is_dirty(state),
        lesson=lesson.path if lesson else None,
        page=state.page,
        drafts=state.drafts,
    )


class Keeper:
    """Writes the newest work of a session into a place; what was opened or saved and not touched since is not kept.

    `tell` is called on the keeper's thread, once, with why the work can't be kept.
    """

    def __init__(self, session: Session, place: Place, tell: Callable[[str], None]) -> None:
        self._place, self._tell = place, tell
        self._changed = Condition()
        self._newest: State | None = None  # None: there is nothing to keep
        self._is_due = self._is_hurried = self._is_stopped = False
        self._is_touched = self._is_told = False
        self._unsynced_since: float | None = None
        self._unsubscribe = session.subscribe(self._on_state)
        self._thread = Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def keep(self, state: State) -> None:
        """Keep this state from now on, touched or not."""
        self._is_touched = True
        self._ask(state, hurried=True)

    def stop(self, *, clean: bool) -> None:
        """Stop once the newest work is kept; after a `clean` end there is nothing to bring back."""
        self._unsubscribe()
        with self._changed:
            self._is_stopped = True
            self._changed.notify()
        self._thread.join()
        if clean:
            self._place.remove()
        else:
            self._place.let_go()

    def _on_state(self, old: State, new: State) -> None:
        is_other = new.saved is not old.saved or new.page != old.page
        is_same = new.work is old.work and new.view is old.view and new.lesson is old.lesson
        if is_same and not is_other:
            return
        self._is_touched = not is_other
        is_worth = self._is_touched or queries.is_dirty(new) or new.page > 0 or bool(new.drafts)
        plays = new.playing.direction != 0 and new.work is old.work
        self._ask(new if is_worth else None, hurried=not plays)

    def _ask(self, state: State | None, *, hurried: bool) -> None:
        with self._changed:
            self._newest, self._is_due = state, True
            self._is_hurried |= hurried
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                since = self._unsynced_since
                patience = None if since is None else since + SYNC_S - monotonic()
                self._changed.wait_for(lambda: self._is_stopped or self._is_due, patience)
                if self._is_stopped and not self._is_due:
                    return
                newest, self._is_due, self._is_hurried = self._newest, False, False
            began = monotonic()
            self._write(kept_of(newest) if newest else None)
            del newest  # a state holds every number that is shown
            self._rest(max(REST_S, min(SHARE * (monotonic() - began), SYNC_S)))

    def _rest(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped, seconds)
            self._changed.wait_for(lambda: self._is_stopped or self._is_hurried, PLAYING_REST_S - seconds)

    def _write(self, kept: Kept | None) -> None:
        """Write it, or the absence of it; force it onto the disk where what was written before has waited for that."""
        now = monotonic()
        since = self._unsynced_since
        is_late = since is not None and now - since >= SYNC_S
        self._unsynced_since = None if is_late or kept is None else now if since is None else since
        try:
            if kept is None:
                self._place.clear()
            else:
                self._place.write(kept, synced=is_late)
        except (GnnError, OSError) as error:
            if not self._is_told:
                self._is_told = True
                self._tell(
                    f"A crash would take your unsaved work, for it can't be kept: {error} Save it yourself."
                )
