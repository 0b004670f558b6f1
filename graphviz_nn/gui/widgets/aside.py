"""Work done aside, so that the thread of the window stays free."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot


class Aside(QObject):
    """Runs pure functions on Qt's own pool of threads.

    Attributes:
        done: emitted on the thread of the window with the key that was asked for and what came of it.

    """

    done = Signal(object, object)
    _made = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)

    def ask(self, key: object, work: Callable[[], Any]) -> None:
        """Do some work; it must not touch a widget."""
        emit = self._made.emit

        def run() -> None:
            with collection_paused():
                result = work()
                # Whoever asked may be gone by now.
                with suppress(RuntimeError):
                    emit(key, result)

        QThreadPool.globalInstance().start(run)

    @Slot(object, object)
    def _on_made(self, key: object, result: object) -> None:
        self.done.emit(key, result)


_lock = Lock()
_paused = [0, False]


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep Python from collecting garbage: on a worker's thread that would destroy widgets where they do not live."""
    with _lock:
        if _paused[0] == 0:
            _paused[1] = gc.isenabled()
            gc.disable()
        _paused[0] += 1
    try:
        yield
    finally:
        with _lock:
            _paused[0] -= 1
            if _paused[0] == 0 and _paused[1]:
                gc.enable()
