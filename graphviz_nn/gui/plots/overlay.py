"""Lines, marks and a legend over a picture that pyqtgraph does not draw itself, in pixels."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.keys import draw_key, flow
from graphviz_nn.gui.plots.pens import drawn_size, pen_of
from graphviz_nn.gui.plots.shapes import Key, Line, Marks, Ramp
from graphviz_nn.gui.plots.visible import Page, drawn_width, seen_line, seen_marks
from graphviz_nn.scene.spans import Span


def page_of(painter: QPainter) -> Page:
    """Return all that can be painted on, each number a pixel."""
    device = painter.device()
    ratio = device.devicePixelRatioF()
    width, height = device.width(), device.height()
    return Page((Span(0.0, width), Span(0.0, height)), width, height, ratio)


def draw_line(painter: QPainter, line: Line) -> None:
    """Draw what is seen of a line, broken where a point is not finite."""
    page = page_of(painter)
    points = seen_line(line.points, page)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen_of(line.color, drawn_width(line.width, points, page), line.dashed))
    painter.drawPath(pg.arrayToQPath(*points.T, connect="finite"))


def draw_marks(painter: QPainter, marks: Marks) -> None:
    """Draw a mark at each of the points that are seen."""
    page, size = page_of(painter), drawn_size(marks.symbol, marks.size)
    ring = pen_of(marks.ring, marks.width * page.ratio)
    for x, y in seen_marks(marks.points, page, marks.size).tolist():
        painter.save()
        painter.translate(x, y)
        drawSymbol(painter, marks.symbol, size, ring, pg.mkBrush(marks.fill))
        painter.restore()


def draw_legend(painter: QPainter, area: QRectF, keys: Sequence[Key | Ramp], theme: Theme) -> None:
    """Draw a legend at the top of an area."""
    for key, place in zip(keys, _legend(keys, theme, area.width()), strict=True):
        draw_key(painter, place.translated(area.topLeft()), key, theme)


def legend_height(keys: Sequence[Key | Ramp], theme: Theme, width: float) -> float:
    """Return how high a legend is in an area of such a width, with what parts it from what is below."""
    return max((place.bottom() for place in _legend(keys, theme, width)), default=0.0) + theme.space(1)


def _legend(keys: Sequence[Key | Ramp], theme: Theme, width: float) -> list[QRectF]:
    """Return where the lines of a legend stand, from the upper left corner of what it lies in."""
    gap = theme.space(1)
    return [place.translated(gap, gap) for place in flow(keys, theme, width - 2 * gap, len(keys))]
