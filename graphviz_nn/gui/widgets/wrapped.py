"""A text of several lines that remembers how high it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent

from graphviz_nn.gui.widgets.label import Label


class Wrapped(Label):
    """A label that breaks its lines; layouts ask for its height a dozen times, and each time it would lay them out."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self._measured = ""
        self._heights: dict[int, int] = {}

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width, measured once for each text."""
        text = self.text()
        if text != self._measured:
            self._measured = text
            self._heights.clear()
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew in another font or style."""
        self._heights.clear()
        super().changeEvent(event)
