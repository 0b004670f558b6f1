"""Keeping unsaved work as it changes, so that a crash takes no more than the last command.

What a person does is kept at once, by a thread of its own, however soon after what was done before: a file of some
kilobytes, written in a millisecond, needs no timer. Only what goes on and on rests: each writing costs a rest, and a
second of them may be owed. So a drag, once that is used up, is kept twenty times a second, and time that plays by
itself once a second. Whatever is written outlives the process. To outlive a loss of power too it is forced onto the
disk, which may take long, every 15 seconds of changed work. Work so large that turning it into a file takes long costs
ten times as long a rest, so that the window has the processor.

A thread may be kept from its turn by a busy window or a busy machine. So what one does next waits for it, for a moment:
else a kill would take both.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Condition, Thread
from time import monotonic, thread_time

import msgspec

from graphviz_nn.errors import GnnError
from graphviz_nn.files.document import View
from graphviz_nn.files.kept import Kept, Place
from graphviz_nn.session import queries
from graphviz_nn.session.commands.documents import SAVING
from graphviz_nn.session.session import Session
from graphviz_nn.session.state import State

REST_S, PLAYING_REST_S = 0.05, 1.0
SHARE = 10  # a tenth of a processor at most
CREDIT_S = 1.0  # of rests that may be owed
TURN_S = 0.1  # that a command waits at most until the one before is written
SYNC_S = 15.0
PATIENCE_S = 3.0


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
        self._is_due = self._is_hurried = self._is_stopped = self._is_writing = self._is_slow = False
        self._is_touched = self._is_told = False
        self._unsynced_since: float | None = None
        self._view_saved: View | None = None
        self._written_at = self._rested_at = -inf
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
            self._changed.notify_all()
        self._thread.join(PATIENCE_S)
        if self._thread.is_alive():  # it waits for a disk that does not answer, and nobody shall wait for it
            return
        if clean:
            self._place.remove()
        else:
            self._place.let_go()

    def _on_state(self, old: State, new: State) -> None:
        if _is_saving(new) and not _is_saving(old):
            self._view_saved = new.view
        is_other = new.saved is not old.saved or new.page != old.page
        is_same = new.work is old.work and new.view is old.view and new.lesson is old.lesson
        if is_same and not is_other:
            return
        # What is done while a disk takes its time with a file is not in it.
        is_late = is_other and new.view is old.view and self._view_saved not in (None, new.view)
        self._is_touched = not is_other or is_late
        is_worth = self._is_touched or queries.is_dirty(new) or new.page > 0 or bool(new.drafts)
        self._ask(new if is_worth else None, hurried=is_other or not _is_time_alone(old, new))

    def _ask(self, state: State | None, *, hurried: bool) -> None:
        with self._changed:
            if hurried and not self._is_slow and self._rested_at <= monotonic():
                self._is_slow = not self._changed.wait_for(self._has_caught_up, TURN_S)
            self._newest, self._is_due = state, True
            self._is_hurried |= hurried
            self._changed.notify_all()

    def _run(self) -> None:
        while self._is_asked():
            with self._changed:
                newest, self._is_due, self._is_hurried = self._newest, False, False
                self._is_writing = True
            began = thread_time()  # the processor's: who waits for a disk is in nobody's way
            self._write(kept_of(newest) if newest else None)
            del newest  # a state holds every number that is shown
            self._written_at = monotonic()
            cost = max(REST_S, min(SHARE * (thread_time() - began), SYNC_S))
            with self._changed:
                self._rested_at = max(self._rested_at, self._written_at - CREDIT_S) + cost
                self._is_writing = self._is_slow = False
                self._changed.notify_all()

    def _has_caught_up(self) -> bool:
        return not (self._is_hurried or self._is_writing)

    def _is_asked(self) -> bool:
        """Wait until there is something to write, and the time for it; return whether there is."""
        with self._changed:
            while not self._is_stopped:
                wait = self._wait()
                if wait is not None and wait <= 0:
                    return True
                self._changed.wait(wait)
            return self._is_due

    def _wait(self) -> float | None:
        """Return the seconds until the next writing, below 0 where it is late; None while none is to come."""
        times = []
        if self._is_due:
            plays_at = -inf if self._is_hurried else self._written_at + PLAYING_REST_S
            times.append(max(self._rested_at, plays_at))
        if self._unsynced_since is not None:
            times.append(max(self._rested_at, self._unsynced_since + SYNC_S))
        return min(times) - monotonic() if times else None

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
                self._tell(str(error))


def _is_saving(state: State) -> bool:
    return any(activity.key == SAVING for activity in state.activities)


def _is_time_alone(old: State, new: State) -> bool:
    """Whether nothing has happened but that time, which plays by itself, has moved on."""
    if not new.playing.direction or new.work is not old.work or new.lesson is not old.lesson:
        return False
    moved = msgspec.structs.replace(old.view, update=new.view.update, position=new.view.position)
    return moved == new.view
