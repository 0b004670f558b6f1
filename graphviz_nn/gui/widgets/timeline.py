"""The timeline: one tick a step, coloured by phase, with the whole run in a strip above."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from graphviz_nn.debug.record import Phase
from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.widgets.tip import show_above
from graphviz_nn.scene.strip import Span, Strip

PHASE_TOKENS = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "text",
    Phase.BACKWARD: "backward",
    Phase.UPDATE: "parameter",
}
LEAST_PITCH = 3.0  # pixels between ticks: closer ones melt into a grey
WHEEL_STEP = 1.2
LEAST_UPDATE = (
    4.0  # pixels; an update that is narrower cannot be told by its steps, and is visited as a whole
)
SLIM = 22  # pixels of height
AHEAD = 0.68  # how far towards the ground what lies ahead is faded
FAINT = 0.15  # how much ink the part of the whole run has that lies ahead
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Timeline(QWidget):
    """Click or drag to travel, turn the wheel to zoom.

    Signals: `travelRequested(int, int)`: to an update, from 0, and a position within it.
    """

    travelRequested = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._strip, self._span = theme, Strip(), Span()
        self._pitch = self._span.pitch  # as the user zoomed; a short run is spread over the whole width
        self._dragged = False
        self._in_overview = self._slim = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(False)
        self.setAccessibleName("Timeline")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def span(self) -> Span:
        """What of the run is seen."""
        return self._span

    @property
    def strip(self) -> Strip:
        """The run, and where the cursor is."""
        return self._strip

    def show_strip(self, strip: Strip) -> None:
        """Show a run and where the cursor is."""
        if strip == self._strip:
            return
        self._strip = strip
        span = Span(self._span.first, self._pitch)
        follow = span.fitted if self._dragged else span.following
        self._span = follow(strip, self.width())
        self.setAccessibleDescription(strip.describe(strip.cursor))
        self.update()

    def set_slim(self, slim: bool) -> None:
        """Show nothing but the whole run, as a line."""
        self._slim = slim
        self.updateGeometry()
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size with room for the strip and the ticks."""
        return QSize(self._theme.pixels(320), self._theme.pixels(SLIM if self._slim else 56))

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be aimed at."""
        return QSize(self._theme.pixels(80), self._theme.pixels(SLIM if self._slim else 48))

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the overview, the ticks and the cursor."""
        with painting(self) as painter:
            if self._slim:
                self._draw_line(painter)
            else:
                self._draw_overview(painter)
                for color, width, lines in self._ticks():
                    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                    painter.drawLines(lines)
                self._draw_cursor(painter)
            if self.hasFocus():
                painter.setPen(QPen(self._theme.color("focus"), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _draw_line(self, painter: QPainter) -> None:
        """Draw the whole run as a bar, filled as far as time is, and the cursor across it."""
        theme, middle, height = self._theme, self.height() / 2, self._theme.pixels(6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = self._overview_x()
        painter.setPen(Qt.PenStyle.NoPen)
        for color, width in ((_pale(theme), float(self.width())), (theme.color("text"), x)):
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(0, middle - height / 2, width, height), height / 2, height / 2)
        thick = max(2, theme.pixels(3))
        left = min(max(0.0, x - thick / 2), self.width() - thick)
        painter.drawRect(QRectF(left, 0, thick, self.height()))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _overview_x(self) -> float:
        return self.width() * self._strip.cursor / self._strip.length

    def _draw_overview(self, painter: QPainter) -> None:
        """Draw the whole run: a groove, filled as far as the cursor, and a frame around what is seen below."""
        theme, strip, width = self._theme, self._strip, self.width()
        groove = QRectF(0, theme.pixels(4), width, theme.pixels(5))
        done = QRectF(groove)
        done.setWidth(self._overview_x())
        painter.fillRect(groove, _pale(theme))
        painter.fillRect(done, theme.color("text"))
        seen = width / self._span.pitch / strip.length
        if seen < 1:
            left = width * self._span.first / strip.length
            frame = QRectF(left, theme.pixels(2), max(seen * width, theme.pixels(3)), theme.pixels(9))
            painter.setPen(QPen(theme.color("text"), 1))
            painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_cursor(self, painter: QPainter) -> None:
        theme = self._theme
        x = self._span.x(self._strip.cursor)
        width, top = max(2, theme.pixels(3)), theme.pixels(14)
        painter.fillRect(QRectF(x - width / 2, top, width, self.height() - top), theme.color("text"))

    def _ticks(self) -> Iterator[tuple[QColor, int, list[QLineF]]]:
        """Yield the ticks of one colour and height at a time; what lies ahead is pale."""
        theme, strip = self._theme, self._strip
        ground = theme.color("surface")
        middle = (self.height() + theme.pixels(14)) / 2
        for token, half, steps in self._groups():
            x = (steps - self._span.first) * self._span.pitch
            behind = steps <= strip.cursor
            color = theme.color(token)
            shades = ((color, x[behind]), (mix(color, ground, AHEAD), x[~behind]))
            height = theme.pixels(half)
            for shade, places in shades:
                lines = [QLineF(at, middle - height, at, middle + height) for at in places.tolist()]
                if lines:
                    yield shade, max(1, theme.pixels(2 if half > 8 else 1.5)), lines

    def _groups(self) -> Iterator[tuple[str, float, np.ndarray[tuple[int], np.dtype[np.int64]]]]:
        """Yield (token, half the height, steps): steps by phase while there is room, then updates, then epochs."""
        strip, span = self._strip, self._span
        first = max(0, int(span.first) - 1)
        last = min(strip.length, int(span.step(self.width())) + 1)
        if span.pitch >= LEAST_PITCH and len(strip.update_steps.phases):
            steps = np.arange(max(first, 1), last + 1)
            kinds = strip.update_steps.kinds[(steps - 1) % strip.steps]
            for kind, phase in enumerate(Phase):
                yield PHASE_TOKENS[phase], 7, steps[kinds == kind]
        every = strip.steps
        for unit in (1, strip.per_epoch, *(strip.per_epoch * 10**n for n in range(1, 8))):
            every = strip.steps * unit
            if every * span.pitch >= LEAST_PITCH * 2:
                break
        starts = np.arange(-(-first // every) * every, last + 1, every)
        yield (
            "forward" if span.pitch >= LEAST_PITCH else "muted",
            15 if span.pitch >= LEAST_PITCH else 9,
            starts,
        )

    def _travel(self, x: float) -> None:
        strip = self._strip
        pitch = max(1, self.width()) / strip.length if self._in_overview else self._span.pitch
        step = x / pitch if self._in_overview else self._span.step(x)
        target = strip.visit(step) if pitch * strip.steps < LEAST_UPDATE else strip.moment(step)
        if target != (strip.update, strip.position):
            self.travelRequested.emit(*target)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Travel to the place under the pointer; in the strip above, within the whole run."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._in_overview = self._is_overview(event.position().y())
            # A drag below must not scroll the ticks away under the pointer.
            self._dragged = not self._in_overview
            self._travel(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on travelling."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._travel(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag; the ticks stay under the pointer until time moves on."""
        self._dragged = self._in_overview = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer; with Shift, or sideways, scroll."""
        turn = event.angleDelta()
        if turn.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            shift = (turn.x() or turn.y()) / 2 / self._span.pitch
            self._span = Span(self._span.first - shift, self._span.pitch)
        else:
            self._span = self._span.zoomed(WHEEL_STEP ** (turn.y() / 120), event.position().x())
            self._pitch = self._span.pitch
        self._span = self._span.fitted(self._strip, self.width())
        self.update()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by the arrow keys."""
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or event.modifiers():
            super().keyPressEvent(event)
            return
        self.travelRequested.emit(*self._strip.moment(self._strip.cursor + move))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cursor in sight."""
        self._span = self._span.following(self._strip, self.width())

    def _is_overview(self, y: float) -> bool:
        return self._slim or y < self._theme.pixels(13)

    def event(self, event: QEvent) -> bool:
        """Say what happens at the step under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            x, y = event.pos().x(), event.pos().y()
            overview = self._is_overview(y)
            step = self._strip.length * x / max(1, self.width()) if overview else self._span.step(x)
            hint = "\nDrag to travel, turn the wheel to zoom."
            show_above(self, self._strip.describe(step) + hint, x)
            return True
        return super().event(event)


def _pale(theme: Theme) -> QColor:
    """Return the colour of the part of the whole run that lies ahead."""
    return mix(theme.color("surface"), theme.color("text"), FAINT)
