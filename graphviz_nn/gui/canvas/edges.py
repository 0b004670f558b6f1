"""Edges and frames: pale, with what has flowed, and with what is flowing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.ma  # the first np.unique loads it: for 25 ms, and not in the midst of the first painting
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import COVERED, NAME, WORDS_FROM, Canvas, paint_chevron
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.look.theme import mix
from graphviz_nn.ops import shape_text
from graphviz_nn.scene.areas import CHEVRON
from graphviz_nn.scene.bounds import Bounds
from graphviz_nn.scene.layout import Frame
from graphviz_nn.scene.scene import Scene

PALE, FORWARD, CURRENT = 1.2, 1.5, 2.6  # widths of edges
THINNEST, THICKEST = 1.6, 5.5  # of backward ones
SHADES = 14  # widths between these
LEAST = 0.7  # pixels on the screen
HALO = 9.0  # around the newest backward one
PULSE = 4.5
# Right of the start of an edge that climbs: where its shape begins and ends at most.
BESIDE, SHAPE_REACH = 4.0, 130.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ABOVE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
LEVEL = 20.0  # edges that climb less have their shape written above their middle
TAIL = (0.0, 0.035, 0.07, 0.105)


def paint_frames(canvas: Canvas, frames: Iterable[Frame]) -> None:
    """Draw the frames of open layers, each with its sentence and the sign that folds it."""
    painter, look = canvas.painter, canvas.look
    for frame in frames:
        box = frame.box
        painter.setPen(canvas.line(look.frame, style=Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(box.left, box.top, box.width, box.height), 10, 10)
        if canvas.camera.zoom >= WORDS_FROM / 2:
            room = CHEVRON * look.scale
            rect = QRectF(box.left + 8, box.top + 3, box.width - 16, frame.head)
            paint_chevron(canvas, QPointF(rect.left() + room / 2, rect.center().y()), is_open=True)
            rect.setLeft(rect.left() + room + 3)
            font = look.readable("small_bold", canvas.camera.zoom, NAME[0], NAME[1])
            painter.setFont(font)
            painter.setPen(mix(look.color("text"), look.color("muted"), 0.6))
            text = look.elided(frame.caption, font, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def paint_pale(canvas: Canvas, bounds: Bounds, curves: Sequence[int]) -> None:
    """Draw edges as if nothing had flowed."""
    _stroke(canvas, _path(bounds, bounds.once(curves)), canvas.look.pale, PALE)


def paint_flows(canvas: Canvas, scene: Scene, curves: Sequence[int]) -> None:
    """Draw what has flowed: forward in one hue, backward in another, thicker where more of it flowed."""
    bounds, pieces = scene.board.bounds, scene.board.bounds.pieces
    levels = bounds.levels(_levels(scene))
    seen = np.asarray(curves, dtype=np.intp)
    there = levels[pieces[seen]]
    for level in np.unique(there[there > 0]).tolist():
        path = _path(bounds, bounds.once(seen[there == level].tolist()))
        name, width = ("backward", _width(level)) if level > 1 else ("forward", FORWARD)
        _stroke(canvas, path, canvas.look.color(name), width)
    for route in scene.current_routes:
        if scene.phase is Phase.BACKWARD:
            _paint_newest(canvas, route, _width(int(_levels(scene)[route])))
        else:
            _stroke(canvas, canvas.paths.of(route), canvas.look.color("forward"), CURRENT)


def _levels(scene: Scene) -> NDArray[np.int64]:
    """Return for each route 0 where nothing has flowed, 1 where values have, and more the stronger its gradient is."""
    flows, at = scene.flows, scene.position
    strength = 2 + np.rint(flows.strength * (SHADES - 1)).astype(np.int64)
    return np.where(flows.backward <= at, strength, (flows.forward <= at).astype(np.int64))


def _path(bounds: Bounds, curves: Sequence[int]) -> QPainterPath:
    """Return curves as one path; those that follow each other on a route are joined."""
    path, before = QPainterPath(), -2
    owners, controls = bounds.owners, bounds.controls
    for curve in curves:
        (x, y), *rest = controls[curve].tolist()
        if curve != before + 1 or owners[curve] != owners[before]:
            path.moveTo(x, y)
        if rest[-1][1] == y:
            path.lineTo(*rest[-1])
        else:
            path.cubicTo(*rest[0], *rest[1], *rest[2])
        before = curve
    return path


def _paint_newest(canvas: Canvas, route: int, width: float) -> None:
    """Draw the edge through which a gradient has just flowed over all others, with a halo."""
    hue = canvas.look.color("backward")
    halo = QColor(hue)
    halo.setAlphaF(0.3)
    _stroke(canvas, canvas.paths.of(route), halo, width + HALO)
    _stroke(canvas, canvas.paths.of(route), hue, width)


def _width(level: int) -> float:
    """Return how thick an edge of a backward level is."""
    return THINNEST + (THICKEST - THINNEST) * (level - 2) / (SHADES - 1)


def paint_pulse(canvas: Canvas, scene: Scene, progress: float) -> None:
    """Draw what travels along the current edges, from 0 at its start to 1 at its end."""
    backwards = scene.phase is Phase.BACKWARD
    for route in scene.current_routes:
        path = canvas.paths.of(route)
        for lag in TAIL:
            share = progress - lag
            if 0 <= share <= 1:
                point = path.pointAtPercent(1 - share if backwards else share)
                paint_dot(canvas, point, canvas.look.hue(scene.phase), 1 - lag * 7)


def paint_dot(canvas: Canvas, point: QPointF, hue: QColor, strength: float) -> None:
    """Draw a dot of a pulse, smaller and paler in its tail."""
    color = QColor(hue)
    color.setAlphaF(strength)
    radius = PULSE * (0.5 + strength / 2)
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(color)
    canvas.painter.drawEllipse(point, radius, radius)


def paint_shapes(canvas: Canvas, scene: Scene, visible: Iterable[int]) -> None:
    """Write on each edge the shape of what flows through it."""
    if canvas.camera.zoom < WORDS_FROM:
        return
    painter, look = canvas.painter, canvas.look
    font = look.readable("small", canvas.camera.zoom, *NAME)
    painter.setFont(font)
    painter.setPen(look.color("muted"))
    for place in visible:
        route = scene.layout.routes[place]
        source = route.edges[0].source
        text = COVERED if scene.is_covered(source) else shape_text(scene.graph.nodes[source].shape)
        (x, y), (_, end) = route.points[0], route.points[-1]
        if abs(end - y) < LEVEL:
            middle, room = canvas.paths.of(place).pointAtPercent(0.5), route.points[-1][0] - x
            rect = QRectF(
                middle.x() - room / 2, middle.y() - 6 - font.pixelSize(), room, font.pixelSize() + 4
            )
            painter.drawText(rect, _ABOVE, _fitting(text, font, look, room))
        else:  # beside the start, on the side that the edge turns away from
            top = y + 6 if end < y else y - 6 - font.pixelSize()
            rect = QRectF(x + BESIDE, top, SHAPE_REACH - BESIDE, font.pixelSize() + 4)
            painter.drawText(rect, _LEFT, _fitting(text, font, look, rect.width()))


def reach_of_shapes(look: Look, scene: Scene, zoom: float) -> float:
    """Return how far to the right the shapes reach that stand beside the start of an edge, where they are drawn."""
    if not scene.board.shapes_on_arrows:
        return 0.0
    font = look.readable("small", zoom, *NAME)
    climbing = [r for r in scene.layout.routes if abs(r.points[-1][1] - r.points[0][1]) >= LEVEL]
    texts = [shape_text(scene.graph.nodes[route.edges[0].source].shape) for route in climbing]
    rights = [
        route.points[0][0] + min(BESIDE + look.width(text, font), SHAPE_REACH)
        for route, text in zip(climbing, texts, strict=True)
    ]
    return max(rights, default=0.0)


def _fitting(text: str, font: QFont, look: Look, room: float) -> str:
    """Return a shape, without the spaces in it where it needs them."""
    return text if look.width(text, font) <= room else text.replace(" ", "")


def _stroke(canvas: Canvas, path: QPainterPath, color: QColor, width: float) -> None:
    """Draw a path that scales with the zoom, but never vanishes."""
    if path.isEmpty():  # an SVG must not hold a path without points
        return
    pen = QPen(color, max(width, LEAST / canvas.camera.zoom))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawPath(path)
