"""The line that tells the user something: what happened, what was wrong, and how to mend it.

It lies over the lower edge of what the window shows, which stays as it is below it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.broken import COPIED, COPY
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.session.state import Message

STAY_MS = 6000
_TOKENS = {"info": "muted", "warning": "warning", "error": "error"}


class MessageBar(QWidget):
    """Shows the newest message; an error stays until it is dismissed or mended."""

    dismissed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._message = theme, Message("", "info", 0)
        self._picture, self._words = Label(), Wrapped()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = QToolButton()
        self._copy.clicked.connect(self._on_copy)
        self._close = QToolButton()
        self._close.setToolTip("Put this message away")
        self._close.setAccessibleName("Dismiss")
        self._close.clicked.connect(self._on_close)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._copy)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.show_theme(theme)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def lie_on(self, host: QWidget) -> None:
        """Take a place over the lower edge of a widget, however large that becomes."""
        self.setParent(host)
        host.installEventFilter(self)
        self._place()

    def show_message(self, message: Message | None) -> None:
        """Show a message if it is a new one."""
        if message is None or message.number == self._message.number:
            return
        self._message = message
        self._copy.setText(COPY)
        self._copy.setVisible(bool(message.report))
        self._words.setText(message.text)
        self.setAccessibleName(f"{message.kind}: {message.text}")
        self._draw()
        self._place()
        self.show()
        self.raise_()
        self._timer.stop()
        if message.kind != "error" and not message.report:
            self._timer.start(STAY_MS)

    def put_away(self) -> None:
        """Hide what was said: it is no longer so. What there is a report of has been so, and stays to be copied."""
        if self._message.report:
            return
        self._timer.stop()
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self._row.setContentsMargins(theme.space(3), theme.space(1), theme.space(2), theme.space(1))
        self._close.setIcon(icon("close", theme, "muted"))
        self._draw()
        self._place()

    def _draw(self) -> None:
        kind = self._message.kind
        size = self._theme.pixels(18)
        self._picture.setPixmap(icon(kind, self._theme, _TOKENS[kind]).pixmap(size, size))
        set_kind(self, f"message_{kind}")

    def _place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            self.ensurePolished()
            # Not that of the size hint too: it is for words broken into a narrow column.
            height = self._row.heightForWidth(host.width())
            self.setGeometry(0, host.height() - height, host.width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._message.report)
        self._copy.setText(COPIED)

    def _on_close(self) -> None:
        self.hide()
        self.dismissed.emit()
