"""Cards: their ground, symbol, name and shape, and the marks of what is new and what is selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.look import CORNER, Look
from graphviz_nn.gui.canvas.paths import Paths
from graphviz_nn.gui.canvas.tiles import Tiles
from graphviz_nn.scene.areas import CHEVRON, head_of, shape_of
from graphviz_nn.scene.faces import Face
from graphviz_nn.scene.figures import least_height
from graphviz_nn.scene.layout import Box, Card, Layout
from graphviz_nn.scene.scene import Scene

BAR = 3.0
WORDS_FROM = 0.45  # the zoom from which names and shapes can be read
SYMBOL_FROM = 0.16
COVERED = "?"  # in place of a shape that is yet to be guessed
NAME = 10.5, 15.0  # the least and the largest height of a name, before the theme's scale
SYMBOL = 14.0, 19.0

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class Canvas:
    """What everything here is drawn on and with."""

    painter: QPainter
    camera: Camera
    look: Look
    tiles: Tiles
    paths: Paths

    def is_legible(self, height: float) -> bool:
        """Whether figures of a height in the drawing can be read on the screen."""
        return height * self.camera.zoom >= least_height(self.look.scale)

    def line(self, color: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """Return a pen that is as wide on every screen whatever the zoom, in pixels of the window."""
        pen = QPen(color, width * self.camera.ratio, style)
        pen.setCosmetic(True)
        return pen


def paint_cards(
    canvas: Canvas, layout: Layout, faces: Sequence[Face], visible: Sequence[int], *, has_shapes: bool = True
) -> None:
    """Draw all that does not depend on the position; of shapes that may be covered only their room."""
    _paint_grounds(canvas, [layout.cards[i].box for i in visible])
    _paint_bars(canvas, [layout.cards[i].box for i in visible if faces[i].is_parameter])
    for i in visible:
        paint_words(canvas, layout.cards[i], faces[i], has_shape=has_shapes)


def paint_shapes(canvas: Canvas, scene: Scene, visible: Sequence[int]) -> None:
    """Draw the shapes on cards, and plain fields in place of those that are covered."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    if zoom < WORDS_FROM:
        return
    font = look.readable("small", zoom, *NAME)
    painter.setFont(font)
    for i in visible:
        face, rect = scene.faces[i], rect_of(shape_of(scene.layout.cards[i]))
        if not scene.is_covered(face.node):
            painter.setPen(look.color("muted"))
            painter.drawText(rect, _RIGHT, face.shape)
            continue
        high = min(rect.height() - 4, 1.3 * font.pixelSize())
        rect = QRectF(rect.left(), rect.center().y() - high / 2, rect.width(), high)
        painter.setPen(canvas.line(look.color("muted")))
        painter.setBrush(look.color("sunk"))
        painter.drawRoundedRect(rect, 3, 3)
        painter.drawText(rect, _CENTRE, COVERED)


def paint_tags(canvas: Canvas, layout: Layout) -> None:
    """Draw the names of cards of earlier rows where links from them start anew."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    for tag in layout.tags:
        rect = rect_of(tag.box)
        painter.setPen(canvas.line(look.color("line")))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        if zoom >= SYMBOL_FROM:
            font = look.readable("small_bold", zoom, *NAME)
            painter.setFont(font)
            painter.setPen(look.color("text"))
            painter.drawText(rect, _CENTRE, look.elided(tag.name, font, rect.width() - 6))


def paint_lit(canvas: Canvas, card: Card, face: Face, phase: Phase) -> None:
    """Draw the card where something has just happened, in place of the plain one."""
    painter, look, box = canvas.painter, canvas.look, card.box
    hue = look.hue(phase)
    halo = QColor(hue)
    halo.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawRoundedRect(rect_of(box.grown(5)), CORNER + 5, CORNER + 5)
    painter.setPen(canvas.line(hue, 2.0))
    painter.setBrush(look.color("selected"))
    painter.drawRoundedRect(rect_of(box), CORNER, CORNER)
    if face.is_parameter:
        _paint_bars(canvas, [box])
    paint_words(canvas, card, face)


def chosen_pen(canvas: Canvas) -> QPen:
    """Return the pen of a ring around what is selected."""
    return canvas.line(canvas.look.color("focus"), 2.0)


def pointed_pen(canvas: Canvas) -> QPen:
    """Return the pen of a ring around what the mouse is over, perhaps in another panel: thin and dashed."""
    pen = canvas.line(canvas.look.color("muted"), 1.5)
    pen.setDashPattern([3.0, 2.0])
    return pen


def paint_rings(canvas: Canvas, scene: Scene) -> None:
    """Draw the rings around the cards of what is selected, and of what the mouse is over."""
    chosen, pointed = scene.chosen, scene.pointed_card
    if chosen is not None:
        paint_ring(canvas, scene.layout.cards[chosen].box, chosen_pen(canvas))
    if pointed is not None and pointed != chosen:
        paint_ring(canvas, scene.layout.cards[pointed].box, pointed_pen(canvas))


def paint_ring(canvas: Canvas, box: Box, pen: QPen) -> None:
    """Draw a ring around a card, as wide on the screen from near as from afar."""
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(rect_of(box.grown(4 / canvas.camera.zoom)), CORNER + 3, CORNER + 3)


def paint_words(canvas: Canvas, card: Card, face: Face, *, has_shape: bool = True) -> None:
    """Draw symbol, name and shape in one line; from afar only the symbol, as large as it needs to be read."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    if zoom < SYMBOL_FROM:
        return
    line = rect_of(head_of(card))
    if face.can_open and zoom >= WORDS_FROM / 2:
        room = CHEVRON * look.scale
        paint_chevron(canvas, QPointF(line.left() + room / 3, line.center().y()), is_open=False)
        line.setLeft(line.left() + room)
    font = look.readable("small_bold" if face.layer else "heading", zoom, *(NAME if face.layer else SYMBOL))
    symbol = look.elided(face.symbol, font, line.width())
    painter.setFont(font)
    painter.setPen(look.color("text"))
    painter.drawText(line, _LEFT, symbol)
    if zoom < WORDS_FROM:
        return
    line.setLeft(line.left() + look.width(symbol, font) + 5)
    font = look.readable("small", zoom, *NAME)
    painter.setFont(font)
    painter.setPen(look.color("muted"))
    shape = look.width(face.shape, font)
    if not has_shape:
        line.setRight(shape_of(card).left - 4)
    elif shape <= line.width():  # a part of it would be another shape
        painter.drawText(line, _RIGHT, face.shape)
        line.setRight(line.right() - shape - 4)
    if not face.layer:
        painter.drawText(line, _LEFT, _worth_reading(look.elided(face.subtitle, font, line.width()), face))


def _worth_reading(elided: str, face: Face) -> str:
    """Return a name of which most is left, and nothing in place of another."""
    return elided if len(elided) > len(face.subtitle) / 2 else ""


def paint_chevron(canvas: Canvas, centre: QPointF, *, is_open: bool) -> None:
    """Draw the sign that says whether a layer is open: it points down, or to the right."""
    reach = 3.5 * canvas.look.scale
    path = QPainterPath()
    if is_open:
        path.moveTo(centre + QPointF(-reach, -reach / 2))
        path.lineTo(centre + QPointF(0, reach / 2))
        path.lineTo(centre + QPointF(reach, -reach / 2))
    else:
        path.moveTo(centre + QPointF(-reach / 2, -reach))
        path.lineTo(centre + QPointF(reach / 2, 0))
        path.lineTo(centre + QPointF(-reach / 2, reach))
    pen = QPen(canvas.look.color("muted"), 1.8 * canvas.look.scale)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawPath(path)


def _paint_grounds(canvas: Canvas, boxes: Sequence[Box]) -> None:
    path = QPainterPath()
    for box in boxes:
        path.addRoundedRect(rect_of(box), CORNER, CORNER)
    canvas.painter.setPen(canvas.line(canvas.look.color("line")))
    canvas.painter.setBrush(canvas.look.color("surface"))
    if not path.isEmpty():
        canvas.painter.drawPath(path)


def _paint_bars(canvas: Canvas, boxes: Sequence[Box]) -> None:
    """Draw the green bars of parameters."""
    color = canvas.look.color("parameter")
    for box in boxes:
        bar = QRectF(box.left, box.top + CORNER, BAR, box.height - 2 * CORNER)
        canvas.painter.fillRect(bar, color)


def rect_of(box: Box) -> QRectF:
    """Return a box as Qt's rectangle."""
    return QRectF(box.left, box.top, box.width, box.height)
