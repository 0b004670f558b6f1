"""Painting on the screen: what is kept as pixels, and over it what moves."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEngine, QPainter

from graphviz_nn.gui.canvas import circles
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.card_numbers import paint_settled
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.layer import Layer
from graphviz_nn.gui.canvas.lens import paint_lens
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.paint import (
    Motion,
    cards_near,
    paint_note,
    paint_state,
    paint_still,
)
from graphviz_nn.gui.canvas.paths import Paths
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.scene.board import Board
from graphviz_nn.scene.scene import Scene

PLACES = 3  # that are kept: backward goes to and fro between distant ones
_IN_LINES = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


class Screen:
    """Paints scenes with one look.

    Attributes:
        look: what is drawn with.

    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self._tiles = Tiles(look)
        self._board: Board | None = None
        self._ways = (False, False)
        self._paths = Paths(None)
        self._layers: list[Layer] = []  # the one used last is the last

    def paint(
        self, painter: QPainter, window: QRectF, camera: Camera, scene: Scene, motion: Motion, note: str
    ) -> None:
        """Paint a scene on a window; `note` stands at its foot."""
        self._prepare(scene)
        canvas = Canvas(painter, camera, self.look, self._tiles, self._paths)
        if scene.board.layout is None:
            painter.fillRect(window, self.look.color("background"))
            painter.setTransform(camera.transform)
            circles.paint_neurons(canvas, scene, motion.pulse)
        else:
            self._paint_cards(canvas, window, scene, motion)
        if note:
            paint_note(canvas, note, window)
        elif scene.board.layout is not None:
            paint_lens(canvas, scene, window)

    def _prepare(self, scene: Scene) -> None:
        """Forget the pixels of another board, if it looks otherwise, and those of another way to show it."""
        board, ways = scene.board, (scene.one_scale, scene.covers_shapes)
        old, self._board = self._board, board
        is_other, self._ways = ways != self._ways, ways
        if old is None or is_other or not (board is old or board.looks_like(old)):
            self._paths = Paths(board.layout)
            self._layers = [Layer(self.look, self._tiles, self._paths) for _ in range(PLACES)]

    def _paint_cards(self, canvas: Canvas, window: QRectF, scene: Scene, motion: Motion) -> None:
        view = canvas.camera.box(window)
        if canvas.painter.paintEngine().type() in _IN_LINES:
            paint_still(canvas, scene, view)
            paint_settled(canvas, scene, cards_near(scene, view))
        else:
            layer = self._layers[-1] if motion.is_zooming else self._layer(window, canvas.camera)
            picture = layer.picture(window, canvas.camera, scene, motion.is_zooming)
            canvas.painter.drawPixmap(0, 0, picture)
        paint_state(canvas, scene, view, motion)

    def _layer(self, window: QRectF, camera: Camera) -> Layer:
        """Return the layer that has most of what is seen; where none has any of it, the one not used for longest."""
        chosen = max(self._layers, key=lambda layer: layer.overlap(window, camera))
        self._layers.remove(chosen)
        self._layers.append(chosen)
        return chosen
