"""A number to be typed, or several, checked against the setting that it is."""

from __future__ import annotations

from typing import Any, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from graphviz_nn.errors import SettingError
from graphviz_nn.gui.widgets.line import Line
from graphviz_nn.settings import Field, typed, written

Value: TypeAlias = float | tuple[int, ...] | list[Any] | dict[str, float] | None


class NumberEdit(Line):
    """A number or a few, also by name; None is an empty line, which can be asked for where the setting is optional.

    Attributes:
        field: the setting.

    Signals: `changeRequested(object)` once another number was typed.
    """

    changeRequested = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__(field.setting.label, field.tip)
        self.field = field
        self._value: Value = None

    @property
    def value(self) -> Value:
        """What is shown."""
        return self._value

    def show_value(self, value: Value, inherited: str = "") -> None:
        """Show a number, unless another is just being typed; `inherited` says what holds where there is none."""
        self._value = value
        self.setPlaceholderText(inherited or self.field.setting.empty)
        if not self.is_typed_in():
            self.write()

    def true_text(self) -> str:
        """Return it as it is written."""
        value = self._value
        if not value and isinstance(value, dict):
            return ""
        return written(value) if value is None or isinstance(value, int | float) else self.field.text(value)

    def take(self, text: str) -> str:
        """Ask for the number, or say what is wrong with it."""
        try:
            value = typed(self.field, text)
        except SettingError as error:
            return str(error)
        if value != self._value:
            self.changeRequested.emit(value)
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no space write over a number."""
        if event.key() != Qt.Key.Key_Space or self.isModified():
            super().keyPressEvent(event)
