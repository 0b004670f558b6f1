"""What can wait until the graph has been painted: each call once, in the frame after the one that asked for it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

FRAME_MS = 16


class NextFrame(QObject):
    """Collects calls, and makes them together one frame after the first was asked for.

    A step is seen first where the eyes are, in the graph; several changes within a frame are shown once.

    Signals:
        done: every call that had been asked for has been made.

    """

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: dict[Callable[[], None], None] = {}  # a set that keeps its order
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.flush)

    def ask(self, call: Callable[[], None]) -> None:
        """Let something be called in the next frame; once, however often it is asked for."""
        self._calls[call] = None
        if not self._timer.isActive():
            self._timer.start(FRAME_MS)

    @Slot()
    def flush(self) -> None:
        """Make all calls now."""
        self._timer.stop()
        calls, self._calls = self._calls, {}
        for call in calls:
            call()
        self.done.emit()
