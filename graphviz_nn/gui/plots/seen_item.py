"""What our own items of a plot have in common: each knows what of it is seen, and is as large as that."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF


class SeenItem(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """An item that draws what is seen of a shape; abstract: how is up to `paint`."""

    def __init__(self) -> None:
        super().__init__()
        self.area = QRectF()

    def show_area(self, area: QRectF) -> None:
        """Be so large, in the numbers of the axes, and draw anew."""
        if area != self.area:
            self.prepareGeometryChange()
            self.area = area
        self.update()

    def boundingRect(self) -> QRectF:
        """Return what is seen."""
        return self.area
