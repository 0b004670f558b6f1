"""What has just happened once more, on a line of its own below the graph, large enough for the back row."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from graphviz_nn.debug.record import Phase
from graphviz_nn.gui.canvas.cards import Canvas
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.look.theme import FontName
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene import words
from graphviz_nn.scene.figures import AFAR
from graphviz_nn.scene.scene import Scene
from graphviz_nn.text import alike

MOST_NUMBERS = 4
DIGITS = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def lens_height(look: Look) -> float:
    """Return the height of the line in pixels; 0 where text is not meant to be read from afar."""
    if look.scale < AFAR:
        return 0.0
    return QFontMetricsF(look.theme.font("heading")).height() + look.theme.space(2)


def paint_lens(canvas: Canvas, scene: Scene, window: QRectF) -> None:
    """Write on the foot of the window what has just happened, where text is meant to be read from afar."""
    look, event, high = canvas.look, scene.event, lens_height(canvas.look)
    if not high or event is None:
        return
    node = scene.graph.nodes[event.node]
    parts: tuple[tuple[str, FontName, str], ...] = (
        (words.short_name(node), "body_bold", "text"),
        (words.happening(scene.graph, event), "heading", look.hue_name(event.phase)),
        (_numbers(_newest(scene)), "mono", "text"),
    )
    painter, space = canvas.painter, look.theme.space(3)
    line = QRectF(window.left(), window.bottom() - high, window.width(), high)
    painter.resetTransform()
    painter.fillRect(line, look.color("selected"))
    line.adjust(space, 0, -space, 0)
    for text, name, color in parts:
        font = look.theme.font(name)
        shown = look.elided(text, font, max(line.width(), 0.0))
        painter.setFont(font)
        painter.setPen(look.color(color))
        painter.drawText(line, _LEFT, shown)
        line.setLeft(line.left() + look.width(shown, font) + 2 * space)
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
    shown = "  ".join(alike(array.reshape(-1)[:MOST_NUMBERS].tolist(), DIGITS))
    return shown + ("  …" if array.size > MOST_NUMBERS else "")
