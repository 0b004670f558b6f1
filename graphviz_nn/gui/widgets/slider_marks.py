"""Marks below a slider, at numbers that mean something: a tick with a few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.painting import painting

TICK = 4.0  # pixels
Mark = tuple[float, str]


class SliderMarks(QWidget):
    """Draws ticks where a slider's handle stands for some numbers, the words of the first of them to its left.

    Attributes:
        marks: the numbers, rising, each with its words.

    """

    def __init__(self, slider: QSlider, place_of: Callable[[float], int]) -> None:
        super().__init__()
        self.marks: tuple[Mark, ...] = ()
        self._slider, self._place_of = slider, place_of
        set_kind(self, "hint")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show other marks; those beyond the slider's ends are left out."""
        if tuple(marks) == self.marks:
            return
        self.marks = tuple(marks)
        self.setAccessibleName(", ".join(f"{words} at {number:.4g}" for number, words in marks))
        self.setVisible(bool(self.marks))
        self.update()

    def x_of(self, number: float) -> float:
        """Return where the middle of the slider's handle stands for a number, in pixels."""
        option = QStyleOptionSlider()
        self._slider.initStyleOption(option)
        style, slider = self._slider.style(), self._slider
        handle = style.pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, slider)
        room = slider.width() - handle
        low, high = slider.minimum(), slider.maximum()
        return handle / 2 + QStyle.sliderPositionFromValue(low, high, self._place_of(number), room)

    def sizeHint(self) -> QSize:
        """Take a line of words, and the ticks above it."""
        return QSize(0, round(self.fontMetrics().height() + TICK))

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ticks and words."""
        with painting(self) as painter:
            painter.setPen(self.palette().windowText().color())
            for place, (number, words) in enumerate(self.marks):
                self._draw(painter, self.x_of(number), words, place < len(self.marks) - 1)

    def _draw(self, painter: QPainter, x: float, words: str, is_left: bool) -> None:
        painter.drawLine(QPointF(x, 0.0), QPointF(x, TICK))
        wide = self.fontMetrics().horizontalAdvance(words)
        # Only the last may stand below its tick: the words of two that are near would run into each other.
        wanted = x - wide if is_left else x if len(self.marks) > 1 else x - wide / 2
        left = min(max(wanted, 0.0), self.width() - wide)
        area = QRectF(left, TICK, wide + 1, self.height() - TICK)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
