"""Marks of several shapes, many at a time, and arrows."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from graphviz_nn.ops import FloatArray


def _polygon(corners: int, turn: float = 0.0, inner: float | None = None) -> QPainterPath:
    """Return a regular polygon, or a star with an inner radius, around the origin within radius 1."""
    steps = corners * (2 if inner else 1)
    path = QPainterPath()
    points = []
    for step in range(steps):
        radius = inner if inner and step % 2 else 1.0
        angle = 2 * math.pi * step / steps - math.pi / 2 + turn
        points.append(QPointF(radius * math.cos(angle), radius * math.sin(angle)))
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(-0.88, -0.88, 1.76, 1.76))
    return path


def mark(place: int) -> QPainterPath:
    """Return the mark of the class, or variant, at this place: square, circle, triangle, diamond, star, cross."""
    makers = (
        lambda: _polygon(4, math.pi / 4),
        _circle,
        lambda: _polygon(3),
        lambda: _polygon(4),
        lambda: _polygon(5, inner=0.45),
        lambda: _polygon(4, math.pi / 4, inner=0.4),
    )
    return makers[place % len(makers)]()


def draw_marks(
    painter: QPainter, pixels: FloatArray, shape: QPainterPath, radius: float, fill: QColor, line: QPen
) -> None:
    """Draw a mark at each of the places, of shape (n, 2), in pixels."""
    painter.setBrush(fill)
    painter.setPen(line)
    sized = QTransform.fromScale(radius, radius).map(shape)
    for x, y in pixels[np.isfinite(pixels).all(axis=1)].tolist():
        painter.translate(x, y)
        painter.drawPath(sized)
        painter.translate(-x, -y)


def draw_arrow(
    painter: QPainter, start: QPointF, along: tuple[float, float], color: QColor, width: float
) -> None:
    """Draw an arrow from a place along a vector in pixels; nothing for one too short to see."""
    length = math.hypot(*along)
    if length < 4 * width:
        return
    (dx, dy), head = (along[0] / length, along[1] / length), 4 * width
    tip = start + QPointF(*along)
    neck = tip - QPointF(dx, dy) * head
    across = QPointF(-dy, dx) * head * 0.55
    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(start, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([tip, neck + across, neck - across]))
