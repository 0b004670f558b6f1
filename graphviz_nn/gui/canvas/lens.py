"""The current card once more, large enough for the back row, where it covers least of what matters."""

from __future__ import annotations

from math import sqrt

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPen

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import NAME, Canvas
from graphviz_nn.gui.canvas.look import CORNER
from graphviz_nn.gui.look.theme import FontName
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene import words
from graphviz_nn.scene.labels import BESIDE, lens_place
from graphviz_nn.scene.scene import Scene
from graphviz_nn.text import short

FROM_SCALE = 1.5  # text that is enlarged by this is meant to be read from afar
READABLE = 16.0  # the height in pixels from which words, as a card's own, need no lens
MOST_NUMBERS = 4
LARGEST = 0.12  # of the window: a larger one would hide the graph
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
        (_numbers(_newest(scene)), "mono", look.hue_name(event.phase)),
    )
    texts, space = [text for text, _, _ in lines], look.theme.space(2)
    whole = [look.theme.font(font) for _, font, _ in lines]
    factor = _factor(_size(texts, whole, space), window)
    fonts, space = [_scaled(font, factor) for font in whole], round(space * factor)
    if min(font.pixelSize() for font in fonts) < READABLE:
        return
    size = _size(texts, fonts, space)
    inner = canvas.camera.box(window.adjusted(BESIDE, BESIDE, -BESIDE, -BESIDE))
    zoom, routes = canvas.camera.zoom, tuple(scene.current_routes)
    place = lens_place(scene.board, current, routes, (size.width() / zoom, size.height() / zoom), inner, zoom)
    rect = canvas.camera.rect(place)
    painter = canvas.painter
    painter.resetTransform()
    painter.setPen(QPen(look.hue(event.phase), 3.0))
    painter.setBrush(look.color("selected"))
    painter.drawRoundedRect(rect, CORNER, CORNER)
    top = rect.top() + space
    for (text, _, color), font in zip(lines, fonts, strict=True):
        m = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(look.color(color))
        line = QRectF(rect.left() + space, top, rect.width() - 2 * space, m.height())
        painter.drawText(line, _LEFT, m.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
        top += m.height()
    painter.setTransform(canvas.camera.transform)


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


def _size(texts: list[str], fonts: list[QFont], space: float) -> QSizeF:
    """Return the size of lines with a space around them."""
    metrics = [QFontMetricsF(font) for font in fonts]
    wide = max(m.horizontalAdvance(text) for m, text in zip(metrics, texts, strict=True))
    return QSizeF(wide + 2 * space, sum(m.height() for m in metrics) + 2 * space)


def _factor(size: QSizeF, window: QRectF) -> float:
    """Return by how much a lens must be smaller to leave the graph its share of the window, and to be inside."""
    room = max(window.width() - 2 * BESIDE, 0.0)
    share = LARGEST * room * max(window.height(), 0.0) / (size.width() * size.height())
    return min(1.0, sqrt(share), room / size.width())


def _scaled(font: QFont, factor: float) -> QFont:
    smaller = QFont(font)
    smaller.setPixelSize(max(1, int(font.pixelSize() * factor)))
    return smaller
