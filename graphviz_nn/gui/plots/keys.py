"""The keys of a legend: how they flow, and how each is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.pens import drawn_size, pen_of
from graphviz_nn.gui.plots.shapes import Key, Ramp

NAME_CAPS = (math.inf, 14.0, 9.0, 6.0, 3.5, 1.5, 0.0)  # heights of a line of text: how wide a name may be
LEAST_NAME = 3.5
COVERED = 5.0  # heights of a line of text: the width of the plain field in place of a name
RAMP = 4.0  # the width of a scale of colours


def metrics_of(theme: Theme) -> QFontMetricsF:
    """Return the measures of the font of a legend."""
    return QFontMetricsF(theme.font("small"))


def flow(keys: Sequence[Key | Ramp], theme: Theme, width: float, lines: int) -> list[QRectF]:
    """Return where each of some keys stands in a place so wide, from its top left on.

    They stand side by side, and below each other where one line does not hold them. Names are shortened where they
    would take more `lines` than these; none is left out.
    """
    areas: list[QRectF] = []
    height = metrics_of(theme).height()
    for cap in NAME_CAPS:
        widths = [min(_width(key, theme, cap * height), width) for key in keys]
        areas = _placed(widths, width, theme.space(3), height)
        if not areas or areas[-1].bottom() <= lines * height:
            break
    return areas


def draw_key(painter: QPainter, area: QRectF, key: Key | Ramp, theme: Theme) -> None:
    """Draw a key in its place, its name as far as there is room."""
    painter.setFont(theme.font("small"))
    if isinstance(key, Ramp):
        _draw_ramp(painter, area.topLeft(), key, theme)
        return
    metrics, left, top = metrics_of(theme), area.left(), area.top()
    has_sample = key.line or key.symbol is not None
    if has_sample:
        _draw_sample(painter, QRectF(left, top, theme.space(4), metrics.height()), key)
        left += theme.space(5)
    if key.covered:
        field = QRectF(left, top + 1, area.right() - left, metrics.height() - 2)
        painter.setPen(theme.color("line"))
        painter.setBrush(theme.color("sunk"))
        painter.drawRoundedRect(field, 3, 3)
        return
    painter.setPen(theme.color("text" if has_sample else "muted"))
    if key.is_bold:
        painter.setFont(theme.font("small_bold"))
        metrics = QFontMetricsF(painter.font())
    name = metrics.elidedText(key.name, Qt.TextElideMode.ElideMiddle, area.right() - left + 1)
    painter.drawText(QPointF(left, top + metrics.ascent()), name)


def _draw_sample(painter: QPainter, area: QRectF, key: Key) -> None:
    ratio, middle = painter.device().devicePixelRatioF(), area.center()
    if key.line:
        painter.setPen(pen_of(key.color, key.width * ratio, key.dashed))
        painter.drawLine(QPointF(area.left(), middle.y()), QPointF(area.right(), middle.y()))
    if key.symbol:
        painter.save()
        painter.translate(middle)
        size = drawn_size(key.symbol, min(key.size, area.height()))
        drawSymbol(painter, key.symbol, size, pen_of(key.color, 1.2 * ratio), pg.mkBrush(key.fill))
        painter.restore()


def _draw_ramp(painter: QPainter, at: QPointF, ramp: Ramp, theme: Theme) -> None:
    metrics, left = metrics_of(theme), at.x()
    painter.setPen(theme.color("text"))
    for part in (*ramp.parts, None, ramp.high):
        if part is None:
            area = QRectF(left, at.y() + 2, RAMP * metrics.height(), metrics.height() - 4)
            shades = QLinearGradient(area.topLeft(), area.topRight())
            for place, color in enumerate(ramp.colors):
                shades.setColorAt(place / max(len(ramp.colors) - 1, 1), color)
            painter.fillRect(area, shades)
            left += area.width() + theme.space(1)
        else:
            painter.drawText(QPointF(left, at.y() + metrics.ascent()), part)
            left += metrics.horizontalAdvance(part) + theme.space(1)


def _width(key: Key | Ramp, theme: Theme, cap: float) -> float:
    metrics = metrics_of(theme)
    if isinstance(key, Ramp):
        texts = sum(metrics.horizontalAdvance(part) + theme.space(1) for part in (*key.parts, key.high))
        return texts + RAMP * metrics.height()
    sample = theme.space(5) if key.line or key.symbol else 0
    if key.covered:
        return sample + COVERED * metrics.height()
    if not sample:  # without its name nothing would be left of it
        cap = max(cap, LEAST_NAME * metrics.height())
    font = QFontMetricsF(theme.font("small_bold")) if key.is_bold else metrics
    return sample + min(math.ceil(font.horizontalAdvance(key.name)) + 1, cap)


def _placed(widths: Sequence[float], width: float, gap: float, height: float) -> list[QRectF]:
    """Return where things so wide stand, in lines of a height."""
    left, line, areas = 0.0, 0, list[QRectF]()
    for each in widths:
        if left and left + each > width:
            left, line = 0.0, line + 1
        areas.append(QRectF(left, line * height, each, height))
        left += each + gap
    return areas
