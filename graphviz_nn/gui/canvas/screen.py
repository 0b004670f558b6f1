"""Painting on the screen: what stays while stepping is painted once for each place of the camera, and kept."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap

from graphviz_nn.graph.layout import Box, NeuronLayout
from graphviz_nn.gui.canvas import circles
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.lens import paint_lens
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import Bounds, Motion, bounds_of, paint_note, paint_state, paint_still
from graphviz_nn.gui.canvas.scene import Drawing, Scene
from graphviz_nn.gui.canvas.tiles import Tiles

HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
_IN_LINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


class Screen:
    """Paints scenes with one look.

    Attributes:
        look: what is drawn with.

    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self._tiles = Tiles()
        self._still: QPixmap | None = None
        self._bounds: Bounds | None = None

    def show_drawing(self, drawing: Drawing) -> None:
        """Prepare for another drawing."""
        self._bounds = None if isinstance(drawing, NeuronLayout) else bounds_of(drawing)
        self.forget()

    def forget(self) -> None:
        """Let everything be painted anew, as after the camera has moved."""
        self._still = None

    def paint(
        self, painter: QPainter, window: QRectF, camera: Camera, scene: Scene, motion: Motion, note: str
    ) -> None:
        """Paint a scene on a window; `note` stands at its foot."""
        canvas = Canvas(painter, camera, self.look, self._tiles)
        if self._bounds is None:
            painter.fillRect(window, self.look.color("background"))
            painter.setTransform(camera.transform)
            circles.paint_neurons(canvas, scene, motion.pulse)
        else:
            self._paint_cards(canvas, window, scene, self._bounds, motion)
        if note:
            paint_note(canvas, note, window)

    def _paint_cards(
        self, canvas: Canvas, window: QRectF, scene: Scene, bounds: Bounds, motion: Motion
    ) -> None:
        view = canvas.camera.box(window)
        if canvas.painter.paintEngine().type() in _IN_LINES:
            paint_still(canvas, scene, bounds, view)
            canvas.painter.resetTransform()
        else:
            canvas.painter.drawPixmap(0, 0, self._still_layer(canvas.camera, window, scene, bounds, view))
        paint_state(canvas, scene, bounds, view, motion)
        paint_lens(canvas, scene, window)

    def _still_layer(
        self, camera: Camera, window: QRectF, scene: Scene, bounds: Bounds, view: Box
    ) -> QPixmap:
        if self._still is None:
            self._still = QPixmap((window.size() * camera.ratio).toSize())
            self._still.setDevicePixelRatio(camera.ratio)
            self._still.fill(self.look.color("background"))
            painter = QPainter(self._still)
            painter.setRenderHints(HINTS)
            paint_still(Canvas(painter, camera, self.look, self._tiles), scene, bounds, view)
            painter.end()
        return self._still
