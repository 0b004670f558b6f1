"""Edges, frames, and the pill on the edge through which a gradient has just flowed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainterPath, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import CHEVRON, NAME, WORDS_FROM, Canvas, paint_chevron
from graphviz_nn.gui.look.theme import mix
from graphviz_nn.ops import shape_text
from graphviz_nn.scene import words
from graphviz_nn.scene.layout import Box, Frame, Layout, Point, Route
from graphviz_nn.scene.scene import Scene

PALE, FORWARD, CURRENT = 1.2, 1.5, 2.6  # widths of edges
THINNEST, THICKEST = 1.6, 5.5  # of backward ones
LEAST = 0.7  # pixels on the screen
PILL_HEIGHT = 20.0
LARGEST_PILL = 1.5
PULSE = 4.5
BESIDE, SHAPE_REACH = (
    4.0,
    95.0,
)  # right of the start of an edge that climbs: where its shape begins and ends at most
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
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


def caption_of(frame: Frame) -> Box:
    """Return where the sentence of a frame is."""
    return Box(frame.box.left, frame.box.top, frame.box.width, frame.head + 4)


def chevron_of(frame: Frame) -> Box:
    """Return where a frame can be clicked on to fold it."""
    return Box(frame.box.left, frame.box.top, 2 * CHEVRON, frame.head + 4)


def paint_pale(canvas: Canvas, layout: Layout, visible: Iterable[int]) -> None:
    """Draw all edges as if nothing had flowed."""
    path = QPainterPath()
    for place in visible:
        path.addPath(path_of(layout.routes[place].points))
    _stroke(canvas, path, canvas.look.pale, PALE)


def paint_flows(canvas: Canvas, scene: Scene, visible: Iterable[int]) -> None:
    """Draw what has flowed: forward in one hue, backward in another, thicker where more of it flowed."""
    assert isinstance(scene.drawing, Layout)
    forward, tape, look = QPainterPath(), scene.tape, canvas.look
    backward: list[tuple[float, QPainterPath]] = []
    for place in visible:
        route = scene.drawing.routes[place]
        if tape.backward_at(route.edges) <= scene.position:
            backward.append((tape.strength(route.edges), path_of(route.points)))
        elif tape.forward_at(route.edges) <= scene.position:
            forward.addPath(path_of(route.points))
    _stroke(canvas, forward, look.color("forward"), FORWARD)
    for strength, path in backward:
        _stroke(canvas, path, look.color("backward"), THINNEST + (THICKEST - THINNEST) * strength)
    for place in current_routes(scene):
        if scene.phase in (Phase.FORWARD, Phase.LOSS):
            _stroke(canvas, path_of(scene.drawing.routes[place].points), look.color("forward"), CURRENT)


def current_routes(scene: Scene) -> list[int]:
    """Return the routes through which something has just flowed."""
    event, drawing = scene.event, scene.drawing
    if event is None or not isinstance(drawing, Layout) or event.phase is Phase.UPDATE:
        return []
    if event.phase is not Phase.BACKWARD:
        return list(scene.arriving.get(event.node, ()))
    if event.edge is None:
        return []
    routes = scene.arriving.get(event.edge.consumer, ())
    return [place for place in routes if event.edge in drawing.routes[place].edges]


def paint_pill(canvas: Canvas, scene: Scene) -> None:
    """Draw what flows through the current edge of backward, where no card is below it if possible."""
    event, drawing = scene.event, scene.drawing
    if event is None or event.phase is not Phase.BACKWARD or not isinstance(drawing, Layout):
        return
    text = words.pill(scene.graph, event)
    for place in current_routes(scene) if text else ():
        font = _pill_font(canvas)
        width = QFontMetricsF(font).horizontalAdvance(text) + 18
        rect = _free_place(canvas, drawing, drawing.routes[place], width)
        if rect is None:
            continue
        ground = canvas.look.color("backward")
        canvas.painter.resetTransform()
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(ground)
        canvas.painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        canvas.painter.setFont(font)
        canvas.painter.setPen(canvas.look.on(ground))
        canvas.painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        canvas.painter.setTransform(canvas.camera.transform)


def paint_pulse(canvas: Canvas, scene: Scene, progress: float) -> None:
    """Draw what travels along the current edges, from 0 at its start to 1 at its end."""
    assert isinstance(scene.drawing, Layout)
    backwards = scene.phase is Phase.BACKWARD
    for place in current_routes(scene):
        path = path_of(scene.drawing.routes[place].points)
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
    assert isinstance(scene.drawing, Layout)
    if canvas.camera.zoom < WORDS_FROM:
        return
    painter, look = canvas.painter, canvas.look
    font = look.readable("small", canvas.camera.zoom, *NAME)
    painter.setFont(font)
    painter.setPen(look.color("muted"))
    for place in visible:
        route = scene.drawing.routes[place]
        text = shape_text(scene.graph.nodes[route.edges[0].source].shape)
        (x, y), (_, end) = route.points[0], route.points[-1]
        if abs(end - y) < LEVEL:
            middle = path_of(route.points).pointAtPercent(0.5)
            rect = QRectF(middle.x() - 45, middle.y() - 6 - font.pixelSize(), 90, font.pixelSize() + 4)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
        else:  # beside the start, on the side that the edge turns away from
            top = y + 6 if end < y else y - 6 - font.pixelSize()
            rect = QRectF(x + BESIDE, top, SHAPE_REACH - BESIDE, font.pixelSize() + 4)
            painter.drawText(rect, _LEFT, text)


@lru_cache(maxsize=8192)
def path_of(points: tuple[Point, ...]) -> QPainterPath:
    """Return the cubic curves of a route."""
    path = QPainterPath(QPointF(*points[0]))
    for i in range(1, len(points) - 2, 3):
        path.cubicTo(QPointF(*points[i]), QPointF(*points[i + 1]), QPointF(*points[i + 2]))
    return path


def _pill_font(canvas: Canvas) -> QFont:
    """Return the font of pills, which grows with the zoom but does not shrink with it."""
    font = canvas.look.theme.font("small_bold")
    font.setPixelSize(round(font.pixelSize() * _pill_scale(canvas)))
    return font


def _pill_scale(canvas: Canvas) -> float:
    return min(max(canvas.camera.zoom / canvas.look.theme.scale, 1.0), LARGEST_PILL)


def _stroke(canvas: Canvas, path: QPainterPath, color: QColor, width: float) -> None:
    """Draw a path that scales with the zoom, but never vanishes."""
    if path.isEmpty():  # an SVG must not hold a path without points
        return
    pen = QPen(color, max(width, LEAST / canvas.camera.zoom))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    canvas.painter.setPen(pen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
    canvas.painter.drawPath(path)


def _free_place(canvas: Canvas, layout: Layout, route: Route, width: float) -> QRectF | None:
    """Return where a pill covers no card and no sentence: on the edge, or beside one of its ends.

    Where there is no such place it stands on the edge, but not on cards that are hardly larger than itself.
    """
    height = PILL_HEIGHT * canvas.look.theme.scale * _pill_scale(canvas)
    boxes = [*(c.box.grown(2) for c in layout.cards), *(caption_of(frame) for frame in layout.frames)]
    cards = [canvas.camera.rect(box) for box in boxes]
    ends = layout.cards[route.source].box, layout.cards[route.target].box
    places = _tries(canvas, path_of(route.points), *ends, width, height)
    rects = [QRectF(p.x() - width / 2, p.y() - height / 2, width, height) for p in places]
    fallback = rects[0] if canvas.camera.zoom >= WORDS_FROM else None
    return next((rect for rect in rects if not any(rect.intersects(card) for card in cards)), fallback)


def _tries(
    canvas: Canvas, path: QPainterPath, source: Box, target: Box, width: float, height: float
) -> list[QPointF]:
    """Return where to try: along the edge, beside its middle, above and below the two cards."""
    camera, middle = canvas.camera, path.pointAtPercent(0.5)
    aside = [camera.point(middle.x(), middle.y()) + QPointF(way * (width / 2 + 8), 0.0) for way in (1, -1)]
    along = [path.pointAtPercent(share) for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
    around = [
        camera.point(box.centre[0], side) + QPointF(0.0, way * height)
        for box in (source, target)
        for side, way in ((box.top, -0.8), (box.bottom, 0.8))
    ]
    return [*(camera.point(point.x(), point.y()) for point in along), *aside, *around]
