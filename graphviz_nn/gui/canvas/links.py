"""The links of the neurons: as thick as their weights, or as what flows back through them, and the numbers on them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.edges import paint_dot
from graphviz_nn.gui.canvas.heat_image import limits
from graphviz_nn.gui.look.theme import mix
from graphviz_nn.scene.layout import Link, NeuronLayout
from graphviz_nn.scene.link_labels import link_labels
from graphviz_nn.scene.neuron import HALO
from graphviz_nn.scene.plates import DOWN, LONGEST, UP, weight_texts
from graphviz_nn.scene.scene import Scene
from graphviz_nn.scene.weights import Flow, flows, is_current, weight

THINNEST, THICKEST = 0.8, 7.0
PALEST = 0.35  # the share of the gradient's colour that the thinnest flow has
ARROW = 2  # characters that a weight's arrow takes
ADVANCE = 0.6  # the width of a figure, in heights
_CENTRE = Qt.AlignmentFlag.AlignCenter


def link_width(share: float) -> float:
    """Return how thick a link is, from a share of the largest."""
    return THINNEST + (THICKEST - THINNEST) * min(share, 1.0)


def link_line(drawing: NeuronLayout, link: Link) -> QLineF:
    """Return the straight way of a link between its circles' centres."""
    source, target = drawing.circles[link.source].centre, drawing.circles[link.target].centre
    return QLineF(QPointF(*source), QPointF(*target))


def paint_links(canvas: Canvas, scene: Scene, drawing: NeuronLayout) -> None:
    """Draw all links, the thickest above the others."""
    painter, back, limit = canvas.painter, flows(scene, drawing), _weight_limit(scene, drawing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pens = {
        link: _flow_pen(canvas, back[link])
        if link in back
        else _weight_pen(canvas, scene, drawing, link, limit)
        for link in drawing.links
    }
    for link, pen in sorted(pens.items(), key=lambda item: item[1].widthF()):
        line = link_line(drawing, link)
        if _is_cell(scene, link, scene.cell):
            painter.setPen(QPen(canvas.look.color("focus"), pen.widthF() + 4))
            painter.drawLine(line)
        elif _is_cell(scene, link, scene.pointed):
            painter.setPen(QPen(canvas.look.color("muted"), pen.widthF() + 3))
            painter.drawLine(line)
        elif is_current(scene, drawing, link):
            halo = QColor(canvas.look.hue(scene.phase))
            halo.setAlphaF(0.2)
            painter.setPen(QPen(halo, pen.widthF() + 2 * HALO))
            painter.drawLine(line)
        painter.setPen(pen)
        painter.drawLine(line)


def paint_weights(canvas: Canvas, scene: Scene, drawing: NeuronLayout) -> None:
    """Write weights on their links, where there is room for all those between two columns."""
    painter, look, figure = canvas.painter, canvas.look, drawing.spacing.figure
    size = ADVANCE * figure * (LONGEST + ARROW), 1.15 * figure
    if not figure or not canvas.is_legible(figure):
        return
    places, ground = link_labels(drawing, size), QColor(look.color("background"))
    ground.setAlphaF(0.86)
    painter.setFont(look.sized("mono_small", figure))
    for link, text in weight_texts(scene, drawing).items():
        if link not in places:
            continue
        x, y = places[link]
        wide = ADVANCE * figure * (len(text) + 0.6)
        rect = QRectF(x - wide / 2, y - size[1] / 2, wide, size[1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 3, 3)
        painter.setPen(look.color("backward" if text[-1] in (UP, DOWN) else "text"))
        painter.drawText(rect, _CENTRE, text)


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


def paint_pulses(canvas: Canvas, scene: Scene, drawing: NeuronLayout, progress: float) -> None:
    """Draw what travels along the links where something has just happened."""
    backwards, hue = scene.phase is Phase.BACKWARD, canvas.look.hue(scene.phase)
    for link in drawing.links:
        if is_current(scene, drawing, link) and scene.phase is not Phase.UPDATE:
            share = 1 - progress if backwards else progress
            paint_dot(canvas, link_line(drawing, link).pointAt(share), hue, 0.9)


def _weight_limit(scene: Scene, drawing: NeuronLayout) -> float:
    nodes = {link.node for link in drawing.links if link.node >= 0}
    return limits(*(scene.tape.value(node, scene.position) for node in sorted(nodes)))


def _is_cell(scene: Scene, link: Link, cell: Cell | None) -> bool:
    """Whether a link has a weight, or one of a whole parameter where the index is ()."""
    return (
        cell is not None
        and link.node >= 0
        and cell.node == scene.graph.nodes[link.node].name
        and cell.index in ((), link.cell)
    )
