"""What stays while stepping, kept as pixels: moving the camera moves them, and a step writes only what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.card_numbers import Writing, paint_settled
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import Bounds, paint_still
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.gui.painting import painting
from graphviz_nn.scene.scene import Scene

HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Layer:
    """Frames, pale edges and cards with their numbers, as they are seen through a camera."""

    def __init__(self, look: Look, tiles: Tiles, bounds: Bounds) -> None:
        self._look, self._tiles, self._bounds = look, tiles, bounds
        self._pixels = QPixmap()
        self._camera = Camera()
        self._writing = Writing()

    def overlap(self, window: QRectF, camera: Camera) -> int:
        """Return how many device pixels of what is seen through a camera are there already."""
        shift, size = camera.shift_from(self._camera), (window.size() * camera.ratio).toSize()
        if shift is None or size != self._pixels.size():
            return 0
        return max(size.width() - abs(shift[0]), 0) * max(size.height() - abs(shift[1]), 0)

    def picture(self, window: QRectF, camera: Camera, scene: Scene) -> QPixmap:
        """Return what is seen on a window, painting as little as possible."""
        size = (window.size() * camera.ratio).toSize()
        fresh = self._exposed(size, camera)
        self._camera = camera
        due = self._writing.due(scene, self._bounds.cards_in(camera.box(window)))
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
        if size != self._pixels.size() or shift is None:
            self._pixels = QPixmap(size)
            self._pixels.setDevicePixelRatio(camera.ratio)
            self._writing = Writing()
            return [whole]
        if shift != (0, 0):
            self._pixels.scroll(*shift, whole)
        wide, high = size.width(), size.height()
        across = QRect(0 if shift[0] > 0 else wide + shift[0], 0, min(abs(shift[0]), wide), high)
        down = QRect(0, 0 if shift[1] > 0 else high + shift[1], wide, min(abs(shift[1]), high))
        return [part for part in (across & whole, down & whole) if not part.isEmpty()]

    def _paint(self, part: QRect, scene: Scene, due: AbstractSet[int]) -> None:
        """Paint a part anew, the numbers that are said to be written there too; those due come after it, once."""
        ratio = self._camera.ratio
        seen = QRectF(part.x() / ratio, part.y() / ratio, part.width() / ratio, part.height() / ratio)
        view = self._camera.box(seen)
        with self._canvas() as canvas:
            canvas.painter.setClipRect(seen)
            canvas.painter.fillRect(seen, self._look.color("background"))
            paint_still(canvas, scene, self._bounds, view)
            paint_settled(canvas, scene, (card for card in self._bounds.cards_in(view) if card not in due))

    @contextmanager
    def _canvas(self) -> Iterator[Canvas]:
        with painting(self._pixels) as painter:
            painter.setRenderHints(HINTS)
            yield Canvas(painter, self._camera, self._look, self._tiles)
