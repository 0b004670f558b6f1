"""Let time run: one step of playing for each beat of a timer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from graphviz_nn.session import Session, State, commands

STEPS_A_SECOND = 2.0


class Player(QObject):
    """Beats while the state says that time runs."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_beat)

    def show_state(self, state: State) -> None:
        """Start, stop, or change the pace."""
        pause_ms = round(1000 / (STEPS_A_SECOND * state.playing.speed))
        if not state.playing.direction:
            self._timer.stop()
        elif not self._timer.isActive() or self._timer.interval() != pause_ms:
            self._timer.start(pause_ms)

    def stop(self) -> None:
        """Beat no more, whatever the state says."""
        self._timer.stop()

    def _on_beat(self) -> None:
        self._session.perform(commands.tick)
