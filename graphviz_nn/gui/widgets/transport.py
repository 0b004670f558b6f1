"""The transport: the debugger's verbs as buttons with their keys, the timeline, and the speed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from graphviz_nn.gui.look.style import pale, set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.timeline import Timeline
from graphviz_nn.gui.widgets.tip import show_above
from graphviz_nn.scene.strip import Strip

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
LEAST_TIMELINE = 150  # pixels; the buttons do without their keys, then without their words, to leave it that


class Transport(QWidget):
    """Buttons, timeline and speed.

    Signals: `speedRequested(float)`; and those of its `timeline`.
    """

    speedRequested = Signal(float)

    def __init__(self, actions: Sequence[QAction], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._buttons = [_Button(action, theme) for action in actions]
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
        """Say under each icon as much as there is room for: word and key, the word, or nothing."""
        room = self.width() - self._speed.width() - self._theme.pixels(LEAST_TIMELINE)
        for lines in (2, 1, 0):
            for button in self._buttons:
                button.show_theme(self._theme, lines)
            gaps = self._row.spacing() * (len(self._buttons) + 1) + 2 * self._row.contentsMargins().left()
            if sum(button.sizeHint().width() for button in self._buttons) + gaps <= room:
                break

    def _on_speed_chosen(self) -> None:
        self.speedRequested.emit(float(self._speed.currentData()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where there is no room."""
        self._fit()


class _Button(QToolButton):
    """One action, with its word and its key below its icon."""

    def __init__(self, action: QAction, theme: Theme) -> None:
        super().__init__()
        self._action, self._theme, self._lines = action, theme, 2
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setAutoRepeat(True)
        self.setAutoRepeatDelay(400)
        self.setAutoRepeatInterval(60)
        set_kind(self, "transport")
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    def show_theme(self, theme: Theme, lines: int) -> None:
        """Take over the sizes; `lines` of text are written below the icon."""
        self._theme, self._lines = theme, lines
        self.setIconSize(QSize(theme.pixels(20), theme.pixels(20)))
        self.setFont(theme.font("small"))
        self.updateGeometry()
        self.update()

    def _texts(self) -> list[str]:
        key = self._action.shortcut().toString().replace("+", " ")
        return [self._action.iconText(), key][: self._lines]

    def _on_action_changed(self) -> None:
        action = self._action
        self.setIcon(action.icon())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.text())
        self.setEnabled(action.isEnabled())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the icon and the lines below it."""
        theme, metrics = self._theme, self.fontMetrics()
        widths = [metrics.horizontalAdvance(text) for text in self._texts()]
        height = self.iconSize().height() + len(widths) * metrics.lineSpacing()
        least = theme.pixels(46 if widths else 32)
        return QSize(max([least, *(w + theme.space(2.5) for w in widths)]), height + theme.space(2.5))

    def minimumSizeHint(self) -> QSize:
        """Never cut a word off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame of the state it is in, the icon, the word, and the key more quietly."""
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.icon = QIcon()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        theme, line, size = self._theme, self.fontMetrics().lineSpacing(), self.iconSize()
        texts = self._texts()
        top = (self.height() - size.height() - len(texts) * line) // 2
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(
            painter, QRect(0, top, self.width(), size.height()), Qt.AlignmentFlag.AlignCenter, mode
        )
        for place, text in enumerate(texts):
            color = theme.color("muted" if place else "text")
            painter.setPen(color if self.isEnabled() else pale(theme))
            row = QRect(0, top + size.height() + place * line, self.width(), line)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Say above the button what it does: below is what one looks at."""
        if event.type() == QEvent.Type.ToolTip:
            show_above(self, self.toolTip())
            return True
        return super().event(event)
