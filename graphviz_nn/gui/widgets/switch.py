"""A switch: on or off, with its name beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QCheckBox

from graphviz_nn.faults import contained
from graphviz_nn.gui.painting import painting

_ROLE = QPalette.ColorRole


class Switch(QCheckBox):
    """A check box drawn as a groove and a knob, which is at the right and filled when on; `clicked` is the user's.

    By a click it takes no focus: Space is time's then.
    """

    def __init__(self, name: str, tip: str) -> None:
        super().__init__(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return room for the groove and the name."""
        metrics = self.fontMetrics()
        return QSize(
            self._text_left + metrics.horizontalAdvance(self.text()) + 2, round(metrics.height() * 1.5)
        )

    def minimumSizeHint(self) -> QSize:
        """Return the same: nothing of it can be left out."""
        return self.sizeHint()

    def hitButton(self, place: object) -> bool:
        """Take a click anywhere on it."""
        return True

    @property
    def _height(self) -> float:
        return self.fontMetrics().height() * 0.85

    @property
    def _text_left(self) -> int:
        return round(self._height * 2.4)

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw groove, knob and name."""
        # The application's palette: a style sheet makes the widget's own transparent.
        palette = QApplication.palette()
        ink = palette.color(_ROLE.WindowText)
        quiet = palette.color(_ROLE.PlaceholderText) if self.isEnabled() else palette.color(_ROLE.Mid)
        high, wide = self._height, self._height * 1.75
        groove = QRectF(1, (self.height() - high) / 2, wide, high)
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(ink if self.isChecked() else quiet, 1.2))
            on = ink if self.isEnabled() else quiet
            painter.setBrush(on if self.isChecked() else palette.color(_ROLE.Base))
            painter.drawRoundedRect(groove, high / 2, high / 2)
            gap = high * 0.2
            x = groove.right() - high + gap if self.isChecked() else groove.left() + gap
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(_ROLE.Base) if self.isChecked() else quiet)
            painter.drawEllipse(QRectF(x, groove.top() + gap, high - 2 * gap, high - 2 * gap))
            painter.setPen(ink)
            words = QRectF(self._text_left, 0, self.width() - self._text_left, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
            if self.hasFocus():
                painter.setPen(QPen(ink, 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
