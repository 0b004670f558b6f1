"""A knob: a setting's label, its number to be typed, and a slider below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QSlider, QWidget

from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.slider_marks import Mark, SliderMarks
from graphviz_nn.gui.widgets.time_keys import DIGIT_KEYS, TIME_KEYS
from graphviz_nn.settings import Field, Scale

_STEPS = 100  # of an arrow key from one end of the slider to the other, at most


class Knob(QWidget):
    """A number to drag, to type, or to move by arrow keys.

    Signals: `changeRequested(object)` while the user changes it; `rejected(str)` says why a text was not taken.
    """

    changeRequested = Signal(object)
    rejected = Signal(str)

    def __init__(self, field: Field, edit: NumberEdit | None = None) -> None:
        super().__init__()
        assert field.setting.slider is not None, f"{field.name} has no slider"
        self.setToolTip(field.tip)
        self.label, self.edit, self.slider = Label(field.setting.label), edit or NumberEdit(field), _Slider()
        self.slider.setAccessibleName(f"{field.setting.label}, slider")
        self.label.setBuddy(self.slider)
        self._scale: Scale = field.setting.slider
        self._marks: SliderMarks | None = None
        self._is_flat = False
        self._set_range()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.label, 0, 0)
        grid.addWidget(self.edit, 0, 1)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        self.edit.changeRequested.connect(self.changeRequested)
        self.edit.rejected.connect(self.rejected)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.slider.typed.connect(self.edit.begin)

    def lie_flat(self) -> None:
        """Put the slider between label and number, where there is more width than height."""
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        for place, widget in enumerate((self.label, self.slider, self.edit)):
            grid.addWidget(widget, 0, place)
        self._is_flat = True
        self._put_marks(grid)
        self.edit.setMaximumWidth(self.edit.sizeHint().width() // 2)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Mark some numbers below the slider, rising, each with a few words."""
        within = [mark for mark in marks if self._scale.least <= mark[0] <= self._scale.most]
        if self._marks is None and within:
            self._marks = SliderMarks(self.slider, self._place_of)
            grid = self.layout()
            assert isinstance(grid, QGridLayout)
            self._put_marks(grid)
        if self._marks is not None:
            self._marks.show_marks(within)

    def _put_marks(self, grid: QGridLayout) -> None:
        """Put the marks below the slider, if there are any."""
        if self._marks is not None:
            grid.addWidget(self._marks, *((1, 1, 1, 1) if self._is_flat else (2, 0, 1, 2)))

    def _place_of(self, number: float) -> int:
        return self._scale.place(number)

    def show_value(self, value: float, inherited: str = "") -> None:
        """Show a number, without asking for it; a knob always has one."""
        self.edit.show_value(value)
        # A place stands for a range of numbers: a slider that is dragged stays under the pointer.
        if self._scale.value(self.slider.value()) != value:
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._scale.place(value))

    def reach(self, most: float) -> None:
        """Let the slider end at another number."""
        self.use_scale(replace(self._scale, most=most))

    def use_scale(self, scale: Scale) -> None:
        """Let the places of the slider mean other numbers."""
        if scale != self._scale:
            self._scale = scale
            with QSignalBlocker(self.slider):
                self._set_range()
            if isinstance(self.edit.value, int | float):
                self.show_value(self.edit.value)

    def _set_range(self) -> None:
        self.slider.setRange(0, self._scale.places)
        self.slider.setSingleStep(max(1, self._scale.places // _STEPS))

    def _on_slider_moved(self, place: int) -> None:
        value = self._scale.value(place)
        if value != self.edit.value:
            self.changeRequested.emit(value)


class _Slider(QSlider):
    """Takes the focus by Tab alone: after a drag, a key must not move what was just set.

    Signals: `typed(str)` with a digit that was typed on it.
    """

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page around it: a setting must not change by scrolling past."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave to time its keys; a digit begins a number."""
        if event.key() in TIME_KEYS:
            event.ignore()
        elif event.key() in DIGIT_KEYS and event.text().isdigit():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
