"""The transport: the debugger's verbs as buttons with their keys, the clock, and the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.style import pale, set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.timeline import Timeline
from graphviz_nn.gui.widgets.tip import show_above
from graphviz_nn.scene.strip import Strip

LEAST_TIMELINE = 150  # pixels; the buttons do without their keys, then without their words, to leave it that
SLIM = ("step_back", "play")  # the actions whose buttons the slim form keeps
SLIM_ICON, ICON = 16, 20  # pixels
PACE = 172  # pixels for the words of a pace
PLACE = 116  # pixels for where in time one is, in the slim form
UNITS: Mapping[str, str] = {
    "op": "Play step by step: each value, each gradient",
    "update": "Play from update to update, a mini-batch each",
    "epoch": "Play from epoch to epoch: each time, all examples were seen once more",
}


class Transport(QWidget):
    """Buttons, what time is played by and how fast, and the timeline; or, slim, one low row with the least of these.

    Signals: `unitRequested(str)`, `paceRequested(object)`, with their names; and those of its `timeline`.
    """

    unitRequested = Signal(str)
    paceRequested = Signal(object)

    def __init__(self, actions: Sequence[QAction], theme: Theme) -> None:
        super().__init__()
        self._theme, self._slim = theme, False
        self._buttons = [_Button(action, theme) for action in actions]
        self.timeline = Timeline(theme)
        self.units, self.pace = (
            Segmented("Time is played by"),
            Choice("Pace", "How fast time runs while playing"),
        )
        self.units.chosen.connect(self.unitRequested)
        self.pace.chosen.connect(self.paceRequested)
        self.place = Label()
        self.place.setAccessibleName("Where in time")
        self.place.hide()
        self._clock = clock = QVBoxLayout()
        clock.setSpacing(0)
        clock.addStretch(1)
        clock.addWidget(self.units)
        clock.addWidget(self.pace)
        clock.addStretch(1)
        self._row = QHBoxLayout(self)
        for button in self._buttons:
            self._row.addWidget(button)
        self._row.addLayout(clock)
        self._row.addWidget(self.timeline, 1)
        self._row.addWidget(self.place)
        self.show_theme(theme)

    def set_slim(self, slim: bool) -> None:
        """Take one low row: back, play, what time is played by, the run as a line, and where in it one is."""
        if slim != self._slim:
            self._slim = slim
            self.show_theme(self._theme)

    def show_strip(self, strip: Strip) -> None:
        """Show a run and where the cursor is."""
        self.timeline.show_strip(strip)

    def show_clock(
        self, units: Sequence[str], unit: str, paces: Sequence[tuple[str, str]], pace: str
    ) -> None:
        """Show what time can be played by and is, and how fast it can be, as (name, text), and is."""
        if self.units.set_options([(name, name, UNITS[name]) for name in units]):
            self._fit()
        self.units.show_option(unit)
        self.pace.set_options([(name, text, f"While playing: {text}") for name, text in paces])
        self.pace.show_option(pace)

    def show_place(self, text: str) -> None:
        """Say, where it is slim, where in time one is."""
        if text != self.place.text():
            self.place.setText(text)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        slim, side = self._slim, theme.space(0.5 if self._slim else 2)
        self._row.setContentsMargins(theme.space(4), side, theme.space(4), side)
        self._row.setSpacing(theme.space(1 if slim else 0.5))
        self._clock.setContentsMargins(theme.space(1), 0, theme.space(1.5), 0)
        self.timeline.set_slim(slim)
        self.timeline.show_theme(theme)
        for button in self._buttons:
            button.setVisible(not slim or button.name in SLIM)
        self.pace.setVisible(not slim)
        self.pace.setFixedWidth(theme.pixels(PACE))
        self.place.setVisible(slim)
        self.place.setFont(theme.font("small_bold"))
        self.place.setMinimumWidth(theme.pixels(PLACE))
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Fixed if slim else policy.Preferred)
        self._fit()

    def _fit(self) -> None:
        """Say under each icon as much as there is room for: word and key, the word, or nothing."""
        shown = [button for button in self._buttons if not button.isHidden()]
        self.units.setMinimumWidth(self.units.sizeHint().width())
        margins = self._clock.contentsMargins()
        clock = max(self.units.minimumWidth(), self.pace.width()) + margins.left() + margins.right()
        room = self.width() - clock - self._theme.pixels(LEAST_TIMELINE)
        for lines in (0,) if self._slim else (2, 1, 0):
            for button in shown:
                button.show_theme(self._theme, lines, slim=self._slim)
            gaps = self._row.spacing() * (len(shown) + 1) + 2 * self._row.contentsMargins().left()
            if sum(button.sizeHint().width() for button in shown) + gaps <= room:
                break

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave words out where there is no room."""
        self._fit()


class _Button(QToolButton):
    """One action, with its word and its key below its icon."""

    def __init__(self, action: QAction, theme: Theme) -> None:
        super().__init__()
        self._action, self._theme, self._lines, self._slim = action, theme, 2, False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setCheckable(action.isCheckable())
        self.setAutoRepeat(not action.isCheckable())  # a button that is held down must not switch on and off
        self.setAutoRepeatDelay(400)
        self.setAutoRepeatInterval(60)
        set_kind(self, "transport")
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    @property
    def name(self) -> str:
        """The name of its action."""
        return self._action.objectName()

    def show_theme(self, theme: Theme, lines: int, *, slim: bool) -> None:
        """Take over the sizes; `lines` of text are written below the icon."""
        self._theme, self._lines, self._slim = theme, lines, slim
        size = theme.pixels(SLIM_ICON if slim else ICON)
        self.setIconSize(QSize(size, size))
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
        self.setChecked(action.isChecked())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for the icon and the lines below it."""
        theme, metrics = self._theme, self.fontMetrics()
        if self._slim:
            side = self.iconSize().height() + theme.space(1.5)
            return QSize(2 * side if self.isCheckable() else side, side)
        words = self._texts() + (["Pause"] if self._lines and self.isCheckable() else [])  # it stays as wide
        widths = [metrics.horizontalAdvance(text) for text in words]
        height = self.iconSize().height() + min(len(widths), self._lines) * metrics.lineSpacing()
        least = theme.pixels(46 if widths else 32)
        return QSize(max([least, *(w + theme.space(2.5) for w in widths)]), height + theme.space(2.5))

    def minimumSizeHint(self) -> QSize:
        """Never cut a word off."""
        return self.sizeHint()

    @contained()
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
        place = QRect((self.width() - size.width()) // 2, top, size.width(), size.height())
        painter.drawPixmap(place, self._picture(size))
        for number, text in enumerate(texts):
            color = theme.color("surface" if self.isChecked() else "muted" if number else "text")
            painter.setPen(color if self.isEnabled() else pale(theme))
            row = QRect(0, top + size.height() + number * line, self.width(), line)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _picture(self, size: QSize) -> QPixmap:
        """Return the icon; light on the dark ground of a button that is on."""
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        picture = self.icon().pixmap(size, self.devicePixelRatioF(), mode)
        if self.isChecked():
            with painting(picture) as painter:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
                painter.fillRect(picture.rect(), self._theme.color("surface"))
        return picture

    def event(self, event: QEvent) -> bool:
        """Say above the button what it does: below is what one looks at."""
        if event.type() == QEvent.Type.ToolTip:
            show_above(self, self.toolTip())
            return True
        return super().event(event)
