"""Cards: symbol, name, shape, and the heat maps of value and gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphviz_nn.analysis.record import Phase
from graphviz_nn.graph.layout import Box, Card, Layout
from graphviz_nn.gui.canvas import heat, words
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.look import CORNER, Look
from graphviz_nn.gui.canvas.scene import Face, Scene
from graphviz_nn.gui.canvas.tiles import Kind, Tiles
from graphviz_nn.gui.colour_map import ColourMap
from graphviz_nn.gui.numbers import short
from graphviz_nn.gui.theme import mix
from graphviz_nn.ops import FloatArray

SIDE = 10.0  # room at the left and right of a card's content
TOP = 43.0  # where the value begins
GAP = 4.0
BOTTOM = 8.0
BAR = 3.0
DELTA = 15.0  # room for the sign of a change
WORDS_FROM = 0.55  # the zoom from which names and shapes can be read
SYMBOL_FROM = 0.16

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, eq=False)
class Canvas:
    """What everything here is drawn on and with."""

    painter: QPainter
    camera: Camera
    look: Look
    tiles: Tiles


def value_area(box: Box) -> Box:
    """Return where on a card the value is."""
    height = (box.height - TOP - GAP - BOTTOM) / 2
    return Box(box.left + SIDE, box.top + TOP, box.width - 2 * SIDE, height)


def gradient_area(box: Box) -> Box:
    """Return where on a card the gradient is."""
    above = value_area(box)
    return Box(above.left, above.bottom + GAP, above.width, above.height)


def change_area(box: Box) -> Box:
    """Return where on a card the change of an updated parameter is."""
    area = gradient_area(box)
    return Box(area.left + DELTA, area.top, area.width - DELTA, area.height)


def paint_cards(canvas: Canvas, layout: Layout, faces: Sequence[Face], visible: Sequence[int]) -> None:
    """Draw all that does not depend on the position."""
    _paint_grounds(canvas, [layout.cards[i].box for i in visible])
    _paint_bars(canvas, [layout.cards[i].box for i in visible if faces[i].is_parameter])
    for i in visible:
        paint_words(canvas, layout.cards[i].box, faces[i])


def paint_lit(canvas: Canvas, card: Card, face: Face, phase: Phase) -> None:
    """Draw the card where something has just happened, in place of the plain one."""
    painter, look, box = canvas.painter, canvas.look, card.box
    hue = look.hue(phase)
    halo = QColor(hue)
    halo.setAlphaF(0.16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(halo)
    painter.drawRoundedRect(_rect(box.grown(5)), CORNER + 5, CORNER + 5)
    pen = QPen(hue, 2.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(look.color("selected"))
    painter.drawRoundedRect(_rect(box), CORNER, CORNER)
    if face.is_parameter:
        _paint_bars(canvas, [box])
    paint_words(canvas, box, face)


def paint_ring(canvas: Canvas, box: Box) -> None:
    """Draw the ring around what is selected."""
    canvas.painter.setPen(canvas.look.line("focus", 2.0))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRoundedRect(_rect(box.grown(4 / canvas.camera.zoom)), CORNER + 3, CORNER + 3)


def paint_chosen_cell(canvas: Canvas, scene: Scene) -> None:
    """Draw the frame of the selected number, where its card shows it."""
    place, cell, at = scene.chosen, scene.cell, scene.position
    if place is None or cell is None or not isinstance(scene.drawing, Layout):
        return
    node, box = scene.faces[place].node, scene.drawing.cards[place].box
    if scene.graph.nodes[node].name != cell.node:
        return
    changed = scene.moments.change(node, at) is not None
    gradient = change_area(box) if changed else gradient_area(box)
    area = value_area(box) if cell.of == "value" else gradient
    table = heat.cells(scene.moments.record.values[node])
    found = table.cell_of(cell.index) if table else None
    if table is None or found is None:
        return
    rows, columns = table.numbers.shape
    wide, high = area.width / columns, area.height / rows
    chosen = Box(area.left + found[1] * wide, area.top + found[0] * high, wide, high)
    canvas.painter.setPen(canvas.look.line("focus", 2.0))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawRect(_rect(chosen))


def paint_words(canvas: Canvas, box: Box, face: Face) -> None:
    """Draw symbol, name and shape; from afar only the symbol, as large as it needs to be read."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    if zoom < SYMBOL_FROM:
        return
    inner = box.width - 2 * SIDE
    head = QRectF(box.left + SIDE, box.top + 7, inner, 19)
    if zoom < WORDS_FROM:
        font = look.readable("heading", zoom, 15, 26)
        painter.setFont(font)
        painter.setPen(look.color("text"))
        head.setHeight(TOP - 10)
        painter.drawText(head, _LEFT, look.elided(face.symbol, font, inner))
        return
    below = QRectF(box.left + SIDE, box.top + 25, inner, 14)
    shape = look.elided(face.shape, look.small, inner * 0.6)
    used = look.width(shape, look.small) + 4
    painter.setFont(look.small)
    painter.setPen(look.color("muted"))
    # A layer's sentence takes the whole line; its shape stands below.
    painter.drawText(below if face.is_layer else head, _RIGHT, shape)
    subtitle = look.elided(face.subtitle, look.small, inner - used * face.is_layer)
    painter.drawText(below, _LEFT, subtitle)
    font = look.caption if face.is_layer else look.symbol
    painter.setFont(font)
    painter.setPen(look.color("text"))
    painter.drawText(head, _LEFT, look.elided(face.symbol, font, inner - used * (not face.is_layer)))


def paint_numbers(canvas: Canvas, scene: Scene, place: int, ground: QColor, fade: float = 1.0) -> None:
    """Draw the heat maps of a card, or the words in their place; `fade` is how much of the newest has appeared."""
    assert isinstance(scene.drawing, Layout)
    box, node, at = scene.drawing.cards[place].box, scene.faces[place].node, scene.position
    moments, newest = scene.moments, scene.phase if place == scene.current else None
    value = moments.value(node, at)
    shown = fade if newest in (Phase.FORWARD, Phase.LOSS) else 1.0
    limit = heat.limits(moments.record.values[node], value)
    _paint_heat(canvas, value_area(box), value, "value", limit, ground, shown)
    change = moments.change(node, at)
    if change is not None:
        _paint_delta(canvas, gradient_area(box))
        shown = fade if newest is Phase.UPDATE else 1.0
        _paint_heat(canvas, change_area(box), change, "value", heat.limits(change), ground, shown)
        return
    gradient = moments.gradient(node, at)
    if gradient is None:
        _paint_absence(canvas, gradient_area(box), words.gradient_state(moments.has_gradient(node)))
        return
    limit = heat.limits(gradient, moments.record.gradients[node])
    shown = fade if newest is Phase.BACKWARD else 1.0
    _paint_heat(canvas, gradient_area(box), gradient, "gradient", limit, ground, shown)


def _paint_grounds(canvas: Canvas, boxes: Sequence[Box]) -> None:
    path = QPainterPath()
    for box in boxes:
        path.addRoundedRect(_rect(box), CORNER, CORNER)
    canvas.painter.setPen(canvas.look.line())
    canvas.painter.setBrush(canvas.look.color("surface"))
    if not path.isEmpty():
        canvas.painter.drawPath(path)


def _paint_bars(canvas: Canvas, boxes: Sequence[Box]) -> None:
    """Draw the green bars of parameters."""
    color = canvas.look.color("parameter")
    for box in boxes:
        bar = QRectF(box.left, box.top + CORNER, BAR, box.height - 2 * CORNER)
        canvas.painter.fillRect(bar, color)


def _paint_heat(
    canvas: Canvas,
    area: Box,
    array: FloatArray | None,
    kind: Kind,
    limit: float,
    ground: QColor,
    opacity: float,
) -> None:
    """Draw the picture of an array in whole device pixels; where there is none, an empty place."""
    painter, camera = canvas.painter, canvas.camera
    if array is None or opacity < 1:
        _paint_absence(canvas, area, "")
    if array is None:
        return
    target = camera.snapped(area)
    size = round(target.width() * camera.ratio), round(target.height() * camera.ratio)
    colours = _colours(canvas.look, kind)
    picture = canvas.tiles.get(array, kind, limit, colours, size, ground, camera.ratio)
    if picture is None:
        _paint_absence(canvas, area, "empty")
        return
    painter.setOpacity(opacity)
    painter.resetTransform()
    painter.drawImage(target, picture)
    painter.setTransform(camera.transform)
    if (
        camera.zoom >= WORDS_FROM / 2
    ):  # zeros have the colour of the card: the outline says that they are there
        painter.setPen(canvas.look.line())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(_rect(area))
    if array.size == 1 and camera.zoom >= WORDS_FROM:
        number = float(array.reshape(-1)[0])
        painter.setFont(canvas.look.number)
        painter.setPen(colours.ink(number / limit))
        painter.drawText(_rect(area), _CENTRE, short(number))
    painter.setOpacity(1.0)


def _paint_absence(canvas: Canvas, area: Box, text: str) -> None:
    """Draw an empty place, with the reason in it."""
    painter, look = canvas.painter, canvas.look
    painter.fillRect(_rect(area), look.color("sunk"))
    if text and canvas.camera.zoom >= WORDS_FROM:
        painter.setFont(look.small)
        painter.setPen(mix(look.color("muted"), look.color("sunk"), 0.15))
        painter.drawText(_rect(area), _CENTRE, text)


def _paint_delta(canvas: Canvas, area: Box) -> None:
    """Draw the sign in front of a change."""
    painter, look = canvas.painter, canvas.look
    if canvas.camera.zoom >= WORDS_FROM:
        painter.setFont(look.caption)
        painter.setPen(look.color("parameter"))
        painter.drawText(QRectF(area.left, area.top, DELTA, area.height), _LEFT, "Δ")


def _colours(look: Look, kind: Kind) -> ColourMap:
    return look.theme.value_map if kind == "value" else look.theme.gradient_map


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
