"""Collect garbage on the window's thread only: on another one it would destroy Qt's objects there, and crash.

Python collects on whichever thread happens to allocate. So a window's collector is made before its first widget, and
nothing else turns the collection on while there is one: not even for a moment, since the next allocation, on any
thread, would make up for all that was left.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import monotonic, thread_time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from graphviz_nn.engine import native
from graphviz_nn.gui import memory
from graphviz_nn.session import Session, State
from graphviz_nn.session.pipeline import ENGINE

EVERY_MS = 2000
LOOK_MS = 200
MANY = 30_000  # new objects, as a large graph is made of: to go through so many takes some 10 ms
OLD_EVERY_S = 10.0
SHARE = 200  # what is old takes longer: no more than so small a part of the processor
PATIENCE_S = 120.0  # for a moment in which nothing moves
QUIET_S = 5.0  # without a change, before memory is given back: through a heap of many holes that takes long


class Collector(QObject):
    """Collects what is young every two seconds, or sooner where much is being made, and what is old when nothing moves.

    What came with the compiler it leaves out for good, once: so many objects would hold the window up each time. What
    is loaded later, as kernels of another type are, is little; and with it would stay all that is there by then.
    """

    def __init__(
        self,
        session: Session,
        clock: Callable[[], float] = monotonic,
        is_ready: Callable[[], bool] = native.ready,
    ) -> None:
        super().__init__()
        self._session, self._clock, self._is_ready = session, clock, is_ready
        self._is_busy, self._must_freeze = False, False
        self._looks = 0  # since the last collection
        self._changed_at = self._clock()
        self._old_due = self._changed_at + OLD_EVERY_S
        self._unsubscribe = session.subscribe(self._on_state)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_MS)

    def stop(self) -> None:
        """Leave the collection as it was found, for a program that goes on after its window; no thread may be left."""
        self._timer.stop()
        self._unsubscribe()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def look(self) -> None:
        """Collect where it is time, or where so much is new that the window would stand still for it later."""
        self._looks += 1
        if self._looks * LOOK_MS >= EVERY_MS or gc.get_count()[0] >= MANY:
            self._looks = 0
            self.collect()

    def collect(self) -> None:
        """Collect what may be; while the engine gets ready nothing, and then leave out for good what is there."""
        if self._is_busy:
            return
        if self._must_freeze:
            gc.freeze()
            self._must_freeze = False
        elif self._may_go_through_all():
            self._go_through_all()
        else:
            gc.collect(1)

    def _may_go_through_all(self) -> bool:
        late = self._clock() - self._old_due
        is_moving = self._session.state.playing.direction or (
            QApplication.mouseButtons() != Qt.MouseButton.NoButton
        )
        return late >= (PATIENCE_S if is_moving else 0)

    def _go_through_all(self) -> None:
        """Collect what is old too, and give back to the system what is free, once nobody does anything."""
        began = thread_time()
        gc.collect()
        if self._clock() - self._changed_at >= QUIET_S:
            memory.give_back()
        self._old_due = self._clock() + max(OLD_EVERY_S, SHARE * (thread_time() - began))

    def _on_state(self, old: State, new: State) -> None:
        self._changed_at = self._clock()
        if new.activities is not old.activities:
            gets_ready = any(activity.key == ENGINE for activity in new.activities)
            self._is_busy = gets_ready and (self._is_busy or not self._is_ready())
            self._must_freeze |= self._is_busy
