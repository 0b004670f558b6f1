"""The mouse over a drawing: what is a click, what is a drag, and how far the wheel turns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

DRAG_FROM = 4.0  # pixels: a press that moves less is a click
ZOOM_STEP = 1.25
WHEEL_NOTCH = 120.0


class Pointer(QObject):
    """Watches a widget.

    Attributes:
        grips: whether what is under a point is pulled by a drag, and not the whole drawing.

    Signals:
        clicked, doubleClicked: where.
        dragged: by how much.
        pulled: from where to where something was pulled that `grips`.
        zoomed: by which factor, and about which place.

    """

    clicked = Signal(QPointF)
    doubleClicked = Signal(QPointF)
    dragged = Signal(QPointF)
    pulled = Signal(QPointF, QPointF)
    zoomed = Signal(float, QPointF)

    def __init__(self, widget: QWidget, grips: Callable[[QPointF], bool]) -> None:
        super().__init__(widget)
        self._widget, self.grips = widget, grips
        self._press: QPointF | None = None
        self._grip: QPointF | None = None
        self._is_dragging = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the events of the mouse; leave all others to the widget."""
        if isinstance(event, QWheelEvent):
            self._turn(event)
            return True
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress:
                if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
                    self._press, self._is_dragging = event.position(), False
                    left = event.button() == Qt.MouseButton.LeftButton
                    self._grip = event.position() if left and self.grips(event.position()) else None
            case QEvent.Type.MouseMove:
                self._move(event.position())
            case QEvent.Type.MouseButtonRelease:
                self._release(event)
            case QEvent.Type.MouseButtonDblClick:
                self.doubleClicked.emit(event.position())
        return True

    def _move(self, at: QPointF) -> None:
        if self._press is None:
            return
        by = at - self._press
        if self._is_dragging or by.manhattanLength() >= DRAG_FROM:
            self._is_dragging, self._press = True, at
            if self._grip is not None:
                self._widget.setCursor(Qt.CursorShape.SizeVerCursor)
                self.pulled.emit(self._grip, at)
                return
            self._widget.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(by)

    def _release(self, event: QMouseEvent) -> None:
        pressed, self._press = self._press, None
        self._widget.unsetCursor()
        if pressed is not None and not self._is_dragging and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position())

    def _turn(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / WHEEL_NOTCH
        if notches:
            self.zoomed.emit(ZOOM_STEP ** (notches / 2), event.position())
        event.accept()
