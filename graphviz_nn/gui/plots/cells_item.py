"""Boxes with texts in a plot, drawn at once: an item for each would take longer than a frame."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.plots.seen_item import SeenItem
from graphviz_nn.gui.plots.shapes import Cells
from graphviz_nn.gui.plots.visible import Page

GAP = 1.0  # pixels between two boxes


class CellsItem(SeenItem):
    """Draws boxes with texts."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: Cells | None = None

    def show_cells(self, cells: Cells, ratio: float) -> None:
        """Take over other boxes."""
        self._cells = cells
        self.update()

    def place_cells(self, cells: Cells, page: Page) -> None:
        """Be as large as what is seen."""
        (left, right), (low, high) = page.spans
        self.show_area(QRectF(left, low, right - left, high - low))

    @contained()
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
