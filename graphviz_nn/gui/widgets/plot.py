"""A plot: a picture, and what moves over it, or a quiet note."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QToolTip, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.due import Due
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.picture import Drawing, Picture, same
from graphviz_nn.gui.plots.strokes import Strokes
from graphviz_nn.gui.widgets.aside import Aside
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.scene.spans import Span
from graphviz_nn.work import imported

if TYPE_CHECKING:
    from graphviz_nn.gui.plots.chart import Chart  # brings pyqtgraph, a quarter of a second

CHART = "graphviz_nn.gui.plots.chart"
USUAL, LARGEST = (480, 360), 1.6  # pixels of a plot that needs nothing larger; and how much larger at most
LATER_MS = 30  # after its first painting, by when the graph beside it is painted too


class Plot(QWidget):
    """Shows a picture in axes that can be zoomed and moved; pyqtgraph is loaded when there is one to be seen.

    Attributes:
        clicked: emitted with the numbers under a click of the left button.
        placed: emitted with the numbers that are clicked while Shift is held.
        hovered: emitted with the numbers under the pointer.
        rule_moved: emitted with the number to which a rule of what moves was dragged.
        handle_moved: emitted with the numbers to which a handle of what moves was dragged, and whether it was held
            before.
        looked: emitted when another part of the numbers is seen, or in more or fewer pixels.
        legend_clicked: emitted when a covered legend is clicked.
        left: emitted when the pointer goes away.
        strokes: what is drawn on it by hand, while that is on.

    """

    clicked = Signal(float, float)
    placed = Signal(float, float)
    hovered = Signal(float, float)
    rule_moved = Signal(float)
    handle_moved = Signal(float, float, bool)
    looked = Signal()
    legend_clicked = Signal()
    left = Signal()

    _above: Plot | None = None
    _below: Plot | None = None

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, equal_units: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme, self._equal, self._larger = theme, equal_units, 1.0
        self._whole: QWidget = self
        self._chart: Chart | None = None
        self.strokes = Strokes(self)
        self._picture: Picture | None = None
        self._moving: Drawing | None = None
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self._on_later)
        self._is_stale = False  # whether the chart shows another picture, or wears another theme
        self._due = Due(self)
        self._due.went_off.connect(self._on_due)
        self._aside = Aside(self)
        self._aside.done.connect(self._on_loaded)
        self._note = Label()
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setWordWrap(True)
        set_kind(self._note, "hint")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._note)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 60)

    @property
    def chart(self) -> Chart:
        """What draws; made when first asked for."""
        if self._chart is None:
            self._chart, self._is_stale = self._made(), True
        if self._is_stale:
            self._catch_up(self._chart)
        return self._chart

    @property
    def is_empty(self) -> bool:
        """Whether it shows no picture."""
        return self._picture is None

    def show_picture(self, picture: Picture | None, moving: Drawing | None = None, note: str = "") -> None:
        """Show a picture with something moving over it; without a picture, a quiet note."""
        changed = not same(picture, self._picture)
        self._picture, self._moving = picture, moving
        self._note.setText(note)
        self.setAccessibleDescription(note)
        if self._chart is None or self._is_stale:
            self.update()
        elif changed:
            self._show(self._chart)
        elif moving is not None:
            self._chart.show_moving(moving(self._worn))

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in another theme, after what is around it: axes, legend and picture take a while."""
        self._theme = theme
        if self._chart is not None:
            self._leave_open()

    def grow_with(self, whole: QWidget) -> None:
        """Draw lines and words as large as for the size of what it shares with other plots."""
        self._whole = whole

    def stand_above(self, other: Plot) -> None:
        """Share the axis across with another plot, that stands below and follows this one."""
        self._below, other._above = other, self

    @property
    def frame_seen(self) -> tuple[QSize, tuple[Span, Span] | None] | None:
        """The frame's size, and the part of the picture that one chose to see, if any; None until it is drawn."""
        if self._chart is None or self._is_stale:
            return None
        return self._chart.frame.size().toSize(), self._chart.view if self._chart.is_zoomed else None

    def show_all(self) -> None:
        """Show the whole picture, whatever part of it one chose to see."""
        if self._chart is not None and not self._is_stale:
            self._chart.show_all()

    def say(self, text: str, at: tuple[float, float] | None = None) -> None:
        """Show a tool tip at the pointer, or beside numbers for who has none; "" takes it away."""
        place = self.mapFromGlobal(self.cursor().pos())
        if at is not None:
            ((x, y),) = self.chart.pixels(np.array([at])).tolist()
            place = QPoint(round(x), round(y))
        QToolTip.showText(self.mapToGlobal(place + QPoint(14, 10)), text, self)

    def sizeHint(self) -> QSize:
        """As in a panel at the window's side."""
        return QSize(320, 240)

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Have the picture drawn in an event of its own; what draws it is loaded a little later, on another thread."""
        if self._is_stale:
            self._due.start()
        elif self._chart is None and self._picture is not None and not self._later.isActive():
            self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw lines, marks and words larger in a large plot."""
        super().resizeEvent(event)
        larger = larger_in(self._whole.size())
        if larger != self._larger:
            self._larger = larger
            if self._chart is not None:
                self._is_stale = True
                self._due.start()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the tool tip away."""
        super().leaveEvent(event)
        QToolTip.hideText()
        self.left.emit()

    @Slot()
    def _on_due(self) -> None:
        if self._chart is not None and self._is_stale:
            self._catch_up(self._chart)

    @Slot()
    def _on_later(self) -> None:
        if self._picture is not None:
            self._aside.ask(CHART, partial(imported, CHART))

    @Slot()
    def _on_loaded(self) -> None:
        """Make the chart, and show the picture in an event of its own: each takes a while."""
        if self._picture is not None and self._chart is None:
            self._chart = self._made()
            self._leave_open()

    def _leave_open(self) -> None:
        """Show nothing until the place of the chart is painted."""
        self._is_stale = True
        self._stack.setCurrentIndex(0)
        self.update()

    def _catch_up(self, chart: Chart) -> None:
        self._is_stale = False
        chart.use_theme(self._worn)
        self._show(chart)
        for above, below in ((self, self._below), (self._above, self)):
            if (
                above is not None
                and below is not None
                and above._chart is not None
                and below._chart is not None
            ):
                above._chart.share_across(below._chart)

    @property
    def _worn(self) -> Theme:
        """The theme, larger in a large plot."""
        return self._theme.larger(self._larger)

    def _made(self) -> Chart:
        from graphviz_nn.gui.plots.chart import Chart

        self._larger = larger_in(self._whole.size())
        chart = Chart(self._worn, self, self._equal)
        chart.looked.connect(self.looked)
        chart.legend_clicked.connect(self.legend_clicked)
        chart.clicked.connect(self.clicked)
        chart.placed.connect(self.placed)
        chart.hovered.connect(self.hovered)
        chart.rule_moved.connect(self.rule_moved)
        chart.handle_moved.connect(self.handle_moved)
        self._stack.addWidget(chart.widget)
        self.strokes.watch(chart)
        return chart

    def _show(self, chart: Chart) -> None:
        """Show the picture, or the note where there is none."""
        picture = self._picture
        self._stack.setCurrentIndex(0 if picture is None else 1)
        if picture is not None:
            chart.show(picture)
            chart.show_moving([] if self._moving is None else self._moving(self._worn))


def larger_in(size: QSize) -> float:
    """Return how many times as large as in a side panel lines, marks and words are in a plot of this size."""
    share = min(size.width() / USUAL[0], size.height() / USUAL[1])
    return min(max(float(round(share**0.5, 1)), 1.0), LARGEST)
