"""While time runs: who is shown in which frame, so that none takes too long, however much there is to show."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, thread_time
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from graphviz_nn.faults import contained

FRAME_MS = 16
BUDGET_S = 0.0095  # of the window's thread, in a frame; the clock and what Qt does beside it need the rest
Call: TypeAlias = Callable[[], None]


class Turns(QObject):
    """Makes calls, each about as often as was asked for, and in each frame as many as there is time for.

    What a call costs is what the thread worked from its beginning to the next one's, with the painting that follows
    from it: each has an event of its own. Who has waited longest beyond its time comes first.

    Signals:
        done: every call that had been asked for has been made.

    """

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due: dict[Call, float] = {}  # until when each is to be made, in seconds
        self._made: dict[Call, float] = {}
        self._costs: dict[Call, float] = {}
        self._last: tuple[Call, float] | None = None  # of this frame, with the thread's time at its beginning
        self._began, self._worked = 0.0, 0.0  # this frame, by the clock and in the thread's time
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def ask(self, call: Call, every_ms: int) -> None:
        """Let something be called, so many milliseconds after it was the last time."""
        if call not in self._due:
            self._due[call] = self._made.get(call, -1.0) + every_ms / 1000
        if not self._timer.isActive():
            self._timer.start(FRAME_MS)

    def take_all(self) -> tuple[Call, ...]:
        """Return what is still to be called, and forget it."""
        self._timer.stop()
        calls, self._last = tuple(self._due), None
        self._due.clear()
        return calls

    @Slot()
    def _on_timeout(self) -> None:
        """Make the next call of this frame, or end the frame."""
        now, worked = monotonic(), thread_time()
        if self._last is None:
            self._began, self._worked = now, worked
        else:
            call, before = self._last
            self._costs[call] = (self._costs.get(call, worked - before) + worked - before) / 2
        chosen = self._chosen(now, worked - self._worked)
        if chosen is None:
            self._last = None
            self._end_frame(now)
            return
        del self._due[chosen]
        self._made[chosen], self._last = now, (chosen, worked)
        self._timer.start(0)
        with contained():
            chosen()

    def _chosen(self, now: float, spent: float) -> Call | None:
        """Return who has waited longest of those whose time has come and who fit into the frame."""
        waiting = sorted((until, place, call) for place, (call, until) in enumerate(self._due.items()))
        for until, _, call in waiting:
            if until > now + FRAME_MS / 2000:
                return None
            if self._last is None or spent + self._costs.get(call, 0.0) <= BUDGET_S:
                return call
        return None

    def _end_frame(self, now: float) -> None:
        if self._due:
            passed_ms = int(1000 * (now - self._began))
            self._timer.start(max(0, FRAME_MS - passed_ms))
        else:
            self.done.emit()
