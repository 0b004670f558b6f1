"""The frame of a plot: which numbers it spans, and where on the page they lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from graphviz_nn.gui.plots.ticks import Tick, ticks
from graphviz_nn.gui.theme import Theme
from graphviz_nn.ops import FloatArray

SMALLEST_FRAME = 24.0  # pixels; a widget smaller than its labels still gets a frame
ROOMY = 11.0  # lines of text; in a lower area the labels stand inside the frame


@dataclass(frozen=True)
class Span:
    """The numbers from one end of an axis to the other; a logarithmic one is above 0."""

    low: float
    high: float
    log: bool = False

    def shares(self, x: FloatArray) -> FloatArray:
        """Return how far along the axis each number lies, 0 at its low end and 1 at its high end."""
        if not self.log:
            return np.asarray((x - self.low) / (self.high - self.low))
        with np.errstate(all="ignore"):
            logs = np.log(np.where(x > 0, x, np.nan))
        return np.asarray((logs - np.log(self.low)) / (np.log(self.high) - np.log(self.low)))

    def at(self, share: float) -> float:
        """Return the number that lies so far along the axis."""
        if not self.log:
            return self.low + share * (self.high - self.low)
        return float(np.exp(np.log(self.low) + share * (np.log(self.high) - np.log(self.low))))


@dataclass(frozen=True)
class Axes:
    """A frame on the page with its two spans.

    Attributes:
        frame: the rectangle that the spans fill, in pixels.
        across, up: what it spans.
        compact: whether the labels stand inside the frame, for want of room.

    """

    frame: QRectF
    across: Span
    up: Span
    compact: bool = False

    def pixels(self, points: FloatArray) -> FloatArray:
        """Return where points of shape (n, 2) lie on the page, of the same shape; NaN where an axis has no place."""
        frame = self.frame
        x = frame.left() + self.across.shares(points[:, 0]) * frame.width()
        y = frame.bottom() - self.up.shares(points[:, 1]) * frame.height()
        return np.column_stack([x, y])

    def on_grid(self, segments: FloatArray, rows: int, columns: int) -> FloatArray:
        """Return where (column, row) of a grid that fills the frame lie on the page, of the same shape (…, 2)."""
        steps = np.array([self.frame.width() / (columns - 1), -self.frame.height() / (rows - 1)])
        return np.asarray(segments * steps + np.array([self.frame.left(), self.frame.bottom()]))

    def numbers(self, place: QPointF) -> tuple[float, float]:
        """Return the two numbers that a place on the page stands for."""
        across = (place.x() - self.frame.left()) / self.frame.width()
        up = (self.frame.bottom() - place.y()) / self.frame.height()
        return self.across.at(across), self.up.at(up)


def span_of(*arrays: FloatArray, margin: float = 0.0, log: bool = False) -> Span:
    """Return the span of all numbers that are finite (and, if `log`, positive), widened by a share on both sides."""
    parts = [array[np.isfinite(array) & ((array > 0) | (not log))] for array in arrays]
    numbers = np.concatenate([np.ravel(part) for part in parts]) if parts else np.empty(0)
    if not len(numbers):
        return Span(0.1, 1.0, log) if log else Span(0.0, 1.0)
    low, high = float(numbers.min()), float(numbers.max())
    if log:
        stretch = max(high / low, 1.5) ** margin
        return Span(low / stretch, max(high, low * 1.5) * stretch, log=True)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        room = abs(low) * 0.5 or 0.5
        return Span(low - room, high + room)
    room = (high - low) * margin
    return Span(low - room, high + room)


def lay_out(area: QRectF, across: Span, up: Span, labels: tuple[str, str], theme: Theme) -> Axes:
    """Return the axes that fill an area with room left for their numbers and labels."""
    metrics = QFontMetricsF(theme.font("small"))
    gap, line = theme.space(1), metrics.height()
    widest = max((metrics.horizontalAdvance(tick.text) for tick in _up_ticks(area, up, line)), default=0.0)
    compact = area.height() < ROOMY * line
    left = widest + gap * 1.5 + (line if labels[1] and not compact else 0.0)
    bottom = line + gap + (line if labels[0] and not compact else 0.0)
    # Half a number may stand out above the top and right of the last tick.
    right, top = metrics.horizontalAdvance("0.00") / 2, line / 2
    frame = area.adjusted(left, top, -right, -bottom)
    frame.setWidth(max(frame.width(), SMALLEST_FRAME))
    frame.setHeight(max(frame.height(), SMALLEST_FRAME))
    return Axes(frame, across, up, compact)


def draw_axes(painter: QPainter, axes: Axes, labels: tuple[str, str], theme: Theme) -> None:
    """Draw the frame, its numbers and its labels: no grid, no tick that no number stands at."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(theme.color("line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(axes.frame)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("small"))
    # Inside the frame the names stand on the picture, where the pale ink would drown.
    painter.setPen(theme.color("text" if axes.compact else "muted"))
    _draw_across(painter, axes, labels[0], theme)
    _draw_up(painter, axes, labels[1], theme)
    painter.restore()


def _draw_across(painter: QPainter, axes: Axes, label: str, theme: Theme) -> None:
    metrics, frame, gap = QFontMetricsF(painter.font()), axes.frame, theme.space(1)
    free = -np.inf  # the right end of the last number, so that no two touch
    for tick in ticks(axes.across, max(2, int(frame.width() / metrics.horizontalAdvance("−0.000") / 1.5))):
        middle = frame.left() + float(axes.across.shares(np.array(tick.at))) * frame.width()
        width = metrics.horizontalAdvance(tick.text)
        if middle - width / 2 > free:
            painter.drawText(QPointF(middle - width / 2, frame.bottom() + gap + metrics.ascent()), tick.text)
            free = middle + width / 2 + gap
    text = _fitted(metrics, label, frame.width() * (0.6 if axes.compact else 1.0))
    if axes.compact:
        inside = frame.adjusted(gap, gap / 2, -gap, -gap / 2)
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)
    elif label:
        room = QRectF(frame.left(), frame.bottom() + gap + metrics.height(), frame.width(), metrics.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def _draw_up(painter: QPainter, axes: Axes, label: str, theme: Theme) -> None:
    metrics, frame, gap = QFontMetricsF(painter.font()), axes.frame, theme.space(1)
    marks = _up_ticks(frame, axes.up, metrics.height())
    for tick in marks:
        middle = frame.bottom() - float(axes.up.shares(np.array(tick.at))) * frame.height()
        width = metrics.horizontalAdvance(tick.text)
        baseline = middle + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(frame.left() - gap - width, baseline), tick.text)
    if axes.compact:
        inside = frame.adjusted(gap, gap / 2, -gap, -gap / 2)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, label)
    elif label:
        widest = max((metrics.horizontalAdvance(tick.text) for tick in marks), default=0.0)
        painter.save()
        painter.translate(frame.left() - widest - gap * 1.5 - metrics.height(), frame.bottom())
        painter.rotate(-90)
        room = QRectF(0, 0, frame.height(), metrics.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _fitted(metrics, label, frame.height()))
        painter.restore()


def _up_ticks(area: QRectF, up: Span, line: float) -> list[Tick]:
    return ticks(up, max(2, min(8, int(area.height() / line / 2.2))))


def _fitted(metrics: QFontMetricsF, text: str, width: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
