"""The quiet title of a dock: a small grey name, and two buttons that come when the pointer does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme

HEIGHT = 30  # pixels, whether the buttons are there or not


class TitleBar(QWidget):
    """Names a dock; dragging it moves the dock, a double click floats it."""

    def __init__(self, dock: QDockWidget, title: str, hint: str, theme: Theme) -> None:
        super().__init__(dock)
        self._dock = dock
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_kind(self, "side")
        self.setToolTip(hint)
        self._name = QLabel(title)
        set_kind(self._name, "section")
        self._float = _button("Float this panel, or dock it again", "Float")
        self._close = _button("Close this panel; the View menu brings it back", "Close")
        self._float.clicked.connect(self._on_float)
        self._close.clicked.connect(dock.close)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._float)
        self._row.addWidget(self._close)
        self.show_theme(theme)
        self._show_buttons(False)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        above, below = theme.space(1.5), theme.space(0.5)
        self._row.setContentsMargins(theme.space(INSET), above, theme.space(2), below)
        self._row.setSpacing(theme.space(1))
        size = QSize(theme.pixels(14), theme.pixels(14))
        for button, name in ((self._float, "float_panel"), (self._close, "close")):
            button.setIcon(icon(name, theme, "muted"))
            button.setIconSize(size)
        # A dock asks for the height of the hint alone, and very often: a least height of its own it would not know.
        self._name.setFixedHeight(theme.pixels(HEIGHT) - above - below)

    def _on_float(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())

    def _show_buttons(self, shown: bool) -> None:
        self._float.setVisible(shown)
        self._close.setVisible(shown)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the buttons."""
        self._show_buttons(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Put the buttons away."""
        self._show_buttons(False)


def _button(tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(name)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the View menu does the same by keyboard
    set_kind(button, "quiet")
    return button
