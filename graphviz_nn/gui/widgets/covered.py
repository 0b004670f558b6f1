"""A plain field in place of a word that is covered until somebody asks for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QToolButton, QWidget

from graphviz_nn.gui.look.style import set_kind

WIDTH = 5  # times its height


class Covered(QToolButton):
    """A plain field as high as a line of text; a click or a key on it asks for what it covers."""

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{what}, covered")
        self.setToolTip(f"Uncover the {what}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_kind(self, "covered")

    def sizeHint(self) -> QSize:
        """Take the place of a word."""
        height = self.fontMetrics().height()
        return QSize(WIDTH * height, height)


def show_or_cover(word: QWidget, field: QAbstractButton, *, covered: bool) -> None:
    """Show a word, or the field in its place."""
    word.setVisible(not covered)
    field.setVisible(covered)
