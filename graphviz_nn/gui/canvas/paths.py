"""The routes of a layout as Qt's paths, made once."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from graphviz_nn.scene.layout import Layout


class Paths:
    """Makes the path of a route when it is first drawn."""

    def __init__(self, layout: Layout | None) -> None:
        self._routes = layout.routes if layout else ()
        self._made: dict[int, QPainterPath] = {}

    def of(self, route: int) -> QPainterPath:
        """Return the cubic curves of a route."""
        if route not in self._made:
            start, *rest = (QPointF(*point) for point in self._routes[route].points)
            path = self._made[route] = QPainterPath(start)
            for curve in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
                path.cubicTo(*curve)
        return self._made[route]
