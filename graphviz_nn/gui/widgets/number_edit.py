"""A number to be typed: Enter takes it, Escape takes it back."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from graphviz_nn.text import MINUS


class NumberEdit(QLineEdit):
    """One number, right-aligned; NaN is an empty line, which can be asked for where the number is optional.

    Signals: `changeRequested(float)` once another number was typed; `rejected(str)` says why a text was not taken.
    """

    changeRequested = Signal(float)
    rejected = Signal(str)

    def __init__(self, name: str, tip: str, *, whole: bool = False, optional: bool = False) -> None:
        super().__init__()
        self._name, self._whole, self._optional = name, whole, optional
        self._value = math.nan
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setProperty("kind", "inline")
        self.editingFinished.connect(self._on_finished)

    @property
    def value(self) -> float:
        """The number that is shown."""
        return self._value

    def show_number(self, value: float) -> None:
        """Show a number, unless another is just being typed."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._write()

    def _on_finished(self) -> None:
        if not self.isModified():
            return
        text, before = self.text().strip(), self._value
        self._write()
        try:
            value = self._read(text)
        except ValueError:
            sort = "whole number" if self._whole else "number"
            self.rejected.emit(f"{self._name} is {text!r}, which is no {sort}. Type a {sort}.")
            return
        if value != before and not (math.isnan(value) and math.isnan(before)):
            self.changeRequested.emit(value)

    def _read(self, text: str) -> float:
        if not text and self._optional:
            return math.nan
        plain = text.replace(MINUS, "-").replace(" ", "")
        return int(plain) if self._whole else float(plain.replace(",", "."))

    def _write(self) -> None:
        self.setText(_text(self._value))
        self.setModified(False)
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the text back on Escape; let no space write over a number."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._write()
        elif event.key() != Qt.Key.Key_Space or self.isModified():
            super().keyPressEvent(event)


def _text(value: float) -> str:
    if math.isnan(value):
        return ""
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", " ").replace("-", MINUS)
    return f"{value:.6g}".replace("-", MINUS)
