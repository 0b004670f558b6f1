"""What is under the mouse: told each time that it is something else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget


class Hover(QObject):
    """Watches the mouse over a widget while no button is held; `what` says what is at a place, or None.

    The mouse also leaves what is hidden or moved away under it, while a change of the state is being shown. That is
    told in an event of its own, in which the state may change.

    Signals:
        pointed: what is under the mouse from now on; None for nothing.

    """

    pointed = Signal(object)
    _left = Signal()

    def __init__(self, widget: QWidget, what: Callable[[QPointF], object | None]) -> None:
        super().__init__(widget)
        self._what = what
        self._now: object | None = None
        self._is_over = False
        self._left.connect(self._on_left, Qt.ConnectionType.QueuedConnection)
        widget.setMouseTracking(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look where the mouse is, and leave its events to the widget."""
        if event.type() == QEvent.Type.Leave:
            self._is_over = False
            self._left.emit()
        elif (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseMove
            and event.buttons() == Qt.MouseButton.NoButton
        ):
            self._is_over = True
            self._point(self._what(event.position()))
        return False

    @Slot()
    def _on_left(self) -> None:
        if not self._is_over:  # it may have come back
            self._point(None)

    def _point(self, at: object | None) -> None:
        if at != self._now:
            self._now = at
            self.pointed.emit(at)
