"""A legend that stands where the fewest points are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from graphviz_nn.gui.plots.marks import draw_marks
from graphviz_nn.gui.theme import Theme
from graphviz_nn.ops import FloatArray

LARGEST_SHARE = 0.5  # of the frame; a legend larger than that is left out
SOLID, DASHED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


class Entry(NamedTuple):
    """A line of the legend: its name, its hue, its line, its mark and whether the mark is hollow."""

    name: str
    color: QColor
    line: Qt.PenStyle | None = SOLID
    mark: QPainterPath | None = None
    hollow: bool = False


def draw_legend(
    painter: QPainter, frame: QRectF, entries: Sequence[Entry], pixels: FloatArray, theme: Theme
) -> None:
    """Draw the legend into the corner of the frame with the fewest of the points, of shape (n, 2)."""
    painter.setFont(theme.font("small"))
    metrics, gap = QFontMetricsF(painter.font()), theme.space(1)
    sample = theme.space(4)
    names = [metrics.horizontalAdvance(entry.name) for entry in entries]
    width = max(names, default=0.0) + sample + 3 * gap
    height = len(entries) * metrics.height() + gap
    if not entries or width > frame.width() * 0.8 or height > frame.height() * LARGEST_SHARE:
        return
    box = _emptiest(frame.adjusted(gap, gap, -gap, -gap), width, height, pixels)
    ground = QColor(theme.color("surface"))
    ground.setAlphaF(0.82)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, gap, gap)
    for place, entry in enumerate(entries):
        middle = box.top() + gap / 2 + (place + 0.5) * metrics.height()
        start = QPointF(box.left() + gap, middle)
        _draw_sample(painter, start, sample, entry, theme)
        painter.setPen(theme.color("text"))
        baseline = middle + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(start.x() + sample + gap, baseline), entry.name)


def _draw_sample(painter: QPainter, start: QPointF, length: float, entry: Entry, theme: Theme) -> None:
    if entry.line is not None:
        painter.setPen(QPen(entry.color, 2 * theme.scale, entry.line))
        painter.drawLine(start, start + QPointF(length, 0))
    if entry.mark is not None:
        fill = theme.color("surface") if entry.hollow else entry.color
        place = np.array([[start.x() + length / 2, start.y()]])
        draw_marks(painter, place, entry.mark, 3.5 * theme.scale, fill, QPen(entry.color, 1.2))


def _emptiest(frame: QRectF, width: float, height: float, pixels: FloatArray) -> QRectF:
    boxes = [
        QRectF(x, y, width, height)
        for y in (frame.top(), frame.bottom() - height)
        for x in (frame.right() - width, frame.left())
    ]
    return min(boxes, key=lambda box: _inside(box, pixels))


def _inside(box: QRectF, pixels: FloatArray) -> int:
    x, y = pixels[:, 0], pixels[:, 1]
    across = (x > box.left()) & (x < box.right())
    return int((across & (y > box.top()) & (y < box.bottom())).sum())
