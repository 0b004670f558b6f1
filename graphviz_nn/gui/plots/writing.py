"""A few words written beside a place, on a ground on which they can be read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from graphviz_nn.gui.plots.shapes import faint

HALO = 0.82  # how much of the ground's colour lies behind words


def write(
    painter: QPainter,
    text: str,
    place: QPointF,
    aside: tuple[float, float],
    font: QFont,
    color: QColor,
    ground: QColor | None,
    frame: QRectF | None = None,
) -> None:
    """Write a text beside a place: right of it where `aside` is (1, 0), above it at (0, −1), within the frame."""
    area = area_of(text, place, aside, font, frame)
    if ground is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint(ground, HALO))
        painter.drawRoundedRect(area.adjusted(-2, 0, 2, 0), 3, 3)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def roomy(
    text: str, place: QPointF, aside: tuple[float, float], font: QFont, frame: QRectF
) -> tuple[float, float]:
    """Return on which side of a place a text is written: the other one where a frame has no room for it, and has there.

    Pushed back into the frame it would lie over what it names.
    """

    def fits(way: tuple[float, float]) -> bool:
        area = area_of(text, place, way, font)
        return frame.left() <= area.left() and area.right() <= frame.right()

    across, up = aside
    return (-across, up) if not fits(aside) and fits((-across, up)) else aside


def area_of(
    text: str, place: QPointF, aside: tuple[float, float], font: QFont, frame: QRectF | None = None
) -> QRectF:
    """Return where a text is written; see `write`."""
    metrics = QFontMetricsF(font)
    size, gap = metrics.size(0, text), 0.5 * metrics.height()
    middle = place + QPointF(aside[0] * (size.width() / 2 + gap), aside[1] * (size.height() / 2 + 0.5 * gap))
    area = QRectF(middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height())
    if frame is not None:
        area.moveLeft(min(max(area.left(), frame.left() + 2), frame.right() - area.width() - 2))
        area.moveTop(min(max(area.top(), frame.top() + 2), frame.bottom() - area.height() - 2))
    return area
