"""Cells of a plot, each of one colour and some of them hatched, drawn at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.plots.heat import runs
from graphviz_nn.gui.plots.seen_item import SeenItem
from graphviz_nn.gui.plots.shapes import Mosaic
from graphviz_nn.gui.plots.visible import Page


class MosaicItem(SeenItem):
    """Draws cells of one colour each."""

    def __init__(self) -> None:
        super().__init__()
        self._mosaic: Mosaic | None = None
        self._image: QImage | None = None

    def place_mosaic(self, mosaic: Mosaic, page: Page) -> None:
        """Take over other cells."""
        if mosaic is not self._mosaic:
            self._mosaic = mosaic
            rows, columns = mosaic.colors.shape
            lines = np.ascontiguousarray(mosaic.colors[::-1])  # upside down, as a screen counts its lines
            # A copy: the image would not keep the array alive.
            self._image = QImage(lines.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()
        (left, right), (low, high) = mosaic.across, mosaic.up
        self.show_area(QRectF(left, low, right - left, high - low))

    @contained()
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the cells, then the hatches, whose lines are as wide apart at every scale of the plot."""
        mosaic = self._mosaic
        if mosaic is None or self._image is None:
            return
        first, last = map(painter.transform().map, (self.area.topLeft(), self.area.bottomRight()))
        area = QRectF(QPointF(first), QPointF(last)).normalized()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(area, self._image)
        rows, columns = mosaic.hatched.shape
        brush = QBrush(mosaic.ink, Qt.BrushStyle.BDiagPattern)
        for run in runs(area, (rows, columns), mosaic.hatched[::-1]):
            painter.fillRect(run, brush)
