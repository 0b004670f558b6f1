"""A mark in a plot that is dragged about."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import drawSymbol
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from graphviz_nn.faults import contained
from graphviz_nn.gui.plots.pens import drawn_size, pen_of
from graphviz_nn.gui.plots.shapes import Handle
from graphviz_nn.gui.plots.visible import Page

GRIP = 8.0  # pixels around it that take hold of it too


class HandleItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws a mark, and tells where it is dragged; it stays where it is until it is shown elsewhere.

    Attributes:
        dragged_to: where in the scene it is dragged.
        is_held: whether it was taken hold of before, and is dragged on.

    Signals: `sigDragged(object)` with itself.
    """

    sigDragged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.dragged_to, self.is_held = QPointF(), False
        self._handle: Handle | None = None

    def show_handle(self, handle: Handle, ratio: float) -> None:
        """Stand elsewhere, or look otherwise."""
        self.prepareGeometryChange()
        self._handle = handle
        self.update()

    def place_handle(self, handle: Handle, page: Page) -> None:
        """Stand at its point; nowhere where that lies so far beyond the frame that nothing of it is seen."""
        reach = self.boundingRect().width()
        low, high = page.corners(reach)
        self.setVisible(bool((low <= handle.point).all() and (handle.point <= high).all()))
        if self.isVisible():
            self.setPos(*handle.point.tolist())

    def boundingRect(self) -> QRectF:
        """Return the mark with all that takes hold of it, in pixels."""
        handle = self._handle
        reach = GRIP + (0.0 if handle is None else handle.size / 2 + 2 * handle.width)
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    @contained()
    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the mark, its ring, and a halo that parts it from any ground."""
        handle = self._handle
        if handle is None:
            return
        ratio, size = painter.device().devicePixelRatioF(), drawn_size(handle.symbol, handle.size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for color, width in ((handle.halo, 3 * handle.width), (handle.ring, handle.width)):
            painter.save()  # what draws a symbol scales the painter
            drawSymbol(painter, handle.symbol, size, pen_of(color, width * ratio), handle.fill)
            painter.restore()

    def hoverEvent(self, event: Any) -> None:
        """Claim drags that begin on it, before the picture below takes them to be its own."""
        if not event.isExit():
            event.acceptDrags(Qt.MouseButton.LeftButton)

    def mouseDragEvent(self, event: Any) -> None:
        """Tell where it is dragged."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self.dragged_to, self.is_held = event.scenePos(), not event.isStart()
        self.sigDragged.emit(self)
