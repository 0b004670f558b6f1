"""Large fields to click on: a choice with its letter, and what covers the answer."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting

_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_STYLE = Qt.PenStyle
MINE = "✓"


class LargeField(QAbstractButton):
    """Its letter, if it has one; its words in as many lines as they need; while checked, a tick and a bold frame."""

    def __init__(self, theme: Theme, letter: str = "") -> None:
        super().__init__()
        self._letter, self._theme = letter, theme
        self.setCheckable(bool(letter))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_choice(self, words: str, *, mine: bool) -> None:
        """Show an answer, and whether it is one's own."""
        self.show_words(words)
        self.setChecked(mine)
        self.setAccessibleName(f"{self._letter}: {words}")
        self.setToolTip(f"Mark it as your own choice, or take the mark back (Alt+{self._letter.upper()}).")

    def show_words(self, words: str) -> None:
        """Show other words."""
        if words != self.text():
            self.setText(words)
            self.setShortcut(QKeySequence())  # Qt takes one from an & in them
            self.updateGeometry()

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.setFont(theme.font("body"))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Return the room for all words."""
        words = self._words_in(width)
        high = self.fontMetrics().boundingRect(words, _FLAGS, self.text()).height()
        return high + self._theme.space(2)

    def sizeHint(self) -> QSize:
        """Return room for the words in one line."""
        wide = (
            self.width()
            - self._words_in(self.width()).width()
            + self.fontMetrics().horizontalAdvance(self.text())
        )
        return QSize(wide, self.fontMetrics().height() + self._theme.space(2))

    def minimumSizeHint(self) -> QSize:
        """Return room for a few words in each line."""
        return QSize(self._theme.pixels(120), self.fontMetrics().height() + self._theme.space(2))

    def _words_in(self, width: int) -> QRect:
        left, right = (8, 6) if self._letter else (2.5, 2.5)
        return QRect(self._theme.space(left), 0, width - self._theme.space(left + right), 10_000)

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the letter, the words, and the tick."""
        theme, mine = self._theme, self.isChecked()
        edge = 2.0 if mine else 1.0
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        with painting(self) as painter:
            painter.setRenderHint(painter.RenderHint.Antialiasing)
            color = theme.color(
                "focus" if self.hasFocus() else "text" if mine or self.underMouse() else "line"
            )
            painter.setPen(QPen(color, 2 * edge, _STYLE.SolidLine if self._letter else _STYLE.DashLine))
            painter.setBrush(theme.color("selected") if mine else theme.color("surface"))
            painter.drawRoundedRect(frame, theme.space(1.5), theme.space(1.5))
            painter.setPen(theme.color("text"))
            words = self._words_in(self.width())
            words.setHeight(self.height())
            painter.setFont(self.font())
            painter.drawText(words, _FLAGS, self.text())
            bold = theme.font("body_bold")
            bold.setPixelSize(self.font().pixelSize())
            painter.setFont(bold)
            side = QRect(0, 0, theme.space(8), self.height())
            painter.drawText(side, Qt.AlignmentFlag.AlignCenter, self._letter)
            if mine:
                side.moveRight(self.width())
                painter.drawText(side, Qt.AlignmentFlag.AlignCenter, MINE)
