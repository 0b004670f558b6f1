"""The pill: what flows back through the newest edge, as a formula on it or beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.look.colour_map import ink_on
from graphviz_nn.scene import words
from graphviz_nn.scene.labels import Label, label_place
from graphviz_nn.scene.layout import Box
from graphviz_nn.scene.scene import Scene

HEIGHT, MARGIN = 20.0, 18.0  # pixels, before the theme's scale
LARGEST = 1.5


def paint_pill(canvas: Canvas, scene: Scene, view: Box) -> None:
    """Draw what flows through the current edge of backward, where it covers least of what is in view."""
    if scene.event is None or scene.phase is not Phase.BACKWARD:
        return
    text, zoom = words.pill(scene.graph, scene.event), canvas.camera.zoom
    for route in scene.current_routes if text else ():
        font = _font(canvas)
        width = QFontMetricsF(font).horizontalAdvance(text) + MARGIN
        height = HEIGHT * canvas.look.theme.scale * _scale(canvas)
        label = label_place(scene.board, route, (width / zoom, height / zoom), view)
        _paint(canvas, label, text, font)


def _paint(canvas: Canvas, label: Label, text: str, font: QFont) -> None:
    painter, camera, ground = canvas.painter, canvas.camera, canvas.look.color("backward")
    rect = camera.rect(label.box)
    painter.resetTransform()
    if label.anchor is not None:
        anchor = camera.point(*label.anchor)
        painter.setPen(QPen(ground, 1.5))
        painter.drawLine(anchor, QPointF(min(max(anchor.x(), rect.left()), rect.right()), rect.center().y()))
        painter.setBrush(ground)
        painter.drawEllipse(anchor, 3.0, 3.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(font)
    painter.setPen(ink_on(ground))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.setTransform(camera.transform)


def _font(canvas: Canvas) -> QFont:
    """Return the font of pills, which grows with the zoom but does not shrink with it."""
    font = canvas.look.theme.font("small_bold")
    font.setPixelSize(max(round(font.pixelSize() * _scale(canvas)), 1))
    return font


def _scale(canvas: Canvas) -> float:
    return min(max(canvas.camera.zoom / canvas.look.theme.scale, 1.0), LARGEST)
