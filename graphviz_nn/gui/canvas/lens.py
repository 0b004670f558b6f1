"""The current card once more, large enough for the back row, where it covers least of what matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import NAME, Canvas
from graphviz_nn.gui.canvas.edges import current_routes, path_of
from graphviz_nn.gui.canvas.look import CORNER
from graphviz_nn.gui.look.theme import FontName
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene import words
from graphviz_nn.scene.layout import Layout
from graphviz_nn.scene.scene import Scene
from graphviz_nn.text import short

FROM_SCALE = 1.5  # text that is enlarged by this is meant to be read from afar
READABLE = 19.0  # the height in pixels from which a card's own words need no lens
MOST_NUMBERS = 4
BESIDE = 14.0
LARGEST = 0.3  # of the window: a larger one would hide the graph
FAR = 900.0  # pixels away from its card are as bad as a whole card covered
PLACES = 9  # tried across and down the window
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_lens(canvas: Canvas, scene: Scene, window: QRectF) -> None:
    """Draw what has just happened large, if text is meant to be read from afar and the card itself cannot be."""
    look, current, event = canvas.look, scene.current, scene.event
    name_height = look.readable("small", canvas.camera.zoom, *NAME).pixelSize() * canvas.camera.zoom
    if look.scale < FROM_SCALE or name_height >= READABLE or current is None or event is None:
        return
    node = scene.graph.nodes[event.node]
    face = dict.fromkeys((words.symbol(scene.graph, node), words.short_name(node)))  # often the same
    lines: tuple[tuple[str, FontName, str], ...] = (
        ("  ".join(face), "title", "text"),
        (words.happening(scene.graph, event), "heading", "text"),
        (_numbers(_newest(scene)), "mono", _HUES[event.phase]),
    )
    fonts = [look.theme.font(font) for _, font, _ in lines]
    metrics = [QFontMetricsF(font) for font in fonts]
    space = look.theme.space(2)
    wide = max(m.horizontalAdvance(text) for m, (text, _, _) in zip(metrics, lines, strict=True))
    size = min(wide + 2 * space, window.width()), sum(m.height() for m in metrics) + 2 * space
    if size[0] * size[1] > LARGEST * _area(window):
        return
    rect = _place(canvas, scene, window, size)
    painter = canvas.painter
    painter.resetTransform()
    painter.setPen(QPen(look.hue(event.phase), 3.0))
    painter.setBrush(look.color("selected"))
    painter.drawRoundedRect(rect, CORNER, CORNER)
    top = rect.top() + space
    for (text, _, color), font, m in zip(lines, fonts, metrics, strict=True):
        painter.setFont(font)
        painter.setPen(look.color(color))
        line = QRectF(rect.left() + space, top, rect.width() - 2 * space, m.height())
        painter.drawText(line, _LEFT, m.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
        top += m.height()
    painter.setTransform(canvas.camera.transform)


_HUES = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "forward",
    Phase.BACKWARD: "backward",
    Phase.UPDATE: "parameter",
}


def _newest(scene: Scene) -> FloatArray | None:
    """Return what the last step wrote."""
    event, tape, at = scene.event, scene.tape, scene.position
    assert event is not None
    if event.phase is Phase.UPDATE:
        return tape.change(event.node, at)
    return (tape.gradient if event.phase is Phase.BACKWARD else tape.value)(event.node, at)


def _numbers(array: FloatArray | None) -> str:
    if array is None:
        return ""
    shown = "  ".join(short(number) for number in array.reshape(-1)[:MOST_NUMBERS].tolist())
    return shown + ("  …" if array.size > MOST_NUMBERS else "")


def _place(canvas: Canvas, scene: Scene, window: QRectF, size: tuple[float, float]) -> QRectF:
    """Return where a lens covers neither the current card nor its edges, and as little of the others as possible."""
    layout, camera, current = scene.drawing, canvas.camera, scene.current
    assert isinstance(layout, Layout)
    assert current is not None
    own = camera.rect(layout.cards[current].box).adjusted(-BESIDE, -BESIDE, BESIDE, BESIDE)
    flows = [layout.routes[place].points for place in current_routes(scene)]
    points = [path_of(flow).pointAtPercent(share / 8) for flow in flows for share in range(9)]
    edge = [camera.point(point.x(), point.y()) for point in points]
    others = [camera.rect(card.box) for card in layout.cards]
    return min(_tries(window, size), key=lambda rect: _cost(rect, own, edge, others))


def _tries(window: QRectF, size: tuple[float, float]) -> Iterable[QRectF]:
    inner = window.adjusted(BESIDE, BESIDE, -BESIDE, -BESIDE)
    free = max(inner.width() - size[0], 0.0), max(inner.height() - size[1], 0.0)
    for across in range(PLACES):
        for down in range(PLACES):
            left, top = free[0] * across / (PLACES - 1), free[1] * down / (PLACES - 1)
            yield QRectF(inner.left() + left, inner.top() + top, *size)


def _cost(rect: QRectF, own: QRectF, edge: Sequence[QPointF], others: Sequence[QRectF]) -> float:
    """Return how bad a place is: what matters must stay to be seen, then as many cards, then it is near its card."""
    covered = sum(_area(rect.intersected(other)) / _area(other) for other in others)
    hidden = 100.0 * (rect.intersects(own) + any(rect.contains(point) for point in edge))
    away = rect.center() - own.center()
    return hidden + covered + hypot(away.x(), away.y()) / FAR


def _area(rect: QRectF) -> float:
    return rect.width() * rect.height() if rect.isValid() else 0.0
