"""A hand that draws on a chart: presses, strokes and releases of the left button, in the numbers of its axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

if TYPE_CHECKING:
    from graphviz_nn.gui.plots.chart import Chart

_KIND = QEvent.Type
_LEFT = Qt.MouseButton.LeftButton


class Strokes(QObject):
    """Takes the left button from a chart while it is on; the wheel still zooms.

    Attributes:
        pressed: emitted with the numbers under a press.
        moved: emitted with those under the pointer while the button is held, within the frame.
        released: emitted when it is let go, wherever that is.

    """

    pressed = Signal(float, float)
    moved = Signal(float, float)
    released = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self._is_on = self._is_held = False

    def watch(self, chart: Chart) -> None:
        """Draw on a chart, once it is made."""
        self._chart = chart
        chart.widget.viewport().installEventFilter(self)
        self._show_cursor()

    def set_on(self, is_on: bool) -> None:
        """Take the left button, or leave it to the chart."""
        if is_on != self._is_on:
            self._is_on = is_on
            self._show_cursor()
            self._let_go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep from the chart what is drawn."""
        chart = self._chart
        if not self._is_on or chart is None or not isinstance(event, QMouseEvent):
            return False
        if event.type() in (_KIND.MouseButtonPress, _KIND.MouseButtonDblClick):
            return self._on_press(chart, event)
        if not self._is_held:
            return False
        if event.type() == _KIND.MouseMove and event.buttons() & _LEFT:
            self.moved.emit(*chart.numbers(_within(chart, event.position())))
        else:  # the button was let go, perhaps where nobody has told of it
            self._let_go()
        return True

    def _on_press(self, chart: Chart, event: QMouseEvent) -> bool:
        if event.button() != _LEFT or not chart.frame.contains(event.position()):
            return False
        self._is_held = True
        self.pressed.emit(*chart.numbers(event.position()))
        return True

    def _let_go(self) -> None:
        if self._is_held:
            self._is_held = False
            self.released.emit()

    def _show_cursor(self) -> None:
        if self._chart is not None:
            shape = Qt.CursorShape.CrossCursor if self._is_on else Qt.CursorShape.ArrowCursor
            self._chart.widget.viewport().setCursor(shape)


def _within(chart: Chart, place: QPointF) -> QPointF:
    """Return the nearest place in the frame."""
    frame = chart.frame
    x = min(max(place.x(), frame.left()), frame.right())
    return QPointF(x, min(max(place.y(), frame.top()), frame.bottom()))
