"""The picture of growths: a panel each, both axes logarithmic, every line with its name and its cost at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from graphviz_nn.gui.look.theme import FontName, Theme
from graphviz_nn.gui.output.picture import need_application
from graphviz_nn.gui.painting import painting
from graphviz_nn.scene.spans import Span, log_span_of
from tests.benchmarks.curve import Curve, Growth, readable

COLUMNS, CELL = 2, QSize(444, 254)
LEFT, TOP, RIGHT, BOTTOM = 62, 40, 130, 48  # from a panel's edges to its frame
FINE = 2.0  # pixels of the picture for each of these
SCALE = 1.1  # of the theme's text, which is read in a browser beside a page's
ROW, GAP = 16, 5  # of a label: a line's height, and what is free below both
MARK = 2.7
_POWERS = {-3: "ns", -2: "µs", -1: "ms", 0: "s"}
_CENTRE, _MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter

Measured = tuple[Growth, tuple[Curve, ...]]


@dataclass(frozen=True)
class Frame:
    """Where a panel's numbers lie: its rectangle, and the decimal logarithms that it spans."""

    area: QRectF
    across: Span
    up: Span

    def point(self, size: float, seconds: float) -> QPointF:
        """Return where a size and its time lie."""
        x, y = self.across.shares(np.log10(size)), self.up.shares(np.log10(seconds))
        return QPointF(
            self.area.left() + float(x) * self.area.width(),
            self.area.bottom() - float(y) * self.area.height(),
        )


def picture(measured: Sequence[Measured]) -> QImage:
    """Return the picture of all growths."""
    need_application()
    theme = Theme.load("light", SCALE)
    rows = -(-len(measured) // COLUMNS)
    size = QSize(CELL.width() * min(COLUMNS, len(measured)), CELL.height() * rows)
    image = QImage(size * FINE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(FINE)
    image.fill(theme.color("surface"))
    with painting(image) as painter:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for place, (growth, curves) in enumerate(measured):
            row, column = divmod(place, COLUMNS)
            corner = QPointF(column * CELL.width(), row * CELL.height())
            _Panel(painter, theme, corner, growth, curves).draw()
    return image


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return rising places as near as may be to rising wanted ones: `gap` apart, from `low` to `high` if they fit."""
    out: list[float] = []
    for place in wanted:
        out.append(max(place, low, out[-1] + gap if out else low))
    limit = high
    for i in reversed(range(len(out))):
        out[i] = min(out[i], limit)
        limit = out[i] - gap
    return out


class _Panel:
    """Draws one growth."""

    def __init__(
        self, painter: QPainter, theme: Theme, corner: QPointF, growth: Growth, curves: Sequence[Curve]
    ) -> None:
        self._painter, self._theme, self._corner = painter, theme, corner
        self._growth, self._curves = growth, curves
        area = QRectF(corner.x() + LEFT, corner.y() + TOP, 0, 0)
        area.setSize(QRectF(0, 0, CELL.width() - LEFT - RIGHT, CELL.height() - TOP - BOTTOM).size())
        across = log_span_of(*(curve.sizes for curve in curves), margin=0.03)
        self._frame = Frame(area, across, log_span_of(*(curve.seconds for curve in curves), margin=0.06))

    def draw(self) -> None:
        """Draw axes, lines and words."""
        area = self._frame.area
        title = QRectF(self._corner.x() + 12, self._corner.y() + 8, CELL.width() - 16, 22)
        self._write(self._growth.title, title, "body_bold", self._theme.color("text"))
        below = QRectF(self._corner.x() + 8, area.bottom() + 22, LEFT + area.width() + RIGHT / 2, 18)
        below.moveLeft(area.center().x() - below.width() / 2)
        self._write(self._growth.axis, below, "small", self._theme.color("muted"), _CENTRE)
        self._draw_decades()
        for curve in self._curves:
            self._draw_curve(curve)
        self._write_names()

    def _draw_decades(self) -> None:
        """Write the powers of ten on both axes, with a thin line for each of the times."""
        area, muted = self._frame.area, self._theme.color("muted")
        for power in _powers(self._frame.up):
            y = self._frame.point(1, 10.0**power).y()
            self._painter.setPen(QPen(self._theme.color("line"), 0.6))
            self._painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            text = f"{10 ** (power % 3)} {_POWERS[power // 3]}"
            beside = QRectF(area.left() - LEFT, y - 10, LEFT - 8, 20)
            self._write(text, beside, "small", muted, Qt.AlignmentFlag.AlignRight)
        for power in _powers(self._frame.across):
            x = self._frame.point(10.0**power, 1).x()
            self._painter.setPen(QPen(muted, 0.8))
            self._painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
            under = QRectF(x - 40, area.bottom() + 4, 80, 18)
            self._write(f"{10**power:,}", under, "small", muted, _CENTRE)
        self._painter.setPen(QPen(muted, 0.8))
        self._painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _draw_curve(self, curve: Curve) -> None:
        hue = self._theme.color(curve.contestant.token)
        points = [self._frame.point(*pair) for pair in zip(curve.sizes, curve.seconds, strict=True)]
        self._painter.setPen(QPen(hue, 1.6))
        for pair in pairwise(points):
            self._painter.drawLine(*pair)
        self._painter.setPen(QPen(hue, 1.3))
        self._painter.setBrush(self._theme.color("surface") if curve.contestant.peer else hue)
        for point in points:
            self._painter.drawEllipse(point, MARK, MARK)

    def _write_names(self) -> None:
        """Write each line's name and cost at its end, none over another."""
        area, high = self._frame.area, 2 * ROW
        ends = sorted(
            ((self._frame.point(curve.sizes[-1], curve.seconds[-1]).y(), curve) for curve in self._curves),
            key=lambda end: end[0],
        )
        tops = apart([y - high / 2 for y, _ in ends], high + GAP, area.top() - ROW / 2, area.bottom() - high)
        for top, (_, curve) in zip(tops, ends, strict=True):
            line = QRectF(area.right() + 8, top, RIGHT - 10, ROW)
            hue = self._theme.color(curve.contestant.token)
            self._write(curve.contestant.name, line, "small_bold", hue)
            line.moveTop(top + ROW)
            self._write(cost(self._growth, curve), line, "small", self._theme.color("text"))

    def _write(
        self,
        text: str,
        area: QRectF,
        font: FontName,
        color: QColor,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        self._painter.setFont(self._theme.font(font))
        self._painter.setPen(color)
        self._painter.drawText(area, int(side | _MIDDLE | Qt.TextFlag.TextDontClip), text)


def cost(growth: Growth, curve: Curve) -> str:
    """Return how a line grows: what one more costs where that is the same everywhere, else the exponent."""
    if growth.order == 1:
        return f"{readable(curve.one_more)} {growth.one}"
    return f"exponent {curve.exponent:.2f}"


def _powers(span: Span) -> range:
    """Return the powers of ten inside a span."""
    return range(int(np.ceil(span.low)), int(np.floor(span.high)) + 1)
