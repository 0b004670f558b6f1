"""What is drawn in pixels over a plot, wherever its numbers lie: words, the names of levels, arrows, who is outside."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from graphviz_nn.faults import contained
from graphviz_nn.gui.plots.pens import drawn_size, pen_of
from graphviz_nn.gui.plots.shapes import Arrow, LevelNames, Outside, Titles, Words
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.gui.plots.writing import roomy, write
from graphviz_nn.ops import FloatArray

Paint: TypeAlias = Callable[[QPainter], None]
SHORTEST_ARROW = 4.0  # of its widths; a shorter one is not drawn
LEAST_SHARE, LEAST_OF_FRAME = (
    0.4,
    0.13,
)  # an arrow beside the longest; the longest beside the frame's shorter side
NAMES_APART, FROM_EDGE = 96.0, 34.0  # pixels between two names of levels, and from there to the frame's edge
LINES_APART = 7.0  # and so many lines of text
MOST_NAMES = 24
FEWEST = 4  # letters of a word: fewer say nothing
LOWEST = 0.75  # of a line of text: letters are lower than it
NEAR = 50.0  # pixels outside of the frame: where an arrow may begin


class PixelItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Paints in the pixels of the plot's frame, from its upper left corner."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self._bounds = QRectF()
        self._paint: Paint = _nothing

    def show_page(self, page: Page, paint: Paint, bounds: QRectF | None = None) -> None:
        """Paint in other pixels, within these bounds or all of the frame: what is around need not be drawn again."""
        frame = QRectF(0.0, 0.0, page.width, page.height)
        self.prepareGeometryChange()
        self._bounds, self._paint = frame if bounds is None else bounds & frame, paint
        self.setPos(page.spans[0].low, page.spans[1].high)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return within what it paints."""
        return self._bounds

    @contained()
    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)


def place_words(item: PixelItem, words: Words, page: Page) -> None:
    """Write words beside their points."""
    points, frame = _pixels(words.points, page), QRectF(0.0, 0.0, page.width, page.height)
    if words.pinned:
        points = np.clip(points, 0.0, page.size - 1.0)

    def paint(painter: QPainter) -> None:
        for (x, y), text in zip(points.tolist(), words.texts, strict=True):
            if frame.contains(x, y):
                aside = roomy(text, QPointF(x, y), words.aside, words.font, frame)
                at = QPointF(x + aside[0] * words.clear, y + aside[1] * words.clear)
                write(painter, text, at, aside, words.font, words.color, words.ground, frame)

    item.show_page(page, paint)


def place_titles(item: PixelItem, titles: Titles, page: Page) -> None:
    """Write words at both ends of lines."""
    ends = _pixels(titles.lines.reshape(-1, 2), page).reshape(-1, 2, 2).tolist()
    high = titles.height * float(page.scale[1])

    def paint(painter: QPainter) -> None:
        painter.setPen(titles.color)
        for ((left, y), (right, _)), word, end, font in zip(
            ends, titles.left, titles.right, titles.fonts, strict=True
        ):
            metrics = QFontMetricsF(font)
            wide, tall = metrics.horizontalAdvance(end), metrics.height()
            room = QRectF(left + titles.indent, y - tall / 2, right - left - titles.indent, tall)
            free = room.width() - wide - metrics.averageCharWidth()
            painter.setFont(font)
            if high < LOWEST * tall:
                continue
            if wide <= room.width():
                painter.drawText(room, Qt.AlignmentFlag.AlignRight, end)
            if free >= FEWEST * metrics.averageCharWidth():
                shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, free)
                painter.drawText(room, Qt.AlignmentFlag.AlignLeft, shown)

    item.show_page(page, paint)


def place_level_names(item: PixelItem, names: LevelNames, page: Page) -> None:
    """Write the names of levels onto their lines, far enough from each other."""
    ends = _pixels(names.segments.reshape(-1, 2), page).reshape(-1, 2, 2)
    middles: FloatArray = ends.mean(axis=1)
    apart = max(NAMES_APART, LINES_APART * QFontMetricsF(names.font).height())
    chosen = chosen_places(middles, names.levels, page, apart)

    def paint(painter: QPainter) -> None:
        for place in chosen:
            (x, y), (right, down) = (
                ends[place].mean(axis=0).tolist(),
                (ends[place, 1] - ends[place, 0]).tolist(),
            )
            angle = math.degrees(math.atan2(down, right))
            painter.save()
            painter.translate(x, y)
            painter.rotate(angle - 180.0 * round(angle / 180.0))  # so that nobody has to read upside down
            text = names.texts[int(names.levels[place])]
            write(painter, text, QPointF(), (0.0, 0.0), names.font, names.color, names.ground)
            painter.restore()

    item.show_page(page, paint)


def chosen_places(
    middles: FloatArray, levels: NDArray[np.intp], page: Page, least: float = NAMES_APART
) -> list[int]:
    """Return which of the pieces of level lines, given by their middles in pixels, shall carry the level's name.

    Level by level it is the one that is farthest from those chosen before and, if they are far, nearest to the middle.
    """
    size = np.array([page.width, page.height])
    inside = np.flatnonzero(((middles > FROM_EDGE) & (middles < size - FROM_EDGE)).all(axis=1))
    chosen: list[int] = []
    for level in np.unique(levels[inside]).tolist():
        here = inside[levels[inside] == level]
        if len(chosen) >= MOST_NAMES:
            break
        apart = np.full(len(here), np.inf)
        for other in chosen:
            apart = np.minimum(apart, np.hypot(*(middles[here] - middles[other]).T))
        central = np.hypot(*((middles[here] - size / 2) / size).T)
        best = int((np.minimum(apart, 2 * least) - least * central).argmax())
        if apart[best] >= least:
            chosen.append(int(here[best]))
    return chosen


def place_arrow(item: PixelItem, arrow: Arrow, page: Page) -> None:
    """Draw an arrow with its name, from beside the mark at its start on."""
    start = _pixels(arrow.start[None], page)[0]
    way = arrow_way(arrow, page.scale * (1.0, -1.0), min(page.width, page.height))
    is_near = bool(np.isfinite(start).all() and (start > -NEAR).all() and (start < page.size + NEAR).all())
    visible = is_near and bool(math.hypot(*way) >= SHORTEST_ARROW * arrow.width)
    item.setVisible(visible)
    frame = QRectF(0.0, 0.0, page.width, page.height)
    side = name_side(way, arrow, page.scale * (1.0, -1.0))
    bounds = _around(start, math.hypot(*way) + arrow.gap + _room(arrow.name, arrow.font))
    item.show_page(
        page, lambda painter: draw_arrow(painter, start, way, arrow, frame, side) if visible else None, bounds
    )


def name_side(way: tuple[float, float], arrow: Arrow, scale: FloatArray) -> float:
    """Return at which side of an arrow its name stands, the right one (1) or the left one (−1): where no other is."""
    with np.errstate(all="ignore"):
        others = arrow.among * scale
        return -1.0 if np.nan_to_num(way[0] * others[:, 1] - way[1] * others[:, 0]).sum() > 0 else 1.0


def arrow_way(arrow: Arrow, scale: FloatArray, side: float) -> tuple[float, float]:
    """Return how far right and down an arrow points, in pixels, on a plot whose shorter side is so long."""
    with np.errstate(all="ignore"):
        seen = arrow.vector * scale
        longest, length = float(np.hypot(*(arrow.among * scale).T).max()), float(np.hypot(*seen))
        most = max(arrow.longest, LEAST_OF_FRAME * side)
        if not 0 < length <= longest < math.inf:
            return 0.0, 0.0
        right, down = (seen * (max(length / longest, LEAST_SHARE) * most / length)).tolist()
    return right, down


def draw_arrow(
    painter: QPainter, start: FloatArray, way: tuple[float, float], arrow: Arrow, frame: QRectF, side: float
) -> None:
    """Draw an arrow, its name at its right side (1) or left one (−1); it begins beyond the mark at its start."""
    length = math.hypot(*way)
    along = QPointF(way[0] / length, way[1] / length)
    across = QPointF(-along.y(), along.x())
    tail = QPointF(*start.tolist()) + along * arrow.gap
    tip, neck = tail + along * length, tail + along * max(length - 4.0 * arrow.width, 0.0)
    pen = QPen(arrow.color, arrow.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(tail, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(arrow.color)
    painter.drawPolygon(
        QPolygonF([tip, neck + across * 2.0 * arrow.width, neck - across * 2.0 * arrow.width])
    )
    if arrow.name and arrow.font is not None:
        aside = along * 0.5 + across * side
        write(painter, arrow.name, tip, (aside.x(), aside.y()), arrow.font, arrow.color, arrow.ground, frame)


def place_outside(item: PixelItem, mark: Outside, page: Page) -> None:
    """Draw a mark at the frame's edge, with a tip outwards, where its place lies outside; nothing where it is seen."""
    (x, y), edge = _pixels(mark.point[None], page)[0].tolist(), 1.1 * mark.size
    near = QPointF(min(max(x, edge), page.width - edge), min(max(y, edge), page.height - edge))
    away = QPointF(min(max(x, -1e6), 1e6), min(max(y, -1e6), 1e6)) - near
    half = mark.size / 2  # of a mark at the edge enough is seen
    is_out = not math.isnan(x + y) and not (
        -half <= x <= page.width + half and -half <= y <= page.height + half
    )
    item.setVisible(is_out)
    if is_out:
        bounds = _around(np.array([near.x(), near.y()]), 3.0 * mark.size)
        item.show_page(page, lambda painter: _draw_outside(painter, mark, near, away), bounds)


def _draw_outside(painter: QPainter, mark: Outside, near: QPointF, away: QPointF) -> None:
    painter.translate(near)
    painter.save()
    size = drawn_size(mark.symbol, mark.size)
    drawSymbol(painter, mark.symbol, size, pen_of(mark.ring, mark.width), pg.mkBrush(mark.color))
    painter.restore()
    painter.rotate(math.degrees(math.atan2(away.y(), away.x())))
    half = 0.45 * mark.size
    tip = [QPointF(1.05 * mark.size, 0.0), QPointF(0.68 * mark.size, half), QPointF(0.68 * mark.size, -half)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mark.ring)
    painter.drawPolygon(QPolygonF(tip))


def _around(place: FloatArray, room: float) -> QRectF:
    x, y = np.nan_to_num(place).tolist()
    return QRectF(x - room, y - room, 2 * room, 2 * room)


def _room(name: str, font: QFont | None) -> float:
    """Return how far a name reaches beyond its place."""
    return (
        0.0
        if font is None
        else 1.2 * QFontMetricsF(font).horizontalAdvance(name) + 2 * QFontMetricsF(font).height()
    )


def _pixels(points: FloatArray, page: Page) -> FloatArray:
    """Return where points of shape (n, 2) lie, in pixels from the frame's upper left corner."""
    with np.errstate(all="ignore"):
        shares = np.column_stack(
            [span.shares(x) for span, x in zip(page.spans, page.plotted(points).T, strict=True)]
        )
        return np.column_stack([shares[:, 0] * page.width, (1.0 - shares[:, 1]) * page.height])


def _nothing(painter: QPainter) -> None:
    """Draw nothing."""
