"""A few words to be typed."""

from __future__ import annotations

from PySide6.QtCore import Signal

from graphviz_nn.gui.widgets.line import Line
from graphviz_nn.settings import Field


class WordEdit(Line):
    """The text of a setting.

    Signals: `changeRequested(object)` once another text was typed.
    """

    changeRequested = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__(field.setting.label, field.tip)
        self._value = ""

    def show_value(self, value: str, inherited: str = "") -> None:
        """Show a text, unless another is just being typed; `inherited` says what holds where there is none."""
        self._value = value
        self.setPlaceholderText(inherited)
        if not self.is_typed_in():
            self.write()

    def true_text(self) -> str:
        """Return the text that is true now."""
        return self._value

    def take(self, text: str) -> str:
        """Ask for the text."""
        if text != self._value:
            self.changeRequested.emit(text)
        return ""
