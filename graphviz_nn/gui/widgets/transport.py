"""The transport: the debugger's verbs as buttons with their keys, the timeline, and the speed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from graphviz_nn.gui.style import set_kind
from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.strip import Strip
from graphviz_nn.gui.widgets.timeline import Timeline

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
ROOM = 1000  # pixels below which the buttons do without their keys


class Transport(QWidget):
    """Buttons, timeline and speed.

    Signals: `speedRequested(float)`; and those of its `timeline`.
    """

    speedRequested = Signal(float)

    def __init__(self, actions: Sequence[QAction], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons = [_Button(action) for action in actions]
        self.timeline = Timeline(theme)
        tip = "How fast time runs while playing: ×1 is two steps a second."
        self._speed = Choice("Speed", tip)
        self._speed.setMinimumContentsLength(4)
        self._speed.set_options([(f"{speed}", f"×{speed:g}", tip) for speed in SPEEDS])
        self._speed.activated.connect(self._on_speed_chosen)
        self._row = QHBoxLayout(self)
        for button in self._buttons:
            self._row.addWidget(button)
        self._row.addWidget(self.timeline, 1)
        self._row.addWidget(self._speed, 0)
        self.show_theme(theme)

    def show_strip(self, strip: Strip) -> None:
        """Show a run and where the cursor is."""
        self.timeline.show_strip(strip)

    def show_speed(self, speed: float) -> None:
        """Show how fast time runs."""
        nearest = min(SPEEDS, key=lambda known: abs(known - speed))
        self._speed.show_option(f"{nearest}")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.timeline.show_theme(theme)
        self._row.setContentsMargins(theme.space(4), theme.space(2), theme.space(4), theme.space(2))
        self._row.setSpacing(theme.space(0.5))
        self._speed.setFixedWidth(theme.pixels(76))
        self._fit()

    def _fit(self) -> None:
        roomy = self.width() >= self._theme.pixels(ROOM)
        for button in self._buttons:
            button.show_theme(self._theme, with_key=roomy)

    def _on_speed_chosen(self) -> None:
        self.speedRequested.emit(float(self._speed.currentData()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys out where there is no room."""
        self._fit()


class _Button(QToolButton):
    """One action, with its key below its icon."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRepeat(True)
        self.setAutoRepeatDelay(400)
        self.setAutoRepeatInterval(60)
        set_kind(self, "transport")
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def show_theme(self, theme: Theme, *, with_key: bool) -> None:
        """Take over the sizes."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextUnderIcon if with_key else style.ToolButtonIconOnly)
        self.setIconSize(QSize(theme.pixels(20), theme.pixels(20)))
        self.setFont(theme.font("small"))
        self.setMinimumWidth(theme.pixels(52 if with_key else 32))

    def _on_action_changed(self) -> None:
        action = self._action
        self.setIcon(action.icon())
        self.setText(action.shortcut().toString().replace("+", " "))
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.text())
        self.setEnabled(action.isEnabled())
