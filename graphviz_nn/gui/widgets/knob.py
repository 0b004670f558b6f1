"""A knob: a label, its number to be typed, and a slider below."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from graphviz_nn.gui.widgets.number_edit import NumberEdit

PLACES = 1000


@dataclass(frozen=True)
class Scale:
    """What a slider's places mean.

    Attributes:
        least, most: the numbers at its ends; above 0 on a logarithmic scale.
        is_log: whether equal ways mean equal ratios.
        is_whole: whether only whole numbers are meant.

    """

    least: float
    most: float
    is_log: bool = False
    is_whole: bool = False

    def place(self, value: float) -> int:
        """Return the place of a number, from 0 to PLACES; numbers beyond the ends are at the ends."""
        if math.isnan(value):
            return 0
        inside = min(max(value, self.least), self.most)
        return round(PLACES * self._way(inside))

    def value(self, place: int) -> float:
        """Return the number at a place, rounded to what a person would choose."""
        way = place / PLACES
        ratio, range_ = self.most / self.least if self.is_log else 1.0, self.most - self.least
        x = self.least * ratio**way if self.is_log else self.least + range_ * way
        return round(x) if self.is_whole else float(f"{x:.2g}" if self.is_log else f"{x:.3g}")

    def _way(self, value: float) -> float:
        if self.is_log:
            return math.log(value / self.least) / math.log(self.most / self.least)
        return (value - self.least) / (self.most - self.least)


class Knob(QWidget):
    """A number to drag, to type, or to move by arrow keys.

    Signals: `changeRequested(float)` while the user changes it; `rejected(str)` says why a text was not taken.
    """

    changeRequested = Signal(float)
    rejected = Signal(str)

    def __init__(self, name: str, scale: Scale, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self.setToolTip(tip)
        self._label = QLabel(name)
        self.edit = NumberEdit(name, tip, whole=scale.is_whole)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(f"{name}, slider")
        self.slider.setRange(0, PLACES)
        self.slider.setSingleStep(PLACES // 100)
        self.slider.setPageStep(PLACES // 10)
        self._label.setBuddy(self.slider)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._label, 0, 0)
        grid.addWidget(self.edit, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        self.edit.changeRequested.connect(self.changeRequested)
        self.edit.rejected.connect(self.rejected)
        self.slider.valueChanged.connect(self._on_slider_moved)

    def show_number(self, value: float) -> None:
        """Show a number, without asking for it."""
        self.edit.show_number(value)
        # A place stands for a range of numbers: a slider that is dragged stays under the pointer.
        if self._scale.value(self.slider.value()) != value:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._scale.place(value))

    def set_scale(self, scale: Scale) -> None:
        """Change what the slider's places mean."""
        if scale != self._scale:
            self._scale = scale
            self.show_number(self.edit.value)

    def _on_slider_moved(self, place: int) -> None:
        value = self._scale.value(place)
        if value != self.edit.value:
            self.changeRequested.emit(value)


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page around it: a setting must not change by scrolling past."""
        event.ignore()
