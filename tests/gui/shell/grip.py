"""A hand that keeps hold of what it took, as long as a test wants."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Grip:
    """Presses the left button on a widget, and holds it down until it lets go.

    That the button is down Qt knows from the press; moves and the release are sent to what grabs the mouse or, where
    nothing does, to the widget, wherever they are.
    """

    def __init__(self, widget: QWidget, place: QPoint) -> None:
        self._widget, self._place = widget, widget.mapToGlobal(place)
        QTest.mousePress(widget, _LEFT, Qt.KeyboardModifier.NoModifier, place)

    def move(self, place: QPoint) -> None:
        """Move to a place on the screen, in two steps: the first one tells that this is no click."""
        for step in ((self._place + place) / 2, place):
            self._place = step
            self._send(QEvent.Type.MouseMove, _NONE, _LEFT)

    def lose(self) -> None:
        """Release the button where it is another's, as over a dialog."""
        elsewhere = QWidget()
        elsewhere.show()
        QTest.mouseRelease(elsewhere, _LEFT)
        elsewhere.close()

    def move_freely(self, place: QPoint) -> None:
        """Move to a place on the screen with no button held, as when the release was lost."""
        self._place = place
        self._send(QEvent.Type.MouseMove, _NONE, _NONE)

    def let_go(self) -> None:
        """Release the button."""
        self.lose()
        self._send(QEvent.Type.MouseButtonRelease, _LEFT, _NONE)

    def _send(self, kind: QEvent.Type, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        target = QWidget.mouseGrabber() or self._widget
        there = QPointF(target.mapFromGlobal(self._place))
        event = QMouseEvent(kind, there, QPointF(self._place), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)


def line_of(window: QMainWindow, dock: QDockWidget) -> QPoint | None:
    """Return a place on the line beside or above a dock, if there is one."""
    box = dock.geometry()
    across, down = box.center().x(), box.center().y()
    beside = (QPoint(box.right() + 1, down), QPoint(box.left() - 1, down))
    around = (*beside, QPoint(across, box.top() - 1), QPoint(across, box.bottom() + 1))
    return next((place for place in around if window.isSeparator(place)), None)
