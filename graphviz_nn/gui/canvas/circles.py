"""The depth of neurons: circles filled with an example's activation, ringed with its gradient, linked by weights."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import WORDS_FROM, Canvas
from graphviz_nn.gui.canvas.edges import paint_dot
from graphviz_nn.gui.canvas.heat_image import limits
from graphviz_nn.gui.canvas.look import READABLE
from graphviz_nn.gui.look.colour_map import ink_on
from graphviz_nn.gui.look.theme import mix
from graphviz_nn.scene import neuron, words
from graphviz_nn.scene.figures import ADVANCE, DIGITS
from graphviz_nn.scene.layout import Circle, Link, NeuronLayout
from graphviz_nn.scene.layout.neurons import RADIUS
from graphviz_nn.scene.neuron import HALO, RING
from graphviz_nn.scene.scene import Scene
from graphviz_nn.scene.weights import Flow, flows, is_current, weight

THINNEST, THICKEST = 0.8, 7.0
BADGE, BADGE_PLACE = 6.5, 0.78
NUMBER = 13.0  # the height of the number in a circle, before the theme's scale, where it fits
INNER = 2 * RADIUS - 7.0  # the widest that it can be
LEAST_STAGE = 7.0  # the least height on the screen of the stage's sign
PALEST = 0.35  # the share of the gradient's colour that the thinnest flow has
WORDS = 200.0  # the room for a line of words over a column
_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_neurons(canvas: Canvas, scene: Scene, progress: float | None = None) -> None:
    """Draw everything; `progress` is how far the pulses have come, None without any."""
    drawing = scene.drawing
    assert isinstance(drawing, NeuronLayout)
    _paint_links(canvas, scene, drawing)
    if progress is not None:
        _paint_pulses(canvas, scene, drawing, progress)
    for circle in drawing.circles:
        _paint_circle(canvas, scene, circle)
    _paint_words(canvas, drawing)


def fitting_text(number: float, size: float) -> tuple[str, float]:
    """Return a number with as many digits as fit into a circle at a font's height; if need be, smaller."""
    for digits in DIGITS:
        text = words.brief(number, digits)
        if len(text) * ADVANCE * size <= INNER:
            return text, size
    return text, INNER / (len(text) * ADVANCE)


def link_width(share: float) -> float:
    """Return how thick a link is, from a share of the largest."""
    return THINNEST + (THICKEST - THINNEST) * min(share, 1.0)


def link_path(drawing: NeuronLayout, link: Link) -> QPainterPath:
    """Return the straight way of a link between its circles' centres."""
    path = QPainterPath(QPointF(*drawing.circles[link.source].centre))
    path.lineTo(QPointF(*drawing.circles[link.target].centre))
    return path


def _paint_links(canvas: Canvas, scene: Scene, drawing: NeuronLayout) -> None:
    painter, back, limit = canvas.painter, flows(scene, drawing), _weight_limit(scene, drawing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pens = {
        link: _flow_pen(canvas, back[link])
        if link in back
        else _weight_pen(canvas, scene, drawing, link, limit)
        for link in drawing.links
    }
    # The thickest are drawn last, above the others.
    for link, pen in sorted(pens.items(), key=lambda item: item[1].widthF()):
        path = link_path(drawing, link)
        if _is_cell(scene, link):
            painter.setPen(QPen(canvas.look.color("focus"), pen.widthF() + 4))
            painter.drawPath(path)
        elif is_current(scene, drawing, link):
            halo = QColor(canvas.look.hue(scene.phase))
            halo.setAlphaF(0.2)
            painter.setPen(QPen(halo, pen.widthF() + 2 * HALO))
            painter.drawPath(path)
        painter.setPen(pen)
        painter.drawPath(path)


def _weight_pen(canvas: Canvas, scene: Scene, drawing: NeuronLayout, link: Link, limit: float) -> QPen:
    """Return the pen of a weight: as thick as it is large, in the hue of its sign."""
    look = canvas.look
    if link.node < 0:
        done = scene.tape.value(drawing.circles[link.target].node, scene.position) is not None
        return QPen(look.color("forward") if done else look.pale, 1.4)
    w = weight(scene, link)
    color = look.theme.value_map.color(max(-1.0, min(1.0, w / limit)))
    # A weight near zero must not vanish into the ground.
    return _signed(QPen(mix(color, look.pale, 0.25), link_width(_share(w, limit))), w)


def _flow_pen(canvas: Canvas, flow: Flow) -> QPen:
    """Return the pen of what flows back: as thick as it is large, in the gradient's hue of its sign."""
    strength = PALEST + (1 - PALEST) * flow.share
    color = canvas.look.theme.gradient_map.color(strength if flow.size >= 0 else -strength)
    return _signed(QPen(color, link_width(flow.share)), flow.size)


def _signed(pen: QPen, number: float) -> QPen:
    if number < 0:
        pen.setDashPattern([3.0, 1.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _share(number: float, limit: float) -> float:
    return abs(number) / limit if np.isfinite(number) else 1.0


def _paint_pulses(canvas: Canvas, scene: Scene, drawing: NeuronLayout, progress: float) -> None:
    backwards, hue = scene.phase is Phase.BACKWARD, canvas.look.hue(scene.phase)
    for link in drawing.links:
        if is_current(scene, drawing, link) and scene.phase is not Phase.UPDATE:
            share = 1 - progress if backwards else progress
            paint_dot(canvas, link_path(drawing, link).pointAtPercent(share), hue, 0.9)


def _paint_circle(canvas: Canvas, scene: Scene, circle: Circle) -> None:
    painter, look, centre = canvas.painter, canvas.look, QPointF(*circle.centre)
    value, gradient = neuron.unit_value(scene, circle), neuron.unit_gradient(scene, circle)
    if neuron.is_active(scene, circle):
        halo = QColor(look.hue(scene.phase))
        halo.setAlphaF(0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawEllipse(centre, RADIUS + RING + HALO, RADIUS + RING + HALO)
    ink, fill, is_bias = look.color("muted"), look.color("surface"), circle.kind == "bias"
    if value is not None and not is_bias:
        share = value / limits(scene.tape.record.values[neuron.stage(scene, circle)])
        fill, ink = look.theme.value_map.color(share), look.theme.value_map.ink(share)
    painter.setPen(QPen(look.color("parameter" if is_bias else "muted"), 1.2))
    painter.setBrush(fill)
    painter.drawEllipse(centre, RADIUS, RADIUS)
    if gradient is not None:
        _paint_gradient_ring(canvas, scene, circle, gradient)
    if neuron.is_chosen(scene, circle):
        painter.setPen(canvas.line(look.color("focus"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, RADIUS + RING + 3, RADIUS + RING + 3)
    if canvas.camera.zoom >= WORDS_FROM:
        painter.setPen(ink)
        _paint_number(canvas, scene, circle, value)
        _paint_label(canvas, circle)


def _paint_number(canvas: Canvas, scene: Scene, circle: Circle, value: float | None) -> None:
    """Write the number into its circle, and under it the sign of the op that it comes from."""
    painter, look, (x, y) = canvas.painter, canvas.look, circle.centre
    if value is None:
        return
    text, size = fitting_text(value, max(NUMBER, READABLE / canvas.camera.zoom) * look.scale)
    painter.setFont(look.sized("mono_small", size))
    painter.drawText(QRectF(x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS), _CENTRE, text)
    small = 0.75 * NUMBER
    if circle.kind == "unit" and small * canvas.camera.zoom >= LEAST_STAGE:
        shown = words.symbol(scene.graph, scene.graph.nodes[neuron.stage(scene, circle)])
        painter.setFont(look.sized("small", small))
        painter.drawText(QRectF(x - RADIUS, y + 0.32 * RADIUS, 2 * RADIUS, 0.5 * RADIUS), _CENTRE, shown)


def _paint_gradient_ring(canvas: Canvas, scene: Scene, circle: Circle, gradient: float) -> None:
    limit = scene.tape.gradient_limit(circle.node, scene.position)
    color = canvas.look.theme.gradient_map.color(gradient / limit)
    color, centre = mix(color, canvas.look.pale, 0.15), QPointF(*circle.centre)
    canvas.painter.setPen(QPen(color, RING))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawEllipse(centre, RADIUS + RING / 2, RADIUS + RING / 2)
    if gradient < 0:
        _paint_minus(canvas, centre + QPointF(RADIUS, -RADIUS) * BADGE_PLACE, color)


def _paint_minus(canvas: Canvas, centre: QPointF, ground: QColor) -> None:
    """Draw the badge of a negative gradient."""
    painter = canvas.painter
    painter.setPen(canvas.line(canvas.look.color("background"), 1.5))
    painter.setBrush(ground)
    painter.drawEllipse(centre, BADGE, BADGE)
    painter.setPen(QPen(ink_on(ground), 2.0))
    painter.drawLine(centre - QPointF(BADGE * 0.5, 0), centre + QPointF(BADGE * 0.5, 0))


def _paint_label(canvas: Canvas, circle: Circle) -> None:
    painter, look, (x, y) = canvas.painter, canvas.look, circle.centre
    font = look.readable("small_bold", canvas.camera.zoom, 12, 14)
    painter.setFont(font)
    painter.setPen(look.color("text"))
    if circle.kind == "input":
        rect = QRectF(x - RADIUS - RING - 98, y - 14, 90, 28)
        text = look.elided(circle.label, font, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    elif circle.kind == "loss":
        painter.drawText(QRectF(x - 45, y + RADIUS + 8, 90, 24), _CENTRE, circle.label)


def _paint_words(canvas: Canvas, drawing: NeuronLayout) -> None:
    painter, look = canvas.painter, canvas.look
    painter.setPen(look.color("muted"))
    for line in drawing.words:
        font = look.readable("small_bold" if line.is_caption else "small", canvas.camera.zoom, 12, 14)
        painter.setFont(font)
        rect = QRectF(line.centre[0] - WORDS / 2, line.centre[1] - 10, WORDS, 20)
        wide = look.width(line.text, font)
        if wide > WORDS:
            font = look.sized("small_bold", font.pixelSize() * WORDS / wide - 0.5)
            painter.setFont(font)
        painter.drawText(rect, _CENTRE | Qt.TextFlag.TextDontClip, line.text)


def _weight_limit(scene: Scene, drawing: NeuronLayout) -> float:
    nodes = {link.node for link in drawing.links if link.node >= 0}
    return limits(*(scene.tape.value(node, scene.position) for node in sorted(nodes)))


def _is_cell(scene: Scene, link: Link) -> bool:
    cell = scene.cell
    return (
        cell is not None
        and link.node >= 0
        and (cell.node, cell.index) == (scene.graph.nodes[link.node].name, link.cell)
    )
