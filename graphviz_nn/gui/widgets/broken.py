"""What stands in place of a widget that cannot be shown: a word on it, and a report to copy."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.label import Label

COPY, COPIED = "Copy report", "Copied"
WIDEST = 420  # pixels of its words
ROOMY = (190, 110)  # pixels that words and a button need; in less there is a picture to click on


class Broken(QWidget):
    """Lies over a widget, which is not painted below it; goes when it is lifted.

    Attributes:
        report: what is copied.

    """

    def __init__(self, over: QWidget, title: str, error: str, report: str, theme: Theme) -> None:
        super().__init__(over)
        self._over, self._theme, self.report = over, theme, report
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else Qt would paint what lies below first
        self._heading = _label(f"{title} cannot be shown", "name")
        self._words = _label(
            "A fault of the program; your work is untouched. It is tried again at the next change.", ""
        )
        self._error = _label(error, "hint")
        self._button, self._small = QPushButton(COPY), QToolButton()
        self._button.clicked.connect(self._on_copy)
        self._small.clicked.connect(self._on_copy)
        whole = f"{self._heading.text()}. {self._words.text()}\n{error}"
        self.setAccessibleName(whole)
        self.setToolTip(whole)
        self._small.setAccessibleName(f"{COPY}: {self._heading.text()}")
        self._lay_out()
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self._fit()
        self.raise_()
        self.show()

    @property
    def words(self) -> str:
        """What it says."""
        return "\n".join(label.text() for label in (self._heading, self._words, self._error))

    def lift(self) -> None:
        """Let what lies below be seen, and painted, again."""
        self._over.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _lay_out(self) -> None:
        theme = self._theme
        size = theme.pixels(24)
        self._picture = Label()
        self._picture.setPixmap(icon("error", theme, "error").pixmap(size, size))
        self._small.setIcon(icon("error", theme, "error"))
        set_kind(self._small, "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(2), 0, theme.space(2), 0)
        column.setSpacing(theme.space(1))
        column.addStretch(1)
        for part in (self._picture, self._heading, self._words, self._error, self._button):
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(part, 0 if part is self._button else 100)
            row.addStretch(1)
            column.addLayout(row)
            part.setMaximumWidth(theme.pixels(WIDEST))
        column.insertSpacing(column.indexOf(row), theme.space(1))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._small, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)

    def _fit(self) -> None:
        """Say as much as there is room for."""
        wide, high = (self._theme.pixels(length) for length in ROOMY)
        roomy = self.width() >= wide and self.height() >= high
        for part in (self._heading, self._button):
            part.setVisible(roomy)
        for part in (self._picture, self._words, self._error):
            part.setVisible(roomy and self.height() >= 2 * high)
        self._small.setVisible(not roomy)
        in_words = (
            self.width() >= self._small.fontMetrics().horizontalAdvance(self._heading.text()) + wide / 2
        )
        self._small.setText(f"{self._heading.text()}. {COPY}" if in_words else "")
        style = Qt.ToolButtonStyle
        self._small.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if in_words else style.ToolButtonIconOnly
        )

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self._button.setText(COPIED)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what it lies over, and above all that comes into that."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        elif event.type() == QEvent.Type.ChildAdded:
            self.raise_()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less in less room."""
        super().resizeEvent(event)
        self._fit()

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Cover all that lies below."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), self._theme.color("surface"))


def lift_all(plates: list[Broken]) -> None:
    """Lift what lies over widgets, as far as these have not gone, and forget it."""
    while plates:
        plate = plates.pop()
        if isValid(plate):
            plate.lift()


def _label(text: str, kind: str) -> Label:
    label = Label(text)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    if kind:
        set_kind(label, kind)
    return label
