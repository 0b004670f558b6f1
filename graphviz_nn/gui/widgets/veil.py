"""A veil over a picture that is being computed anew: the old one stays to be seen, and tells that it is old."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.shapes import faint

PATIENCE_MS = 200  # what is there sooner needs no veil: it would only flicker
OPACITY = 0.55


class Veil(QWidget):
    """Covers a widget while its picture is old; the mouse reaches what lies below."""

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self._over, self._theme = over, theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE_MS)
        self._timer.timeout.connect(self._on_patience_ended)
        over.installEventFilter(self)

    def show_old(self, is_old: bool) -> None:
        """Cover the picture soon, or uncover it at once."""
        if not is_old:
            self._timer.stop()
            self.hide()
        elif not self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def use_theme(self, theme: Theme) -> None:
        """Take over the colour."""
        self._theme = theme
        self.update()

    def _on_patience_ended(self) -> None:
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the picture."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return False

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay the ground's colour over the picture, thin enough to see through."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), faint(self._theme.color("surface"), OPACITY))
