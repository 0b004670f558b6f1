"""Let time run: at each frame, as much of it as has passed since the last one."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer

from graphviz_nn.gui.turns import FRAME_MS
from graphviz_nn.session import Session, State, commands


class Player(QObject):
    """Moves time on while the state says that it runs; `clock` tells the seconds."""

    def __init__(self, session: Session, parent: QObject, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(parent)
        self._session, self._clock = session, clock
        self._seen = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MS)
        self._timer.timeout.connect(self._on_frame)

    def show_state(self, state: State) -> None:
        """Start or stop."""
        if not state.playing.direction:
            self._timer.stop()
        elif not self._timer.isActive():
            self._seen = self._clock()
            self._timer.start()

    def stop(self) -> None:
        """Move time no more, whatever the state says."""
        self._timer.stop()

    def _on_frame(self) -> None:
        now = self._clock()
        passed, self._seen = now - self._seen, now
        self._session.perform(commands.advance, passed)
