"""Put an expression of several lines, as it is pasted, on one line of which nothing is hidden."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QLineEdit

from graphviz_nn.graph import in_one_line


class OneLine(QObject):
    """Writes semicolons where lines end in a field; Qt would show them as spaces, which mean another thing."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        edit.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        if "\n" in text:
            self._edit.selectAll()
            self._edit.insert(in_one_line(text))
