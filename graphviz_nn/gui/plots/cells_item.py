"""Boxes with texts in a plot, drawn at once: an item for each would take longer than a frame."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from graphviz_nn.gui.plots.shapes import Cells
from graphviz_nn.gui.plots.visible import Page

GAP = 1.0  # pixels between two boxes


class CellsItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws boxes with texts."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: Cells | None = None
        self._area = QRectF()

    def show_cells(self, cells: Cells, ratio: float) -> None:
        """Take over other boxes."""
        self._cells = cells
        self.update()

    def place_cells(self, cells: Cells, page: Page) -> None:
        """Be as large as what is seen."""
        (left, right), (low, high) = page.spans
        self.prepareGeometryChange()
        self._area = QRectF(left, low, right - left, high - low)

    def boundingRect(self) -> QRectF:
        """Return what is seen."""
        return self._area

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the boxes, and the texts upright, whatever the scale of the plot."""
        cells = self._cells
        if cells is None:
            return
        to_device = painter.transform()
        painter.resetTransform()
        font = painter.font()
        font.setPixelSize(max(round(cells.letters), 1))
        painter.setFont(font)
        wide, tall = cells.size
        for (x, y), text, ink, fill in zip(
            cells.points.tolist(), cells.texts, cells.inks, cells.fills, strict=True
        ):
            corners = QPointF(x - wide / 2, y - tall / 2), QPointF(x + wide / 2, y + tall / 2)
            box = QRectF(*map(to_device.map, corners)).normalized()
            box.adjust(0, 0, -GAP, -GAP)
            painter.fillRect(box, fill)
            if box.height() >= font.pixelSize():
                painter.setPen(ink)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
