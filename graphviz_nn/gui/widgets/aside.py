"""Work done aside, so that the thread of the window stays free."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot
from shiboken6 import isValid

PATIENCE_MS = 800


class Aside(QObject):
    """Runs pure functions on Qt's own pool of threads.

    Attributes:
        done: emitted on the thread of the window with the key that was asked for and what came of it.

    """

    done = Signal(object, object)

    def ask(self, key: object, work: Callable[[], Any]) -> None:
        """Do some work; it must not touch a widget. Nothing is emitted if this object is gone by then."""
        errand = _Errand(self, key, work)
        _under_way.add(errand)
        QThreadPool.globalInstance().start(errand.run)


class _Errand(QObject):
    """One piece of work; it outlives whoever asked for it, since a thread must not emit through what is gone."""

    _made = Signal(object)
    _failed = Signal(object)

    def __init__(self, aside: Aside, key: object, work: Callable[[], Any]) -> None:
        super().__init__()
        self._aside, self._key, self._work = weakref.ref(aside), key, work
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._on_failed, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        """Do the work, on a worker's thread."""
        try:
            result = self._work()
        except Exception as error:
            self._failed.emit(error)
        else:
            self._made.emit(result)

    @Slot(object)
    def _on_made(self, result: object) -> None:
        """Hand over, on the thread of the window."""
        _under_way.discard(self)
        aside = self._aside()
        if aside is not None and isValid(aside):
            aside.done.emit(self._key, result)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        """Fail on the thread of the window, where a fault is told; the errand ends there too, not on a worker's."""
        _under_way.discard(self)
        raise error


def finish_errands() -> None:
    """Wait a little until nobody works aside; an errand that is not done by then has nobody to tell its result to."""
    QThreadPool.globalInstance().waitForDone(PATIENCE_MS)


_under_way: set[_Errand] = set()
