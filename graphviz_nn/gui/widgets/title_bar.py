"""The quiet title of a panel: a small grey name, and buttons that come when the pointer does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.widgets.label import Label

HEIGHT, LOW = 30, 20  # pixels, whether the buttons are there or not


class TitleButton(NamedTuple):
    """A button of a title.

    Attributes:
        name: what a screen reader calls it.
        tip: one sentence on what it does.
        picture: the name of its icon.
        run: does it.

    """

    name: str
    tip: str
    picture: str
    run: Callable[[], object]


class TitleBar(QWidget):
    """Names a panel; what drags it is the dock that it is on.

    Signals: `doubleClicked()`.
    """

    doubleClicked = Signal()

    def __init__(self, buttons: Sequence[TitleButton], theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_kind(self, "side")
        self._name = Label()
        set_kind(self._name, "section")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._name, 1)
        self._buttons = {button.name: (_made(button), button.picture) for button in buttons}
        self._left_out: frozenset[str] = frozenset()
        self._theme, self._is_low = theme, False
        self._tools: QWidget | None = None
        for made, _ in self._buttons.values():
            self._row.addWidget(made)
        self.show_theme(theme)
        self._show_buttons(False)

    def show_title(self, title: str, hint: str, *left_out: str) -> None:
        """Name another panel, which has no use for some of the buttons."""
        self._name.setText(title)
        self.setToolTip(hint)
        self._left_out = frozenset(left_out)
        self._show_buttons(self.underMouse())

    def show_name(self, name: str) -> None:
        """Call the same panel by another name."""
        self._name.setText(name)

    def show_tools(self, tools: QWidget | None) -> None:
        """Hold a panel's own controls at the right of its name; those of before are hidden, if they are still here."""
        before, self._tools = self._tools, tools
        if before is not None and before is not tools and before.parent() is self:
            before.setParent(None)
        if tools is not None and tools.parent() is not self:
            self._row.insertWidget(1, tools)
        if tools is not None:
            tools.show()

    def set_low(self, low: bool) -> None:
        """Take as little height as the name needs, or the usual one."""
        self._is_low = low
        self.show_theme(self._theme)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        above, below = theme.space(0.25 if self._is_low else 1.5), theme.space(0.25 if self._is_low else 0.5)
        self._row.setContentsMargins(theme.space(INSET), above, theme.space(2), below)
        self._row.setSpacing(theme.space(1))
        size = QSize(theme.pixels(14), theme.pixels(14))
        for button, picture in self._buttons.values():
            button.setIcon(icon(picture, theme, "muted"))
            button.setIconSize(size)
        # A dock asks for the height of the hint alone, and very often: a least height of its own it would not know.
        self._name.setFixedHeight(theme.pixels(LOW if self._is_low else HEIGHT) - above - below)

    def _show_buttons(self, shown: bool) -> None:
        for name, (button, _) in self._buttons.items():
            button.setVisible(shown and name not in self._left_out)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell it, and keep it from the dock, which would float."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.doubleClicked.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the buttons."""
        self._show_buttons(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Put the buttons away."""
        self._show_buttons(False)


def _made(about: TitleButton) -> QToolButton:
    button = QToolButton()
    button.setToolTip(about.tip)
    button.setAccessibleName(about.name)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the View menu does the same by keyboard
    button.clicked.connect(about.run)
    set_kind(button, "quiet")
    return button
