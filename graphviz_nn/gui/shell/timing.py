"""When the first picture is there, and how long it took from the start of the process."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from graphviz_nn.session import Session


class FirstPaint(QObject):
    """Waits until the canvas has painted its first graph.

    Signals: `painted()`, once, after that painting.
    """

    painted = Signal()

    def __init__(self, canvas: QWidget, session: Session) -> None:
        super().__init__(canvas)
        self._canvas, self._session = canvas, session
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for a painting with a graph in it."""
        if event.type() == QEvent.Type.Paint and self._session.state.record is not None:
            self._canvas.removeEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)
        return False


def milliseconds_since_start() -> float:
    """Return how long this process has run; where the system does not tell, the processor's time for it."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        started = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000
    except (OSError, AttributeError):
        return time.process_time() * 1000
