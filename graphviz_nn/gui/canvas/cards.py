"""Cards: symbol, name, shape, and the numbers and heat maps of value and gradient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphviz_nn.analysis.record import Phase
from graphviz_nn.graph.layout import Box, Card, Layout
from graphviz_nn.gui.canvas import heat, words
from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.figures import Figures, figures
from graphviz_nn.gui.canvas.look import CORNER, Look
from graphviz_nn.gui.canvas.scene import Face, Scene
from graphviz_nn.gui.canvas.tiles import Kind, Tiles
from graphviz_nn.gui.colour_map import ColourMap
from graphviz_nn.gui.theme import mix
from graphviz_nn.ops import FloatArray

BAR = 3.0
DELTA = 15.0  # room for the sign of a change
CHEVRON = 16.0  # room for the sign that opens and folds, before the theme's scale
WORDS_FROM = 0.45  # the zoom from which names and shapes can be read
SYMBOL_FROM = 0.16
NAME = 10.5, 15.0  # the least and the largest height of a name, before the theme's scale
SYMBOL = 14.0, 19.0

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


def change_area(card: Card) -> Box:
    """Return where on a card the change of an updated parameter is."""
    area = card.gradient
    return Box(area.left + DELTA, area.top, area.width - DELTA, area.height)


def head_of(card: Card) -> Box:
    """Return where on a card its words are."""
    side = card.value.left - card.box.left
    return Box(card.value.left, card.box.top, card.box.width - 2 * side, card.value.top - card.box.top)


def chevron_of(card: Card) -> Box:
    """Return where a folded card can be clicked on to open it."""
    return Box(card.box.left, card.box.top, 2 * CHEVRON, card.value.top - card.box.top)


def paint_cards(canvas: Canvas, layout: Layout, faces: Sequence[Face], visible: Sequence[int]) -> None:
    """Draw all that does not depend on the position."""
    _paint_grounds(canvas, [layout.cards[i].box for i in visible])
    _paint_bars(canvas, [layout.cards[i].box for i in visible if faces[i].is_parameter])
    for i in visible:
        paint_words(canvas, layout.cards[i], faces[i])


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
    paint_words(canvas, card, face)


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
    node, card = scene.faces[place].node, scene.drawing.cards[place]
    if scene.graph.nodes[node].name != cell.node:
        return
    changed = scene.moments.change(node, at) is not None
    area = card.value if cell.of == "value" else change_area(card) if changed else card.gradient
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


def paint_words(canvas: Canvas, card: Card, face: Face) -> None:
    """Draw symbol, name and shape in one line; from afar only the symbol, as large as it needs to be read."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    if zoom < SYMBOL_FROM:
        return
    line = _rect(head_of(card))
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
    shape = look.elided(face.shape, font, line.width())
    painter.drawText(line, _RIGHT, shape)
    line.setRight(line.right() - look.width(shape, font) - 4)
    if not face.layer and line.width() > 2 * font.pixelSize():
        painter.drawText(line, _LEFT, look.elided(face.subtitle, font, line.width()))


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


def paint_numbers(canvas: Canvas, scene: Scene, place: int, ground: QColor, fade: float = 1.0) -> None:
    """Draw the numbers of a card, or the words in their place; `fade` is how much of the newest has appeared."""
    assert isinstance(scene.drawing, Layout)
    card, node, at = scene.drawing.cards[place], scene.faces[place].node, scene.position
    moments, newest = scene.moments, scene.phase if place == scene.current else None
    value = moments.value(node, at)
    shown = fade if newest in (Phase.FORWARD, Phase.LOSS) else 1.0
    limit = heat.limits(moments.record.values[node], value)
    _paint_heat(canvas, card.value, value, "value", limit, ground, shown)
    change = moments.change(node, at)
    if change is not None:
        _paint_delta(canvas, card.gradient)
        shown = fade if newest is Phase.UPDATE else 1.0
        _paint_heat(canvas, change_area(card), change, "value", heat.limits(change), ground, shown)
        return
    gradient = moments.gradient(node, at)
    if gradient is None:
        _paint_absence(canvas, card.gradient, *words.gradient_state(moments.has_gradient(node)))
        return
    limit = moments.gradient_limit(node, at)
    shown = fade if newest is Phase.BACKWARD else 1.0
    _paint_heat(canvas, card.gradient, gradient, "gradient", limit, ground, shown)


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
        _paint_absence(canvas, area)
    if array is None:
        return
    target = camera.snapped(area)
    size = round(target.width() * camera.ratio), round(target.height() * camera.ratio)
    colours = _colours(canvas.look, kind)
    written = figures(array, area, camera.zoom, canvas.look.scale)
    picture = canvas.tiles.get(array, kind, limit, colours, size, ground, camera.ratio, written is None)
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
    if written is not None:
        _paint_figures(canvas, area, written, colours, limit)
    painter.setOpacity(1.0)


def _paint_figures(canvas: Canvas, area: Box, written: Figures, colours: ColourMap, limit: float) -> None:
    """Write the numbers on their cells."""
    painter = canvas.painter
    painter.setFont(canvas.look.sized("mono_small", written.size))
    wide, high = area.width / written.columns, area.height / written.rows
    for place, (text, number) in enumerate(zip(written.texts, written.numbers, strict=True)):
        row, column = divmod(place, written.columns)
        painter.setPen(colours.ink(number / limit))
        cell = QRectF(area.left + column * wide, area.top + row * high, wide, high)
        painter.drawText(cell, _CENTRE, text)


def _paint_absence(canvas: Canvas, area: Box, text: str = "", fewer: str = "") -> None:
    """Draw an empty place, with the reason in it, or in fewer words where these are too wide."""
    painter, look, zoom = canvas.painter, canvas.look, canvas.camera.zoom
    painter.fillRect(_rect(area), look.color("sunk"))
    if text and zoom >= WORDS_FROM:
        font = look.readable("small", zoom, *NAME)
        fits = look.width(text, font) <= area.width
        painter.setFont(font)
        painter.setPen(mix(look.color("muted"), look.color("sunk"), 0.15))
        painter.drawText(
            _rect(area), _CENTRE, text if fits or not fewer else look.elided(fewer, font, area.width)
        )


def _paint_delta(canvas: Canvas, area: Box) -> None:
    """Draw the sign in front of a change."""
    painter, look = canvas.painter, canvas.look
    if canvas.camera.zoom >= WORDS_FROM:
        painter.setFont(look.sized("small_bold", 13))
        painter.setPen(look.color("parameter"))
        painter.drawText(QRectF(area.left, area.top, DELTA, area.height), _LEFT, "Δ")


def _colours(look: Look, kind: Kind) -> ColourMap:
    return look.theme.value_map if kind == "value" else look.theme.gradient_map


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
