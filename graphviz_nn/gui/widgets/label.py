"""Words on the screen as they are: what a file calls something is never markup, and never a key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from graphviz_nn.text import shortened

MOST_LETTERS = 2_000  # that anyone reads, and Qt lays out at once


class Label(QLabel):
    """A text, or a picture; Qt itself would guess from the text whether it is HTML, and load what that names."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text, as much of it as can be read; markup, which is ours, is left whole."""
        is_plain = self.textFormat() == Qt.TextFormat.PlainText
        super().setText(shortened(text, MOST_LETTERS) if is_plain else text)

    def setMinimumHeight(self, height: int) -> None:
        """Be at least so high; Qt alone would remember the size that it wished for with the least one before."""
        super().setMinimumHeight(height)
        self.setIndent(self.indent())


def without_keys(name: str) -> str:
    """Return what shows a name on a button, in a menu or on a tab: there `&` would mark a key."""
    return shortened(name, MOST_LETTERS).replace("&", "&&")


def as_title(name: str) -> str:
    """Return what shows a name in a window's title: there `[*]` would stand for unsaved changes."""
    return shortened(name, MOST_LETTERS).replace("[*]", "[*][*]")
