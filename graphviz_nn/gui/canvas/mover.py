"""What moves after a step: a pulse along the edges, and the number that appears; it rests when nothing moves."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from graphviz_nn.gui.canvas.paint import STILL, Motion
from graphviz_nn.gui.turns import FRAME_MS

PULSE_MS, FADE_MS = 400, 120
FAST_SHARE = 0.45  # steps that follow each other within this share of a pulse are shown at once


class Mover(QObject):
    """Runs a timer while something moves.

    Signals:
        moved: it is time to paint.

    """

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._since_start, self._since_step = QElapsedTimer(), QElapsedTimer()
        self._pulse_ms = float(PULSE_MS)

    @property
    def motion(self) -> Motion:
        """How far everything has come."""
        if not self._timer.isActive():
            return STILL
        elapsed = self._since_start.elapsed()
        pulse = elapsed / self._pulse_ms
        return Motion(pulse if pulse < 1 else None, min(elapsed / FADE_MS, 1.0))

    def step(self, speed: float) -> None:
        """Begin to move, unless the step before was only a moment ago."""
        self._pulse_ms = PULSE_MS / max(speed, 1e-3)
        recent = self._since_step.isValid() and self._since_step.elapsed() < FAST_SHARE * self._pulse_ms
        self._since_step.start()
        if recent:
            self.stop()
            return
        self._since_start.start()
        self._timer.start()

    def stop(self) -> None:
        """Be still."""
        self._timer.stop()

    def is_moving(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def _on_timer_timeout(self) -> None:
        if self._since_start.elapsed() >= max(self._pulse_ms, FADE_MS):
            self.stop()
        self.moved.emit()
