"""The axes of a surface in three dimensions: numbers along the edges of the ground, and up at a corner of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.writing import write
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import round_numbers
from graphviz_nn.text import short

OUTSIDE = 0.05  # of the ground's side: how far from its edge the numbers stand
NAME_OUTSIDE = 0.19
HEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of the height that are numbered
Placed = Callable[[FloatArray], FloatArray]


def draw_axes(painter: QPainter, picture: SurfacePicture, placed: Placed, area: QRectF, theme: Theme) -> None:
    """Draw the axes within an area; `placed` says where points of the unit cube, of shape (n, 3), lie in it."""
    font, color, ground = theme.font("small"), theme.color("muted"), theme.color("surface")
    for point, text in (*_along_edges(picture, placed), *_upwards(picture, placed)):
        (x, y), *_ = placed(point[None]).tolist()
        write(painter, text, QPointF(x, y), (0.0, 0.0), font, color, ground, area)
    left = _leftmost(placed)
    foot, top = (QPointF(*place) for place in placed(np.array([[*left, 0.0], [*left, 1.0]])).tolist())
    painter.setPen(QPen(theme.color("line"), 1.2 * theme.scale))
    painter.drawLine(foot, top)


def _along_edges(picture: SurfacePicture, placed: Placed) -> Iterator[tuple[FloatArray, str]]:
    """Yield the numbers and the name of each direction, beside the ground's edge that is nearest to the eye."""
    for axis, (span, name) in enumerate(zip(picture.reach, picture.labels, strict=True)):
        middles = np.array([_on_edge(axis, 0.5, edge) for edge in (0.0, 1.0)])
        edge = int(placed(middles)[:, 1].argmax())
        numbers = round_numbers(span, 4)
        outside = OUTSIDE if edge else -OUTSIDE
        for number, share in zip(numbers, span.shares(np.array(numbers)).tolist(), strict=True):
            yield _on_edge(axis, share, edge + outside), short(number)
        if name:
            yield _on_edge(axis, 0.5, edge + outside * NAME_OUTSIDE / OUTSIDE), name


def _upwards(picture: SurfacePicture, placed: Placed) -> Iterator[tuple[FloatArray, str]]:
    """Yield the losses at the corner of the ground that is seen farthest left."""
    left = _leftmost(placed)
    for share in HEIGHTS:
        yield np.array([*left, share]), short(picture.levels.scale.value(share), 2)


def _leftmost(placed: Placed) -> tuple[float, float]:
    corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    return corners[int(placed(np.array([[*corner, 0.0] for corner in corners]))[:, 0].argmin())]


def _on_edge(axis: int, along: float, edge: float) -> FloatArray:
    return np.array([along, edge, 0.0] if axis == 0 else [edge, along, 0.0])
