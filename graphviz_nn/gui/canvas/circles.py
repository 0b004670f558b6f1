"""The depth of neurons: circles filled with their activation, ringed with their gradient, linked by weights."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from graphviz_nn.analysis.record import Phase
from graphviz_nn.graph import Role
from graphviz_nn.graph.layout import Box, Circle, Link, NeuronLayout, Point
from graphviz_nn.graph.layout.neurons import RADIUS
from graphviz_nn.gui.canvas.cards import WORDS_FROM, Canvas
from graphviz_nn.gui.canvas.edges import paint_dot
from graphviz_nn.gui.canvas.heat import limits
from graphviz_nn.gui.canvas.scene import Scene
from graphviz_nn.gui.numbers import short
from graphviz_nn.gui.theme import mix
from graphviz_nn.ops import FloatArray

THINNEST, THICKEST = 0.8, 7.0
RING = 4.5
HALO = 6.0
BADGE, BADGE_PLACE = 6.5, 0.78
_CENTRE = Qt.AlignmentFlag.AlignCenter


def unit_value(scene: Scene, circle: Circle) -> float | None:
    """Return the mean activation over the mini-batch; None before forward came by. A bias's circle is 1."""
    if circle.kind == "bias":
        return 1.0
    value = scene.moments.value(circle.node, scene.position)
    return None if value is None else _mean(value, circle.unit)


def unit_gradient(scene: Scene, circle: Circle) -> float | None:
    """Return the gradient summed over the mini-batch: what the loss does if this unit rises for every example."""
    gradient = None if circle.kind == "bias" else scene.moments.gradient(circle.node, scene.position)
    if gradient is None:
        return None
    return float(
        gradient.reshape(-1, gradient.shape[-1])[:, circle.unit].sum() if gradient.ndim else gradient
    )


def box_around(centre: Point) -> Box:
    """Return the box of a circle with its ring."""
    reach = RADIUS + RING + HALO
    return Box(centre[0] - reach, centre[1] - reach, 2 * reach, 2 * reach)


def weight(scene: Scene, link: Link) -> float:
    """Return the weight of a link."""
    value = scene.moments.value(link.node, scene.position)
    assert value is not None
    return float(value[link.cell])


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


def is_active(scene: Scene, circle: Circle) -> bool:
    """Whether what has just happened belongs to a circle: to its node, or to the layer that makes it."""
    event = scene.event
    if event is None:
        return False
    node, own = scene.graph.nodes[event.node], scene.graph.nodes[circle.node]
    if event.phase is Phase.UPDATE:
        return circle.kind == "unit" and node.layer == own.layer
    return event.node == circle.node or (
        circle.kind == "unit" and bool(node.layer) and node.layer == own.layer
    )


def link_width(weight: float, limit: float) -> float:
    """Return how thick a link is: as thick as the weight is large."""
    share = min(abs(weight) / limit, 1.0) if np.isfinite(weight) else 1.0
    return THINNEST + (THICKEST - THINNEST) * share


def _paint_links(canvas: Canvas, scene: Scene, drawing: NeuronLayout) -> None:
    painter, look = canvas.painter, canvas.look
    limit = _weight_limit(scene, drawing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for link in sorted(drawing.links, key=lambda link: _thickness(scene, link)):
        if link.node < 0:
            done = unit_value(scene, drawing.circles[link.target]) is not None
            pen = QPen(look.color("forward") if done else look.pale, 1.4)
        else:
            w = weight(scene, link)
            color = look.theme.value_map.color(max(-1.0, min(1.0, w / limit)))
            # A weight near zero must not vanish into the ground.
            pen = QPen(mix(color, look.pale, 0.25), link_width(w, limit))
            if w < 0:
                pen.setDashPattern([3.0, 1.0])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if scene.cell is not None and link.node >= 0 and _is_cell(scene, link):
            painter.setPen(QPen(look.color("focus"), pen.widthF() + 4))
            painter.drawPath(link_path(drawing, link))
        painter.setPen(pen)
        painter.drawPath(link_path(drawing, link))


def link_path(drawing: NeuronLayout, link: Link) -> QPainterPath:
    """Return the straight way of a link between its circles' centres."""
    path = QPainterPath(QPointF(*drawing.circles[link.source].centre))
    path.lineTo(QPointF(*drawing.circles[link.target].centre))
    return path


def _paint_pulses(canvas: Canvas, scene: Scene, drawing: NeuronLayout, progress: float) -> None:
    backwards, hue = scene.phase is Phase.BACKWARD, canvas.look.hue(scene.phase)
    for link in drawing.links:
        if is_active(scene, drawing.circles[link.target]) and scene.phase is not Phase.UPDATE:
            share = 1 - progress if backwards else progress
            paint_dot(canvas, link_path(drawing, link).pointAtPercent(share), hue, 0.9)


def _paint_circle(canvas: Canvas, scene: Scene, circle: Circle) -> None:
    painter, look, centre = canvas.painter, canvas.look, QPointF(*circle.centre)
    value, gradient = unit_value(scene, circle), unit_gradient(scene, circle)
    if is_active(scene, circle):
        halo = QColor(look.hue(scene.phase))
        halo.setAlphaF(0.3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawEllipse(centre, RADIUS + RING + HALO, RADIUS + RING + HALO)
    ink = look.color("muted")
    fill = look.color("surface")
    if value is not None and circle.kind != "bias":
        share = value / limits(scene.moments.record.values[circle.node])
        fill, ink = look.theme.value_map.color(share), look.theme.value_map.ink(share)
    is_bias = circle.kind == "bias"
    painter.setPen(QPen(look.color("parameter" if is_bias else "muted"), 1.2))
    painter.setBrush(fill)
    painter.drawEllipse(centre, RADIUS, RADIUS)
    if gradient is not None:
        _paint_gradient_ring(canvas, scene, circle, gradient)
    if scene.graph.nodes[circle.node].name == scene.selected and not is_bias:
        painter.setPen(look.line("focus", 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, RADIUS + RING + 3, RADIUS + RING + 3)
    if canvas.camera.zoom >= WORDS_FROM:
        painter.setFont(look.small)
        painter.setPen(ink)
        text = "1" if is_bias else "" if value is None else short(value)
        painter.drawText(QRectF(centre.x() - RADIUS, centre.y() - 8, 2 * RADIUS, 16), _CENTRE, text)
        _paint_label(canvas, circle)


def _paint_gradient_ring(canvas: Canvas, scene: Scene, circle: Circle, gradient: float) -> None:
    full = scene.moments.record.gradients[circle.node]
    assert full is not None
    sums = full.reshape(-1, full.shape[-1]).sum(axis=0) if full.ndim else full
    color = canvas.look.theme.gradient_map.color(gradient / limits(np.atleast_1d(sums)))
    color, centre = mix(color, canvas.look.pale, 0.15), QPointF(*circle.centre)
    canvas.painter.setPen(QPen(color, RING))
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawEllipse(centre, RADIUS + RING / 2, RADIUS + RING / 2)
    if gradient < 0:
        _paint_minus(canvas, centre + QPointF(RADIUS, -RADIUS) * BADGE_PLACE, color)


def _paint_minus(canvas: Canvas, centre: QPointF, ground: QColor) -> None:
    """Draw the badge of a negative gradient."""
    painter = canvas.painter
    painter.setPen(canvas.look.line("background", 1.5))
    painter.setBrush(ground)
    painter.drawEllipse(centre, BADGE, BADGE)
    painter.setPen(QPen(canvas.look.on(ground), 2.0))
    painter.drawLine(centre - QPointF(BADGE * 0.5, 0), centre + QPointF(BADGE * 0.5, 0))


def _paint_label(canvas: Canvas, circle: Circle) -> None:
    painter, look, (x, y) = canvas.painter, canvas.look, circle.centre
    painter.setPen(look.color("text"))
    if circle.kind == "input":
        rect = QRectF(x - RADIUS - RING - 98, y - 9, 90, 18)
        painter.setFont(look.caption)
        text = look.elided(circle.label, look.caption, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    elif circle.kind == "loss":
        painter.setFont(look.caption)
        painter.drawText(QRectF(x - 45, y + RADIUS + 8, 90, 18), _CENTRE, circle.label)


def _paint_words(canvas: Canvas, drawing: NeuronLayout) -> None:
    painter, look = canvas.painter, canvas.look
    painter.setPen(look.color("muted"))
    for line in drawing.words:
        painter.setFont(
            look.readable("small_bold" if line.is_caption else "small", canvas.camera.zoom, 12, 20)
        )
        rect = QRectF(line.centre[0] - 92, line.centre[1] - 10, 184, 20)
        painter.drawText(rect, _CENTRE | Qt.TextFlag.TextDontClip, line.text)


def _weight_limit(scene: Scene, drawing: NeuronLayout) -> float:
    nodes = {link.node for link in drawing.links if link.node >= 0}
    return limits(*(scene.moments.value(node, scene.position) for node in sorted(nodes)))


def _thickness(scene: Scene, link: Link) -> float:
    """Return by what links are sorted: the heaviest are drawn last, above the others."""
    return abs(weight(scene, link)) if link.node >= 0 else 0.0


def _is_cell(scene: Scene, link: Link) -> bool:
    node = scene.graph.nodes[link.node]
    cell = scene.cell
    return (
        node.role is Role.PARAMETER and cell is not None and (cell.node, cell.index) == (node.name, link.cell)
    )


def _mean(array: FloatArray, unit: int) -> float:
    return float(array.reshape(-1, array.shape[-1])[:, unit].mean()) if array.ndim else float(array)
