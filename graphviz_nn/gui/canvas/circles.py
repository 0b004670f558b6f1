"""The depth of neurons: each filled with what it says, of one example or of the whole plane, with its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QTransform

from graphviz_nn.gui.canvas.cards import WORDS_FROM, Canvas, chosen_pen, pointed_pen
from graphviz_nn.gui.canvas.heat_image import limits
from graphviz_nn.gui.canvas.links import ADVANCE, paint_links, paint_pulses, paint_weights
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.look.theme import FontName, mix
from graphviz_nn.scene import neuron
from graphviz_nn.scene.layout import Circle, NeuronLayout
from graphviz_nn.scene.layout.spacing import OUT, OVER
from graphviz_nn.scene.neuron import HALO, RING
from graphviz_nn.scene.plates import gradients, plates
from graphviz_nn.scene.scene import Scene

MAP_CORNER = 0.22  # of a map, in its radius
DOT = 0.13  # the radius of an example on a map, in that of its circle
WAITING = 0.45  # how much of a map is to be seen before the example's number is there
FILLED = 0.68  # the height of words, in that of their line
WORDS = 0.97  # the room for a line of words over a column, in columns
SMALLEST = 0.75  # the least height of words, in that of others; what needs smaller ones says less
_CENTRE = Qt.AlignmentFlag.AlignCenter
_BESIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, eq=False)
class _Body:
    """A circle as it is drawn: round, or with a map in it square, for round ones would hide the corners."""

    circle: Circle
    is_square: bool

    def paint(self, canvas: Canvas, out: float = 0.0) -> None:
        """Draw it with the painter's pen and brush, larger by so much on every side."""
        x, y = self.circle.centre
        reach = self.circle.radius + out
        rect = QRectF(x - reach, y - reach, 2 * reach, 2 * reach)
        if self.is_square:
            corner = MAP_CORNER * self.circle.radius + out
            canvas.painter.drawRoundedRect(rect, corner, corner)
        else:
            canvas.painter.drawEllipse(rect)


def paint_neurons(canvas: Canvas, scene: Scene, progress: float | None = None) -> None:
    """Draw everything; `progress` is how far the pulses have come, None without any."""
    drawing = scene.drawing
    assert isinstance(drawing, NeuronLayout)
    paint_links(canvas, scene, drawing)
    if progress is not None:
        paint_pulses(canvas, scene, drawing, progress)
    place = _place(scene, drawing)
    for circle in drawing.circles:
        _paint_circle(canvas, scene, circle, place)
    paint_weights(canvas, scene, drawing)
    if canvas.camera.zoom >= WORDS_FROM:
        _paint_numbers(canvas, scene, drawing)
        _paint_words(canvas, drawing)
        for circle in drawing.circles:
            _paint_label(canvas, circle, drawing)


def _place(scene: Scene, drawing: NeuronLayout) -> tuple[float, float] | None:
    """Return where on every map the example lies that is shown."""
    row = neuron.example_row(scene, drawing)
    return None if scene.maps is None or row is None else scene.maps.share(row)


def _paint_circle(canvas: Canvas, scene: Scene, circle: Circle, place: tuple[float, float] | None) -> None:
    painter, look, name = canvas.painter, canvas.look, neuron.map_of(scene, circle)
    body, value = _Body(circle, bool(name)), neuron.unit_value(scene, circle)
    if neuron.is_active(scene, circle):
        halo = QColor(look.hue(scene.phase))
        halo.setAlphaF(0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        body.paint(canvas, RING + HALO)
    painter.setPen(_outline(canvas, circle, is_known=value is not None))
    painter.setBrush(_fill(canvas, scene, circle, value))
    body.paint(canvas)
    if name:
        _paint_map(canvas, scene, body, name, is_known=value is not None)
        if place is not None:
            _paint_dot(canvas, circle, *place)
    gradient = neuron.unit_gradient(scene, circle)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if gradient is not None:
        limit = scene.gradient_limit(circle.node)
        painter.setPen(QPen(mix(look.theme.gradient_map.color(gradient / limit), look.pale, 0.15), RING))
        body.paint(canvas, RING / 2)
    if neuron.shows(scene, circle, scene.cell):
        painter.setPen(chosen_pen(canvas))
        body.paint(canvas, RING + 3)
    elif neuron.shows(scene, circle, scene.pointed):
        painter.setPen(pointed_pen(canvas))
        body.paint(canvas, RING + 3)


def _outline(canvas: Canvas, circle: Circle, *, is_known: bool) -> QPen:
    """Return the pen of a circle: dashed where its number is yet to come."""
    look = canvas.look
    pen = QPen(look.color("parameter" if circle.kind == "bias" else "muted"), 1.2)
    if not is_known:
        pen.setColor(look.pale)
        pen.setDashPattern([4.0, 3.0])
    return pen


def _fill(canvas: Canvas, scene: Scene, circle: Circle, value: float | None) -> QColor:
    """Return the colour of a circle without a map: that of its number."""
    if value is None or circle.kind == "bias":
        return canvas.look.color("surface")
    return canvas.look.theme.value_map.color(value / _limit(scene, circle))


def _limit(scene: Scene, circle: Circle) -> float:
    """Return the number that has the strongest colour: the largest of the mini-batch, or on the maps of the column."""
    name = neuron.map_of(scene, circle)
    if name and scene.maps is not None:
        return _map_limit(scene, name)
    return (
        scene.scales.value
        if scene.one_scale
        else limits(scene.tape.record.values[neuron.stage(scene, circle)])
    )


def _map_limit(scene: Scene, name: str) -> float:
    """Return the number that has the strongest colour on the maps of a node."""
    assert scene.maps is not None
    return max(scene.maps.limits.values()) if scene.one_scale else scene.maps.limits[name]


def _paint_map(canvas: Canvas, scene: Scene, body: _Body, name: str, *, is_known: bool) -> None:
    """Fill a body with what its neuron says over the plane."""
    assert scene.maps is not None
    painter, circle = canvas.painter, body.circle
    picture = canvas.tiles.map(scene.maps, name, circle.unit, _map_limit(scene, name))
    x, y = circle.centre
    scale = 2 * circle.radius / picture.width()
    brush = QBrush(picture)
    brush.setTransform(QTransform(scale, 0, 0, scale, x - circle.radius, y - circle.radius))
    painter.setBrush(brush)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if not is_known:
        painter.setOpacity(WAITING)
    body.paint(canvas)
    painter.setOpacity(1.0)


def _paint_dot(canvas: Canvas, circle: Circle, across: float, down: float) -> None:
    """Draw the example on a map, dark in light, so that it can be seen on every colour."""
    painter, look, (x, y), r = canvas.painter, canvas.look, circle.centre, circle.radius
    if not (0 <= across <= 1 and 0 <= down <= 1):
        return
    at = QPointF(x - r + 2 * r * across, y - r + 2 * r * down)
    size = max(DOT * r, 2.5)
    painter.setPen(QPen(look.color("surface"), size * 0.6))
    painter.setBrush(look.color("text"))
    painter.drawEllipse(at, size, size)


def _paint_numbers(canvas: Canvas, scene: Scene, drawing: NeuronLayout) -> None:
    """Write the numbers on the rims of their circles: what they hold below, their gradients above."""
    look, sizes = canvas.look, drawing.spacing
    if not sizes.figure or not canvas.is_legible(sizes.figure):
        return
    canvas.painter.setFont(look.sized("mono_small", sizes.figure))
    colours = look.theme.value_map
    for circle, text in plates(scene, drawing).items():
        value = neuron.unit_value(scene, circle)
        share = (value or 0.0) / _limit(scene, circle)
        at = circle.centre[0], circle.centre[1] + circle.radius + (OUT - 0.5) * sizes.line
        _paint_plate(canvas, at, text, sizes.line, colours.color(share), colours.ink(share))
    for circle, text in gradients(scene, drawing).items():
        at = circle.centre[0], circle.centre[1] - circle.radius + (0.5 - OVER) * sizes.line
        if sizes.is_tight:  # the arrow alone, at the corner
            text, at = text[-1], (at[0] + circle.radius, at[1])
        _paint_plate(canvas, at, text, sizes.line, look.color("surface"), look.color("backward"))


def _paint_plate(
    canvas: Canvas, at: tuple[float, float], text: str, high: float, ground: QColor, ink: QColor
) -> None:
    """Write a text on a ground of its own."""
    painter, (x, y) = canvas.painter, at
    wide = ADVANCE * painter.font().pixelSize() * (len(text) + 1)
    rect = QRectF(x - wide / 2, y - high / 2, wide, high)
    painter.setPen(canvas.line(canvas.look.color("background")))
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 0.3 * high, 0.3 * high)
    painter.setPen(ink)
    painter.drawText(rect, _CENTRE, text)


def _paint_label(canvas: Canvas, circle: Circle, drawing: NeuronLayout) -> None:
    """Write what a circle stands for: left of an input or a target, in a bias's its 1; the loss has its caption."""
    painter, look, (x, y), r = canvas.painter, canvas.look, circle.centre, circle.radius + RING
    font, room, high = _font(canvas, drawing, "small_bold"), drawing.spacing.names, drawing.spacing.caption
    painter.setFont(font)
    if circle.kind == "bias":
        painter.setPen(look.color("parameter"))
        painter.drawText(QRectF(x - r, y - r, 2 * r, 2 * r), _CENTRE, circle.label)
    elif circle.kind == "input":
        painter.setPen(look.color("text"))
        side = QRectF(x - r - room, y - high, room - 5, 2 * high)
        painter.drawText(side, _BESIDE, look.elided(circle.label, font, side.width()))
    elif circle.kind == "target":
        painter.setPen(look.color("text"))
        wide = look.width(circle.label, font) + 5
        beside = QRectF(x - r - wide, y - high, wide - 5, 2 * high)
        if drawing.spacing.figure:
            if not drawing.spacing.is_narrow:  # there its number says so
                painter.drawText(beside, _BESIDE, circle.label)
        else:  # columns that narrow have no room between them, and circles no numbers below
            painter.drawText(QRectF(x - wide, y + r, 2 * wide, high), _CENTRE, circle.label)


def _paint_words(canvas: Canvas, drawing: NeuronLayout) -> None:
    painter, look = canvas.painter, canvas.look
    painter.setPen(look.color("muted"))
    high, box = drawing.spacing.caption, drawing.box
    for line in drawing.words:
        # What is wider than twice the room beside it would be cut by the window's edge.
        beside = min(line.centre[0] - box.left, box.right - line.centre[0])
        room = min(WORDS * drawing.spacing.column, 2 * beside)
        font = _font(canvas, drawing, "small_bold" if line.is_caption else "small")
        text = _said(line.text, font, room / SMALLEST, look)
        wide = look.width(text, font)
        if wide > room:
            font = look.sized("small_bold", font.pixelSize() * room / wide - 0.5)
        if not canvas.is_legible(font.pixelSize()):
            continue
        painter.setFont(font)
        rect = QRectF(line.centre[0] - room / 2, line.centre[1] - high / 2, room, high)
        painter.drawText(rect, _CENTRE | Qt.TextFlag.TextDontClip, text)


def _said(caption: str, font: QFont, room: float, look: Look) -> str:
    """Return as much of "dense · tanh · 4 units" as there is room for, its second part last of all."""
    parts = caption.split(" · ")
    shorter = (caption, " · ".join(parts[1:]), parts[min(1, len(parts) - 1)])
    return next((text for text in shorter if text and look.width(text, font) <= room), shorter[-1])


def _font(canvas: Canvas, drawing: NeuronLayout, name: FontName) -> QFont:
    """Return the font of words, which fill their line."""
    return canvas.look.sized(name, FILLED * drawing.spacing.caption)
