"""Marks in a plot: a stamp of each kind, pressed at every point."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol, renderSymbol
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.plots.pens import drawn_size, pen_of
from graphviz_nn.gui.plots.seen_item import SeenItem
from graphviz_nn.gui.plots.shapes import Marks
from graphviz_nn.gui.plots.visible import Page, seen_marks


class MarksItem(SeenItem):
    """Draws a mark at each of some points; pyqtgraph's own takes five times as long to be told of others.

    Attributes:
        points: where on the axes those lie that are seen, of shape (n, 2).

    """

    def __init__(self) -> None:
        super().__init__()
        self.points = np.empty((0, 2))
        self._marks: Marks | None = None
        self._pressed = PrimitiveArray(QPainter.PixmapFragment, 10)

    def place_marks(self, marks: Marks, page: Page) -> None:
        """Take over what is seen of some marks."""
        self._marks, self.points = marks, seen_marks(page.plotted(marks.points), page, marks.size)
        low, high = page.corners(2 * marks.size)
        self.show_area(QRectF(*low.tolist(), *(high - low).tolist()))

    @contained()
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Press the stamp at each point; into a file draw each mark by its lines."""
        marks, ratio, by = self._marks, painter.device().devicePixelRatioF(), painter.transform()
        if marks is None or not len(self.points):
            return
        turned = self.points @ np.array([[by.m11(), by.m12()], [by.m21(), by.m22()]])
        places = turned + np.array([by.dx(), by.dy()])
        painter.resetTransform()
        fill, ring = marks.fill.rgba(), marks.ring.rgba()
        if self._exportOpts is False:
            stamp = _stamp(marks.symbol, marks.size, fill, ring, marks.width, ratio)
            self._pressed.resize(len(places))
            pressed = self._pressed.ndarray()
            pressed[:, :2] = places
            # Which part of the stamp; how it is scaled, turned and how opaque it is.
            pressed[:, 2:] = (0, 0, stamp.width(), stamp.height(), 1 / ratio, 1 / ratio, 0, 1)
            painter.drawPixmapFragments(*self._pressed.drawargs(), stamp)  # type: ignore[call-arg]
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in places.tolist():
            painter.resetTransform()
            painter.translate(x, y)
            pen = pen_of(marks.ring, marks.width * ratio)
            drawSymbol(painter, marks.symbol, drawn_size(marks.symbol, marks.size), pen, marks.fill)


@lru_cache(maxsize=64)
def _stamp(symbol: str, size: float, fill: int, ring: int, width: float, ratio: float) -> QPixmap:
    """Return a mark of a size in pixels, its colours by their numbers, on a screen with so many pixels for each."""
    pen = pen_of(QColor.fromRgba(ring), width * ratio)
    drawn = renderSymbol(symbol, drawn_size(symbol, size) * ratio, pen, QColor.fromRgba(fill))
    return QPixmap.fromImage(drawn)
