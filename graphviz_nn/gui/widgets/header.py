"""The top line: the program's name, its menus, the title, and the switches that a lecturer needs at hand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.label import Label

LEAST_TITLE = 60  # pixels
GAP = 24  # pixels between the depths and the tools


class Header(QWidget):
    """One row over the whole window."""

    def __init__(
        self, menus: QMenuBar, depths: Sequence[QAction], tools: Sequence[QAction], theme: Theme
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_kind(self, "header")
        self._name = Label("graphviz_nn")
        set_kind(self._name, "name")
        self._title = Elided()
        set_kind(self._title, "muted")
        menus.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._menus = menus
        self._depths, self._tools = ([_Pill(action) for action in actions] for actions in (depths, tools))
        self._pills = [*self._depths, *self._tools]
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._name)
        self._row.addWidget(menus)
        self._row.addWidget(self._title, 1)
        for pill in self._depths:
            self._row.addWidget(pill)
        self._row.addSpacing(GAP)
        for pill in self._tools:
            self._row.addWidget(pill)
        self.show_theme(theme)

    @property
    def _spare(self) -> list[list[QWidget]]:
        """What can be left out, the least needed first; a choice of depths without one of them would mislead."""
        tools: list[list[QWidget]] = [[pill] for pill in reversed(self._tools)]
        return [[self._name], *tools, [*self._depths]]

    @property
    def title(self) -> str:
        """What is open."""
        return self._title.full_text

    def show_title(self, title: str) -> None:
        """Say what is open."""
        self._title.show_text(title)

    def show_theme(self, theme: Theme) -> None:
        """Take over the sizes."""
        self._theme = theme
        self._row.setContentsMargins(theme.space(4), theme.space(1.5), theme.space(3), theme.space(1.5))
        self._row.setSpacing(theme.space(2))
        for pill in self._pills:
            pill.setIconSize(QSize(theme.pixels(16), theme.pixels(16)))
        self._fit()

    def _fit(self) -> None:
        """Leave out what the menus, or the frame of the window, say too, until every menu has room."""
        gap = self._row.spacing()
        sides = self._row.contentsMargins().left() + self._row.contentsMargins().right()
        spare = self._spare
        needed = [_wide(group, gap) for group in spare]
        room = self.width() - sides - GAP - self._theme.pixels(LEAST_TITLE) - gap - sum(needed)
        room -= _wide([self._menus], gap)
        for group, wide in zip(spare, needed, strict=True):
            for widget in group:
                widget.setVisible(room >= 0)
            room += 0 if room >= 0 else wide

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the new width."""
        self._fit()


def _wide(group: Sequence[QWidget], gap: int) -> int:
    """Return the width of widgets, each with a gap beside it."""
    return sum(widget.sizeHint().width() + gap for widget in group)


class _Pill(QToolButton):
    """An action as a pill: its icon alone if it has one, else its name."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setDefaultAction(action)
        set_kind(self, "pill")
        style = Qt.ToolButtonStyle
        only_icon = bool(action.property("only_icon"))
        self.setToolButtonStyle(style.ToolButtonIconOnly if only_icon else style.ToolButtonTextOnly)
        self.setAccessibleName(action.text())
