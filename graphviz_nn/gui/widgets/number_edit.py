"""A number to be typed, checked against the setting that it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from graphviz_nn.errors import SettingError
from graphviz_nn.gui.widgets.line import Line
from graphviz_nn.settings import Field, typed, written


class NumberEdit(Line):
    """One number; None is an empty line, which can be asked for where the setting is optional.

    Signals: `changeRequested(object)` once another number was typed; `rejected(str)` says why a text was not taken.
    """

    changeRequested = Signal(object)
    rejected = Signal(str)

    def __init__(self, field: Field) -> None:
        super().__init__(field.setting.label, field.tip)
        self._field = field
        self._value: float | None = None

    @property
    def value(self) -> float | None:
        """The number that is shown."""
        return self._value

    def show_value(self, value: float | None, inherited: str = "") -> None:
        """Show a number, unless another is just being typed; `inherited` says what holds where there is none."""
        self._value = value
        self.setPlaceholderText(inherited or self._field.setting.empty)
        if not self.is_typed_in():
            self.write()

    def true_text(self) -> str:
        """Return the number as it is written."""
        return written(self._value)

    def take(self, text: str) -> None:
        """Ask for the number, or say what is wrong with it."""
        try:
            value = typed(self._field, text)
        except SettingError as error:
            self.rejected.emit(str(error))
            return
        if value != self._value:
            self.changeRequested.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no space write over a number."""
        if event.key() != Qt.Key.Key_Space or self.isModified():
            super().keyPressEvent(event)
