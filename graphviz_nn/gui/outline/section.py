"""What the sections of the outline are made of: titles, rows, and buttons that open what is folded away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.label import Label, without_keys

Content = TypeVar("Content", bound=QWidget)


class Ask(Protocol):
    """Performs a command of the session."""

    def __call__(self, command: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        """Perform it with these arguments after the session."""


class Section(QWidget):
    """A titled column of rows; its title closes and opens it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.body = QWidget()
        self.title = Opener(title, "Close this section, or open it again.", self.body)
        self.title.setText(title)
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setChecked(True)
        set_kind(self.title, "section")
        self.head = QHBoxLayout()
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self.head)
        self._column.addWidget(self.body)

    def set_title(self, title: str) -> None:
        """Say what the section holds."""
        self.title.setText(without_keys(title))
        self.title.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the others."""
        self._rows.addWidget(widget)

    def show_space(self, theme: Theme) -> None:
        """Take over the theme's spaces."""
        self._column.setContentsMargins(0, 0, 0, theme.space(3))
        for column in (self._column, self._rows):
            column.setSpacing(theme.space(1))
        draw_opener(self.title, theme, 12)


class Opener(QToolButton):
    """A small button that shows a widget while it is checked; `draw_opener` gives it its chevron.

    Attributes:
        opens: the widget.

    """

    def __init__(self, name: str, tip: str, opens: QWidget) -> None:
        super().__init__()
        _prepare(self, name, tip)
        self.opens = opens
        self.setCheckable(True)
        self.toggled.connect(opens.setVisible)
        opens.hide()


class Folded(QWidget, Generic[Content]):
    """Holds a widget that is made once it is to be seen, or asked for: most of what is folded away never is.

    Before that it would cost as much as what is in sight, when a window opens and at each change of theme.
    """

    def __init__(self, make: Callable[[], Content]) -> None:
        super().__init__()
        self._make, self._told = make, dict[str, Callable[[Content], None]]()
        self._content: Content | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> Content:
        """The widget; made now, and told all that it missed, if it was not yet."""
        if self._content is None:
            self._content = self._make()
            for show in self._told.values():
                show(self._content)
            self._column.addWidget(self._content)
        return self._content

    def tell(self, what: str, show: Callable[[Content], None]) -> None:
        """Let the widget show something, now or when it is made; then only the newest of each kind."""
        self._told[what] = show
        if self._content is not None:
            show(self._content)

    def setVisible(self, visible: bool) -> None:
        """Show what is folded away, or fold it."""
        if visible:
            _ = self.content
        super().setVisible(visible)


class Row(QWidget):
    """A label at the left, inputs at the right."""

    def __init__(self, label: str, *inputs: QWidget, tip: str = "", stretch: int = 0) -> None:
        super().__init__()
        self.setToolTip(tip)
        self.label = Label(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label, 1 - stretch)
        for each in inputs:
            row.addWidget(each, stretch)
        if inputs:
            self.label.setBuddy(inputs[0])


def discard(widget: QWidget) -> None:
    """Take a row away for good: at once out of sight, and gone when what was clicked in it has been dealt with."""
    widget.hide()
    widget.deleteLater()


def small_button(name: str, tip: str) -> QToolButton:
    """Return a small button without a frame; `draw_button` gives it its icon."""
    button = QToolButton()
    _prepare(button, name, tip)
    return button


def _prepare(button: QToolButton, name: str, tip: str) -> None:
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_kind(button, "quiet")


def draw_button(
    button: QToolButton, picture: str, theme: Theme, pixels: float = 15, *, checked: str = ""
) -> None:
    """Give a small button its icon in the theme's colours, and another one for while it is checked."""
    size = theme.pixels(pixels)
    button.setIcon(icon(picture, theme, "muted", checked=checked))
    button.setIconSize(QSize(size, size))


def draw_opener(button: QToolButton, theme: Theme, pixels: float = 15) -> None:
    """Give an opener its chevron in the theme's colours: to the right, and down while it is open."""
    draw_button(button, "chevron_right", theme, pixels, checked="chevron_down")
