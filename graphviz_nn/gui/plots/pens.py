"""Pens and sizes of what is drawn in a plot, in pixels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

SIZES = {"s": 0.75, "o": 0.9}  # so that a square and a circle look as large as the pointed marks


def pen_of(color: QColor, width: float, dashed: bool = False) -> QPen:
    """Return a pen of so many of the device's pixels, whatever the view."""
    if width <= 0:
        return QPen(Qt.PenStyle.NoPen)
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    pen = QPen(color, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setCosmetic(True)
    return pen


def drawn_size(symbol: str, size: float) -> float:
    """Return how large pyqtgraph is to draw a mark that shall look of this size."""
    return size * SIZES.get(symbol, 1.0)
