"""What is wrong with what was typed, said below the field that it was typed into."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.label import Label

_WIDEST = 34  # of its words, in widths of a letter


class Fault(Label):
    """Lies over what is below the field, within the window; the mouse does not meet it."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self._field = field
        field.destroyed.connect(self.deleteLater)  # it belongs to the window once it has been shown
        set_kind(self, "fault")
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, words: str) -> None:
        """Show what is wrong, or with "" that nothing is."""
        self.setText(words)
        self._field.setProperty("wrong", bool(words))
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
        if not words:
            self.hide()
            return
        window = self._field.window()
        self.setParent(window)
        self.setFixedWidth(min(_WIDEST * self.fontMetrics().averageCharWidth(), window.width()))
        self.adjustSize()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        above = below.y() - self._field.height() - 4 - self.height()
        top = below.y() if below.y() + self.height() <= window.height() else max(above, 0)
        self.move(min(max(below.x(), 0), window.width() - self.width()), top)
        self.show()
        self.raise_()
