"""A text that leaves out its last parts where there is no room for them, and ends in … where there is none for one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from graphviz_nn.gui.widgets.label import MOST_LETTERS, Label
from graphviz_nn.text import shortened

SPARE = 2  # pixels: widths are rounded
BETWEEN = " · "  # the parts of a text that can do without the last of them


class Elided(Label):
    """One line; its tool tip has the whole text, and what else there is to say.

    Attributes:
        full_text: the whole text.

    """

    def __init__(self) -> None:
        super().__init__()
        self.full_text, self._more = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str, more: str = "") -> None:
        """Show a text, as much as fits, and more in the tool tip."""
        text = shortened(text, MOST_LETTERS)
        if text != self.full_text:
            self.full_text = text
            self.updateGeometry()
        self._more = more
        self.setToolTip("\n".join(filter(None, (text, more))))
        self.setText(
            self.fontMetrics().elidedText(self._fitting(text), Qt.TextElideMode.ElideRight, self.width())
        )

    def _fitting(self, text: str) -> str:
        """Return as many whole parts of a text as there is room for, and the first one at least."""
        while BETWEEN in text and self.fontMetrics().horizontalAdvance(text) > self.width():
            text = text.rpartition(BETWEEN)[0]
        return text

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
        self.show_text(self.full_text, self._more)
