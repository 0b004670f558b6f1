"""A frame around the part of the window that the keys go to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QFrame, QWidget

from graphviz_nn.gui.look.style import set_kind

WIDTH = 2  # pixels, as the style sheet draws it


class FocusRing(QFrame):
    """Lies on one widget after the other, and lets through all that happens there."""

    def __init__(self) -> None:
        super().__init__()
        set_kind(self, "focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def surround(self, widget: QWidget | None) -> None:
        """Lie around a widget, or around none."""
        before = self.parentWidget()
        if before is not widget:
            if before is not None:
                before.removeEventFilter(self)
            self.setParent(widget)
            if widget is not None:
                widget.installEventFilter(self)
        self.setVisible(widget is not None)
        self._fit()

    def _fit(self) -> None:
        widget = self.parentWidget()
        if widget is None:
            return
        self.setGeometry(widget.rect())
        # What is below must not be painted anew with it.
        inside = self.rect().adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)
        self.setMask(QRegion(self.rect()).subtracted(QRegion(inside)))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay around the widget when that is resized."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False
