"""Collect garbage on the window's thread only: on another one it would destroy Qt's objects there, and crash.

Python collects on whichever thread happens to allocate. So a window's collector is made before its first widget, and
nothing else turns the collection on while there is one: not even for a moment, since the next allocation, on any
thread, would make up for all that was left.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from graphviz_nn.session import Session, State
from graphviz_nn.session.pipeline import ENGINE

EVERY_MS = 2000


class Collector(QObject):
    """Collects every two seconds; not what the compiler made, whose many objects would hold the window up."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._is_busy, self._must_freeze = False, False
        self._unsubscribe = session.subscribe(self._on_state)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MS)

    def stop(self) -> None:
        """Leave the collection as it was found, for a program that goes on after its window; no thread may be left."""
        self._timer.stop()
        self._unsubscribe()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def collect(self) -> None:
        """Collect what is young; while the engine gets ready nothing, and then leave out for good what is there."""
        if self._is_busy:
            return
        if self._must_freeze:
            gc.freeze()
            self._must_freeze = False
        else:
            gc.collect(1)

    def _on_state(self, old: State, new: State) -> None:
        if new.activities is not old.activities:
            self._is_busy = any(activity.key == ENGINE for activity in new.activities)
            self._must_freeze |= self._is_busy
