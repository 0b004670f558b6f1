"""The ground of a plot as an image, made anew for each view of it, and drawn without a detour."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.plots.seen_item import SeenItem
from graphviz_nn.gui.plots.shapes import Ground
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.scene.contours import enlarged
from graphviz_nn.scene.spans import Span


class GroundItem(SeenItem):
    """Draws bands of colour over a grid."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None

    def place_ground(self, ground: Ground, page: Page) -> None:
        """Take over what is seen of a ground."""
        spans = [
            Span(max(view.low, whole.low), min(view.high, whole.high))
            for view, whole in zip(page.spans, (ground.across, ground.up), strict=True)
        ]
        sizes = np.array([span.high - span.low for span in spans])
        self.setVisible(bool((sizes > 0).all()))
        if not self.isVisible():
            return  # one looks beyond it
        pixels = np.clip((sizes * page.scale * page.ratio).round(), 2, ground.finest)
        columns, rows = pixels.astype(int).tolist()
        across, up = ground.across.shares(np.array(spans[0])), ground.up.shares(np.array(spans[1]))
        # Upside down, as a screen counts its lines.
        window = (*across.tolist(), *up.tolist()[::-1])
        fine = np.stack([enlarged(grid, rows, columns, window) for grid in ground.grids])
        table = np.array([color.rgb() for color in ground.colors], dtype=np.uint32)
        lines = table.take(ground.places(fine))
        # A copy: the image would not keep the array alive.
        self._image = QImage(
            np.ascontiguousarray(lines).data, columns, rows, 4 * columns, QImage.Format.Format_RGB32
        ).copy()
        self.show_area(QRectF(spans[0].low, spans[1].low, *sizes.tolist()))

    @contained()
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the image."""
        if self._image is None:
            return
        corners = map(painter.transform().map, (self.area.topLeft(), self.area.bottomRight()))
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        first, last = (QPointF(corner) for corner in corners)
        painter.drawImage(QRectF(first, last).normalized(), self._image)
