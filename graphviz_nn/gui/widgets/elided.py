"""A text that ends in … where there is no room for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

SPARE = 2  # pixels: widths are rounded


class Elided(QLabel):
    """One line; its tool tip has the whole text.

    Attributes:
        full_text: the whole text.

    """

    def __init__(self) -> None:
        super().__init__()
        self.full_text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show a text, as much as fits."""
        if text != self.full_text:
            self.full_text = text
            self.updateGeometry()
        self.setToolTip(text)
        self.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width()))

    def sizeHint(self) -> QSize:
        """Wish for room for the whole text."""
        return QSize(
            self.fontMetrics().horizontalAdvance(self.full_text) + SPARE, super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        """Do without any, where there is none."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        self.show_text(self.full_text)
