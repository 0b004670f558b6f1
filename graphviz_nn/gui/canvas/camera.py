"""From the drawing's coordinates to the screen's and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from graphviz_nn.scene.layout import Box

SMALLEST_ZOOM, LARGEST_ZOOM = 0.02, 6.0
EXACT = 1e-6  # of a device pixel


@dataclass(frozen=True)
class Camera:
    """A point (x, y) of the drawing is seen at (x, y) · zoom + (dx, dy), in logical pixels.

    Attributes:
        ratio: device pixels in a logical one.

    """

    zoom: float = 1.0
    dx: float = 0.0
    dy: float = 0.0
    ratio: float = 1.0

    @property
    def transform(self) -> QTransform:
        """The same for Qt."""
        return QTransform(self.zoom, 0.0, 0.0, self.zoom, self.dx, self.dy)

    def rect(self, box: Box) -> QRectF:
        """Return where a box is seen."""
        z = self.zoom
        return QRectF(box.left * z + self.dx, box.top * z + self.dy, box.width * z, box.height * z)

    def snapped(self, box: Box) -> QRectF:
        """Return where a box is seen, its sides on whole device pixels."""
        seen, r = self.rect(box), self.ratio
        left, top = round(seen.left() * r) / r, round(seen.top() * r) / r
        return QRectF(left, top, round(seen.right() * r) / r - left, round(seen.bottom() * r) / r - top)

    def point(self, x: float, y: float) -> QPointF:
        """Return where a point is seen."""
        return QPointF(x * self.zoom + self.dx, y * self.zoom + self.dy)

    def under(self, seen: QPointF) -> tuple[float, float]:
        """Return the point of the drawing that is seen at a place."""
        return (seen.x() - self.dx) / self.zoom, (seen.y() - self.dy) / self.zoom

    def box(self, seen: QRectF) -> Box:
        """Return the part of the drawing that is seen in a rectangle."""
        left, top = self.under(seen.topLeft())
        return Box(left, top, seen.width() / self.zoom, seen.height() / self.zoom)

    def zoomed(self, factor: float, about: QPointF) -> Camera:
        """Return the camera nearer by a factor, the point under `about` staying where it is."""
        zoom = min(max(self.zoom * factor, SMALLEST_ZOOM), LARGEST_ZOOM)
        x, y = self.under(about)
        return replace(self, zoom=zoom, dx=about.x() - x * zoom, dy=about.y() - y * zoom)

    def moved(self, by: QPointF) -> Camera:
        """Return the camera with the drawing moved over the screen, by whole device pixels."""
        across, down = round(by.x() * self.ratio) / self.ratio, round(by.y() * self.ratio) / self.ratio
        return replace(self, dx=self.dx + across, dy=self.dy + down)

    def shift_from(self, before: Camera) -> tuple[int, int] | None:
        """Return by how many whole device pixels everything is elsewhere; None if it is not just moved by such."""
        across, down = (self.dx - before.dx) * self.ratio, (self.dy - before.dy) * self.ratio
        shift = round(across), round(down)
        is_whole = abs(across - shift[0]) < EXACT and abs(down - shift[1]) < EXACT
        same = self.zoom == before.zoom and self.ratio == before.ratio
        return shift if same and is_whole else None

    def centred(self, box: Box, window: QRectF) -> Camera:
        """Return the camera moved so that a box is in the middle of the window: the next steps find room there."""
        return self.moved(window.center() - self.rect(box).center())

    def showing(self, box: Box, window: QRectF, margin: float) -> Camera:
        """Return the camera moved as little as possible so that a box is in the window, if it fits there."""
        seen, inner = self.rect(box), window.adjusted(margin, margin, -margin, -margin)
        by = QPointF(
            _shift(seen.left(), seen.right(), inner.left(), inner.right()),
            _shift(seen.top(), seen.bottom(), inner.top(), inner.bottom()),
        )
        return self.moved(by)


def fitted(box: Box, window: QRectF, margin: float, largest: float, ratio: float) -> Camera:
    """Return the camera that shows a whole box, centred, at most at the zoom `largest`."""
    wide = (window.width() - 2 * margin) / max(box.width, 1.0)
    high = (window.height() - 2 * margin) / max(box.height, 1.0)
    zoom = min(max(min(wide, high), SMALLEST_ZOOM), largest)
    x, y = box.centre
    centre = window.center()
    return Camera(zoom, centre.x() - x * zoom, centre.y() - y * zoom, ratio)


def _shift(low: float, high: float, least: float, most: float) -> float:
    """Return how far to move an interval into another; the left end wins if it is too long."""
    return max(least - low, 0.0) if low < least else min(most - high, 0.0) if high > most else 0.0
