"""What stays while stepping, kept as pixels: moving the camera moves them, and a step writes only what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QPainter, QPixmap

from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.card_numbers import Writing, paint_settled
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import cards_near, paint_still
from graphviz_nn.gui.canvas.paths import Paths
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.painting import painting
from graphviz_nn.scene.scene import Scene

HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Layer:
    """Frames, pale edges and cards with their numbers, as they are seen through a camera.

    Attributes:
        is_exact: whether its pixels are as they were painted, and not those of another zoom.

    """

    def __init__(self, look: Look, tiles: Tiles, paths: Paths) -> None:
        self._look, self._tiles, self._paths = look, tiles, paths
        self._pixels = QPixmap()
        self._camera = Camera()
        self._writing = Writing()
        self.is_exact = False

    def overlap(self, window: QRectF, camera: Camera) -> int:
        """Return how many device pixels of what is seen through a camera are there already."""
        shift, size = camera.shift_from(self._camera), (window.size() * camera.ratio).toSize()
        if shift is None or size != self._pixels.size() or not self.is_exact:
            return 0
        return max(size.width() - abs(shift[0]), 0) * max(size.height() - abs(shift[1]), 0)

    def picture(self, window: QRectF, camera: Camera, scene: Scene, is_zooming: bool = False) -> QPixmap:
        """Return what is seen on a window, painting as little as possible.

        While the user zooms, what is there is shown larger or smaller, and only what is new at the rim is painted.
        """
        size = (window.size() * camera.ratio).toSize()
        if is_zooming and size == self._pixels.size() and camera.shift_from(self._camera) is None:
            fresh = self._rescaled(camera)
        else:
            fresh = self._exposed(size, camera)
        self._camera = camera
        due = self._writing.due(scene, cards_near(scene, camera.box(window)))
        for part in fresh:
            self._paint(part, scene, frozenset(due))
        if due:
            with self._canvas() as canvas:
                canvas.painter.setTransform(camera.transform)
                paint_settled(canvas, scene, due)
        return self._pixels

    def _exposed(self, size: QSize, camera: Camera) -> list[QRect]:
        """Move what is there to where it is seen now; return the parts, in device pixels, that must be painted."""
        whole = QRect(QPoint(), size)
        shift = camera.shift_from(self._camera)
        if size != self._pixels.size() or shift is None or not self.is_exact:
            self._pixels = QPixmap(size)
            self._pixels.setDevicePixelRatio(camera.ratio)
            self._writing, self.is_exact = Writing(), True
            return [whole]
        if shift != (0, 0):
            self._pixels.scroll(*shift, whole)
        wide, high = size.width(), size.height()
        across = QRect(0 if shift[0] > 0 else wide + shift[0], 0, min(abs(shift[0]), wide), high)
        down = QRect(0, 0 if shift[1] > 0 else high + shift[1], wide, min(abs(shift[1]), high))
        return [part for part in (across & whole, down & whole) if not part.isEmpty()]

    def _rescaled(self, camera: Camera) -> list[QRect]:
        """Show what is there as large as it is seen now; return the parts around it that must be painted."""
        old, self.is_exact = self._pixels, False
        factor = camera.zoom / self._camera.zoom
        corner = QPointF(camera.dx - self._camera.dx * factor, camera.dy - self._camera.dy * factor)
        area = QRectF(corner, old.deviceIndependentSize() * factor)
        self._pixels = QPixmap(old.size())
        self._pixels.setDevicePixelRatio(camera.ratio)
        with painting(self._pixels) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(area, old, QRectF(old.rect()))
        return _around(QRectF(corner * camera.ratio, QSizeF(old.size()) * factor), old.rect())

    def _paint(self, part: QRect, scene: Scene, due: AbstractSet[int]) -> None:
        """Paint a part anew, the numbers that are said to be written there too; those due come after it, once."""
        ratio = self._camera.ratio
        seen = QRectF(part.x() / ratio, part.y() / ratio, part.width() / ratio, part.height() / ratio)
        view = self._camera.box(seen)
        with self._canvas() as canvas:
            canvas.painter.setClipRect(seen)
            canvas.painter.fillRect(seen, self._look.color("background"))
            paint_still(canvas, scene, view)
            paint_settled(canvas, scene, (card for card in cards_near(scene, view) if card not in due))

    @contextmanager
    def _canvas(self) -> Iterator[Canvas]:
        with painting(self._pixels) as painter:
            painter.setRenderHints(HINTS)
            yield Canvas(painter, self._camera, self._look, self._tiles, self._paths)


def _around(area: QRectF, whole: QRect) -> list[QRect]:
    """Return the parts of a rectangle that an area does not fill, with the pixels on its rim."""
    inner = area.adjusted(1.0, 1.0, -1.0, -1.0).toRect() & whole
    left, right, wide, high = inner.left(), inner.right() + 1, whole.width(), whole.height()
    parts = [
        QRect(0, 0, wide, inner.top()),
        QRect(0, inner.bottom() + 1, wide, high - inner.bottom() - 1),
        QRect(0, inner.top(), left, inner.height()),
        QRect(right, inner.top(), wide - right, inner.height()),
    ]
    return [part for part in parts if not part.isEmpty()]
