"""The legend of the graph: what its colours, lines and signs mean, in a strip below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from graphviz_nn.gui.canvas.layer import HINTS
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.gui.painting import painting

FEWEST = 1.5  # lines of words: the least height of what stands in it
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class _Entry:
    """One line of a legend: a sample that many heights wide, drawn by a function, and what it means."""

    text: str
    wide: float
    paint: Callable[[QPainter, Look, QRectF], None]


@lru_cache(maxsize=4)
def legend_height(look: Look, width: int, *, neurons: bool) -> int:
    """Return how high the legend is on a window of a width, in pixels."""
    lines = 1 + max((line for line, _, _ in _flow(look, width, neurons)), default=0)
    return ceil(lines * _line(look) + look.theme.space(1))


@lru_cache(maxsize=2)  # a step of the graph changes nothing of it, and drawing it takes longer than a card
def legend_picture(look: Look, width: int, ratio: float, *, neurons: bool) -> QImage:
    """Return the legend for a window of a width as pixels, `ratio` of the screen's for each of the window's."""
    high = legend_height(look, width, neurons=neurons)
    picture = QImage(QSize(width, high) * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    with painting(picture) as painter:
        painter.setRenderHints(HINTS)
        paint_legend(painter, look, QRectF(0, 0, width, high), neurons=neurons)
    return picture


def paint_legend(painter: QPainter, look: Look, area: QRectF, *, neurons: bool) -> None:
    """Draw the legend of neurons, or of cards, on an area of its own."""
    painter.resetTransform()
    painter.fillRect(area, look.color("surface"))
    painter.setPen(look.color("line"))
    painter.drawLine(area.topLeft(), area.topRight())
    high, font = _line(look), look.theme.font("small")
    for line, left, entry in _flow(look, area.width(), neurons):
        top = area.top() + look.theme.space(0.5) + line * high
        sample = QRectF(area.left() + left, top + 0.22 * high, entry.wide * high, 0.56 * high)
        entry.paint(painter, look, sample)
        painter.setFont(font)
        painter.setPen(look.color("muted"))
        words = QRectF(sample.right() + look.theme.space(1.5), top, look.width(entry.text, font) + 2, high)
        painter.drawText(words, _LEFT, entry.text)


def _flow(look: Look, width: float, neurons: bool) -> Iterator[tuple[int, float, _Entry]]:
    """Yield each entry with its line and where it begins there."""
    font, gap = look.theme.font("small"), look.theme.space(3)
    line, left = 0, look.theme.space(3)
    for entry in _NEURONS if neurons else _CARDS:
        wide = round(entry.wide * _line(look)) + look.theme.space(1.5) + look.width(entry.text, font)
        if left + wide + gap / 2 > width and left > look.theme.space(3):
            line, left = line + 1, look.theme.space(3)
        yield line, left, entry
        left += round(wide) + gap


def _line(look: Look) -> float:
    return FEWEST * look.theme.font("small").pixelSize()


def _paint_map(painter: QPainter, look: Look, area: QRectF, colours: ColourMap) -> None:
    """Draw a map of colours from − over 0 to +."""
    places = 64
    picture = QImage(places, 1, QImage.Format.Format_RGB32)
    for place in range(places):
        picture.setPixelColor(place, 0, colours.color(2 * place / (places - 1) - 1))
    painter.drawImage(area, picture)
    painter.setPen(look.color("line"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    font = look.sized("mono_small", area.height())
    painter.setFont(font)
    for sign, share, align in (
        ("−", -1.0, _LEFT),
        ("0", 0.0, _CENTRE),
        ("+", 1.0, Qt.AlignmentFlag.AlignRight),
    ):
        painter.setPen(colours.ink(share))
        painter.drawText(area.adjusted(2, 0, -2, 0), align | Qt.AlignmentFlag.AlignVCenter, sign)


def _paint_values(painter: QPainter, look: Look, area: QRectF) -> None:
    _paint_map(painter, look, area, look.theme.value_map)


def _paint_gradients(painter: QPainter, look: Look, area: QRectF) -> None:
    _paint_map(painter, look, area, look.theme.gradient_map)


def _paint_bar(painter: QPainter, look: Look, area: QRectF) -> None:
    painter.fillRect(area, look.color("parameter"))


def _paint_frame(painter: QPainter, look: Look, area: QRectF) -> None:
    painter.setPen(QPen(look.color("muted"), 1.0, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 3, 3)


def _paint_now(painter: QPainter, look: Look, area: QRectF) -> None:
    painter.setPen(QPen(look.color("forward"), 2.0))
    painter.setBrush(look.color("selected"))
    painter.drawRoundedRect(area, 3, 3)


def _paint_minus(painter: QPainter, look: Look, area: QRectF) -> None:
    painter.fillRect(area, look.theme.value_map.color(-0.7))
    painter.setPen(QPen(look.theme.value_map.ink(-0.7), 1.4))
    middle = area.center()
    painter.drawLine(middle - QPointF(area.width() / 4, 0), middle + QPointF(area.width() / 4, 0))


def _paint_edges(painter: QPainter, look: Look, area: QRectF) -> None:
    """Draw a thin edge, and a thick one below it."""
    _paint_lines(painter, area, look.color("backward"), dashed=False)


def _paint_weights(painter: QPainter, look: Look, area: QRectF) -> None:
    """Draw a thin link, and below it a thick one whose weight is negative."""
    _paint_lines(painter, area, look.color("text"), dashed=True)


def _paint_lines(painter: QPainter, area: QRectF, color: QColor, *, dashed: bool) -> None:
    high = area.height()
    for share, width in ((0.2, 1.0), (0.75, high / 3)):
        pen = QPen(color, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed and share > 0.5:
            pen.setDashPattern([1.6, 0.7])
        painter.setPen(pen)
        y = area.top() + share * high
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _paint_point(painter: QPainter, look: Look, area: QRectF) -> None:
    size = area.height() / 4
    painter.setPen(QPen(look.color("muted"), size))
    painter.setBrush(look.color("text"))
    painter.drawEllipse(area.center(), size, size)


def _paint_arrows(painter: QPainter, look: Look, area: QRectF) -> None:
    painter.setFont(look.sized("mono_small", 1.3 * area.height()))
    painter.setPen(look.color("backward"))
    painter.drawText(area, _CENTRE | Qt.TextFlag.TextDontClip, "↑↓")


def _paint_bias(painter: QPainter, look: Look, area: QRectF) -> None:
    painter.setPen(QPen(look.color("parameter"), 1.2))
    painter.setBrush(look.color("surface"))
    painter.drawEllipse(area.center(), area.height() / 2, area.height() / 2)


_COLOURS = (_Entry("value", 2.1, _paint_values), _Entry("gradient", 2.1, _paint_gradients))
_CARDS = (
    *_COLOURS,
    _Entry("negative", 0.9, _paint_minus),
    _Entry("parameter", 0.18, _paint_bar),
    _Entry("layer", 1.0, _paint_frame),
    _Entry("now", 0.9, _paint_now),
    _Entry("large", 1.0, _paint_edges),
)
_NEURONS = (
    *_COLOURS,
    _Entry("weight, − dashed", 1.5, _paint_weights),
    _Entry("wants to go", 1.1, _paint_arrows),
    _Entry("this point", 0.6, _paint_point),
    _Entry("bias", 0.7, _paint_bias),
)
