"""Marks below a slider, at numbers that mean something: a tick with a few words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.painting import painting

TICK = 4.0  # pixels
APART = 3.0  # between the words of two
Mark = tuple[float, str]


class SliderMarks(QWidget):
    """Draws ticks where a slider's handle stands for some numbers, with words where there is room; a tip has them all.

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
        """Show other marks; those beyond the slider's ends are left out.

        Their room stays where there are none at the moment: else all below would jump at each step of time.
        """
        if tuple(marks) == self.marks:
            return
        self.marks = tuple(marks)
        told = [f"{words} at {number:.4g}" for number, words in marks]
        self.setAccessibleName(", ".join(told))
        self.setToolTip("\n".join(told))
        self.setHidden(self.isHidden() and not self.marks)
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
            for number, _ in self.marks:
                x = self.x_of(number)
                painter.drawLine(QPointF(x, 0.0), QPointF(x, TICK))
            for place, area in self.areas().items():
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.marks[place][1])

    def areas(self) -> dict[int, QRectF]:
        """Return where the words of each mark stand, by its place; of what would run into others none do.

        The words of the first have the first choice, at its left, and then those of the last, at its right.
        """
        last = len(self.marks) - 1
        taken: dict[int, QRectF] = {}
        for place in dict.fromkeys((0, last, *range(last))) if self.marks else ():
            number, words = self.marks[place]
            x, wide = self.x_of(number), self.fontMetrics().horizontalAdvance(words) + 1
            wished = (x - wide, x) if place == 0 else (x, x - wide)
            if not last:
                wished = (min(max(x - wide / 2, 0.0), self.width() - wide),) * 2
            for left in wished:
                area = QRectF(left, TICK, wide, self.height() - TICK)
                apart = area.adjusted(-APART, 0, APART, 0)
                is_inside = not last or 0 <= left <= self.width() - wide
                if is_inside and not any(apart.intersects(other) for other in taken.values()):
                    taken[place] = area
                    break
        return taken
