"""A hand on the mouse and the keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click with the left button, in the middle unless a place is given."""
    QTest.mouseClick(widget, LEFT, PLAIN, place or widget.rect().center())


def double_click(widget: QWidget, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    """Click twice, and let go: a button that stays held would spoil every later press of another."""
    QTest.mouseDClick(widget, button, PLAIN, place)
    QTest.mouseRelease(widget, button, PLAIN, place)


def drag(widget: QWidget, start: QPoint, stop: QPoint) -> None:
    """Press at one place, move to another, let go."""
    QTest.mousePress(widget, LEFT, PLAIN, start)
    QTest.mouseMove(widget, stop)
    QTest.mouseRelease(widget, LEFT, PLAIN, stop)


def slide(widget: QWidget, start: QPoint, stop: QPoint) -> None:
    """Drag in many small steps, slowly enough for a scene to follow."""
    QTest.mousePress(widget, LEFT, PLAIN, start)
    for step in range(1, 9):
        QTest.qWait(20)
        QTest.mouseMove(widget, start + (stop - start) * step / 8)
    QTest.qWait(20)
    QTest.mouseRelease(widget, LEFT, PLAIN, stop)


def key(widget: QWidget, which: Qt.Key) -> None:
    """Press a key."""
    QTest.keyClick(widget, which)


def turn_wheel(widget: QWidget) -> None:
    """Turn the wheel by one notch over the middle of a widget."""
    middle = QPointF(widget.rect().center())
    turn = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, turn)


def paste(edit: QLineEdit, text: str) -> None:
    """Paste a text over all that a line holds."""
    QApplication.clipboard().setText(text)
    edit.selectAll()
    edit.paste()
