"""What goes on in the background: its name, how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.session.state import Activity

PATIENCE_MS = 300  # what takes less long is not worth telling
# Longer than the patience: what is stopped and begun again, as while a knob is dragged, does not flicker.
LINGER_MS = 400
WIDTH = 190  # pixels
PARTS = 1000  # of the progress bar


class ActivityView(QWidget):
    """Shows the activity that has gone on for longest, once it has gone on for a while; keeps its room when empty.

    Signals: `cancelRequested(str)`: the key of the activity that the user wants to stop.
    """

    cancelRequested = Signal(str)

    def __init__(self, theme: Theme, clock: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._began: dict[str, int] = {}
        self._activities: tuple[Activity, ...] = ()
        self._shown, self._until = "", 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._refresh)
        self._label, self._bar, self.cancel = _make_label(), _make_bar(), _make_button()
        self._parts = (self._label, self._bar, self.cancel)
        for part in self._parts:
            kept = part.sizePolicy()
            kept.setRetainSizeWhenHidden(True)
            part.setSizePolicy(kept)
        self.cancel.clicked.connect(self._on_cancel)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._grid.addWidget(self._label, 0, 0)
        self._grid.addWidget(self._bar, 1, 0)
        self._grid.addWidget(self.cancel, 0, 1, 2, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._show_parts(False)
        self.show_theme(theme)

    @property
    def text(self) -> str:
        """What is shown; "" while nothing is."""
        return self._label.full_text if self._shown else ""

    def show_activities(self, activities: Sequence[Activity]) -> None:
        """Show what goes on, as soon as it is worth telling."""
        if tuple(activities) == self._activities:
            return
        self._activities = tuple(activities)
        now = self._now_ms()
        self._began = {each.key: self._began.get(each.key, now) for each in activities}
        self._refresh()

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._grid.setHorizontalSpacing(theme.space(1))
        self._grid.setVerticalSpacing(theme.space(0.5))
        size = theme.pixels(12)
        self.cancel.setIcon(icon("close", theme, "muted"))
        self.cancel.setIconSize(QSize(size, size))
        self._bar.setFixedHeight(max(2, theme.pixels(2)))
        self._width = theme.pixels(WIDTH)
        self.updateGeometry()

    def _refresh(self) -> None:
        """Show the oldest activity that has lasted; look again when the next one will have, or at the linger's end."""
        now = self._now_ms()
        lasting = [each for each in self._activities if now - self._began[each.key] >= PATIENCE_MS]
        if lasting:
            self._show(min(lasting, key=lambda each: self._began[each.key]))
            self._until = now + LINGER_MS
        elif self._shown and now >= self._until:
            self._hide()
        coming = [began + PATIENCE_MS for began in self._began.values() if began + PATIENCE_MS > now]
        leaving = [self._until] if self._shown and not lasting else []
        if coming or leaving:
            self._timer.start(min(coming + leaving) - now)

    def _now_ms(self) -> int:
        return round(1000 * self._clock())

    def _show(self, activity: Activity) -> None:
        self._shown = activity.key
        self._label.show_text(activity.label)
        self._set_bar(round(PARTS * (activity.fraction or 0)))
        self.cancel.setToolTip(f"Stop: {activity.label}")
        self.cancel.setAccessibleName(f"Stop: {activity.label}")
        self._show_parts(True)

    def _set_bar(self, parts: int) -> None:
        """Fill the bar so far, to be seen with the next painting.

        By itself it would have all that waits for that in the window painted at once, and what follows once more.
        """
        self._bar.setUpdatesEnabled(False)
        self._bar.setValue(parts)
        self._bar.setUpdatesEnabled(True)

    def _hide(self) -> None:
        self._shown = ""
        self._show_parts(False)

    def _show_parts(self, shown: bool) -> None:
        for part in self._parts:
            part.setVisible(shown)

    def _on_cancel(self) -> None:
        key = self._shown
        self._hide()
        self.cancelRequested.emit(key)

    def minimumSizeHint(self) -> QSize:
        """Do without any room, where the others need all."""
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Ask for room for a label of a few words."""
        return QSize(self._width, super().sizeHint().height())


def _make_label() -> Elided:
    label = Elided()
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    set_kind(label, "hint")
    return label


def _make_bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setRange(0, PARTS)
    bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    bar.setMinimumWidth(1)
    return bar


def _make_button() -> QToolButton:
    button = QToolButton()
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_kind(button, "quiet")
    return button
