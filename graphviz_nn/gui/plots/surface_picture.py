"""The loss over a plane as level bands, with the paths that the variants took and the places where they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from graphviz_nn.analysis.plane import Surface
from graphviz_nn.gui.plots.axes import Axes, Span, span_of
from graphviz_nn.gui.plots.contours import Scale, enlarged, level_lines, scale_of
from graphviz_nn.gui.plots.legend import Entry, draw_legend
from graphviz_nn.gui.plots.marks import draw_arrow, draw_marks, mark
from graphviz_nn.gui.plots.paths import line_path, segments_path
from graphviz_nn.gui.plots.picture import painted, pixel_size
from graphviz_nn.gui.theme import Theme, mix
from graphviz_nn.ops import FloatArray

DEEPEST_INK, HIGHEST_INK = 0.34, 0.03  # how much of the text's colour the lowest and the highest band take
SPARSE = 6.0  # pixels; from this distance on the points of a path are shown
ARROW = 46.0  # pixels of the longer arrow


@dataclass(frozen=True, eq=False)
class SurfacePicture:
    """The ground: bands, level lines, whole paths in pale, the start, the legend."""

    surface: Surface
    names: tuple[str, ...]

    @property
    def spans(self) -> tuple[Span, Span]:
        """The grid's reach."""
        return span_of(self.surface.across), span_of(self.surface.up)

    @property
    def labels(self) -> tuple[str, str]:
        """The names of the plane's two directions."""
        return self.surface.plane.labels

    @cached_property
    def scale(self) -> Scale:
        """The levels."""
        return scale_of(self.surface.losses)

    @cached_property
    def heights(self) -> FloatArray:
        """The losses as shares from the lowest level, 0, to the highest, 1; what is not finite is as high as can be."""
        return np.nan_to_num(self.scale.shares(self.surface.losses), nan=1.0)

    def height_at(self, shares: FloatArray) -> FloatArray:
        """Return the heights at places of the unit square, of shape (n, 2), straight between the grid's."""
        inside = np.clip(np.nan_to_num(shares[:, ::-1]), 0.0, 1.0)
        places = inside * (np.array(self.heights.shape) - 1)
        low = np.minimum(places.astype(np.intp), np.array(self.heights.shape) - 2)
        (i, j), (s, t) = low.T, (places - low).T
        grid = self.heights
        below, above = (
            grid[i, j] * (1 - t) + grid[i, j + 1] * t,
            grid[i + 1, j] * (1 - t) + grid[i + 1, j + 1] * t,
        )
        return np.asarray(below * (1 - s) + above * s)

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the ground, the paths and the legend."""
        count = len(self.scale.levels) - 1
        fine = enlarged(self.heights, *pixel_size(painter, axes.frame))
        bands = np.clip((fine * count).astype(np.int64), 0, count - 1)
        painter.drawImage(axes.frame, painted(bands, ground_colors(theme, count)))
        self._paint_levels(painter, axes, theme, count)
        points = [axes.pixels(path[:, :2]) for path in self.surface.paths]
        for place, pixels in enumerate(points):
            draw_path(painter, pixels, faint(theme.variant_color(place), 0.45), theme, dotted=False)
        draw_keys(painter, axes, points, self.names, theme)

    def _paint_levels(self, painter: QPainter, axes: Axes, theme: Theme, count: int) -> None:
        segments = level_lines(self.heights, np.arange(1, count) / count)
        painter.setPen(QPen(faint(theme.color("surface"), 0.75), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(segments_path(axes.on_grid(segments, *self.heights.shape)))


@dataclass(frozen=True, eq=False)
class Travellers:
    """Where the variants are now.

    Attributes:
        paths: for each variant its path so far, of shape (n, 2), the last point being where it is; may be empty.
        arrows: the token of a colour and a vector in the plane, from the place of the active variant on.
        active: the variant that the graph steps through.

    """

    paths: tuple[FloatArray, ...] = ()
    arrows: tuple[tuple[str, FloatArray], ...] = ()
    active: int = 0

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the paths so far, the arrows and the places."""
        points = [axes.pixels(path) for path in self.paths]
        for place, pixels in enumerate(points):
            draw_path(painter, pixels, theme.variant_color(place), theme)
        if self.active < len(points) and len(points[self.active]):
            self._paint_arrows(painter, axes, QPointF(*points[self.active][-1].tolist()), theme)
        for place, pixels in enumerate(points):
            self._paint_place(painter, pixels[-1:], place, theme)

    def _paint_place(self, painter: QPainter, pixels: FloatArray, place: int, theme: Theme) -> None:
        ring = QPen(theme.color("text" if place == self.active else "surface"), 1.6 * theme.scale)
        draw_marks(painter, pixels, mark(place), 6.5 * theme.scale, theme.variant_color(place), ring)

    def _paint_arrows(self, painter: QPainter, axes: Axes, start: QPointF, theme: Theme) -> None:
        frame = axes.frame
        unit = np.array(
            [
                frame.width() / (axes.across.high - axes.across.low),
                -frame.height() / (axes.up.high - axes.up.low),
            ]
        )
        vectors = [(token, vector * unit) for token, vector in self.arrows]
        longest = max((math.hypot(*vector) for _, vector in vectors), default=0.0)
        if not (math.isfinite(longest) and longest > 0):
            return
        for token, vector in vectors:
            dx, dy = (vector * (ARROW * theme.scale / longest)).tolist()
            draw_arrow(painter, start, (dx, dy), theme.color(token), 2 * theme.scale)


@dataclass(frozen=True, eq=False)
class SlicePicture:
    """The value along one direction: a curve, with the start and the legend of the paths."""

    surface: Surface
    names: tuple[str, ...]

    @property
    def spans(self) -> tuple[Span, Span]:
        """The grid's reach, and that of the values."""
        return span_of(self.surface.across), span_of(self.surface.losses, margin=0.06)

    @property
    def labels(self) -> tuple[str, str]:
        """The name of the direction."""
        return self.surface.plane.labels[0], ""

    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw the curve, the start and the legend."""
        points = np.column_stack([self.surface.across, self.surface.losses[0]])
        painter.setPen(QPen(theme.color("forward"), 2 * theme.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(line_path(axes.pixels(points)))
        paths = [axes.pixels(on_curve(self.surface, path)) for path in self.surface.paths]
        draw_keys(painter, axes, paths, self.names, theme)


def on_curve(surface: Surface, path: FloatArray) -> FloatArray:
    """Return a path along the one direction as points of the curve, of shape (n, 2)."""
    x = path[:, 0]
    return np.column_stack([x, np.interp(x, surface.across, surface.losses[0])])


def ground_colors(theme: Theme, count: int) -> list[QColor]:
    """Return the greys of so many bands, from the lowest to the highest."""
    inks = np.linspace(DEEPEST_INK, HIGHEST_INK, count).tolist()
    return [mix(theme.color("sunk"), theme.color("text"), ink) for ink in inks]


def faint(color: QColor, alpha: float) -> QColor:
    """Return the colour, so much of it."""
    out = QColor(color)
    out.setAlphaF(alpha)
    return out


def draw_keys(
    painter: QPainter, axes: Axes, paths: list[FloatArray], names: tuple[str, ...], theme: Theme
) -> None:
    """Draw the mark of the start, and the legend of paths that are given in pixels."""
    if not paths:
        return
    start, ring = mark(3), QPen(theme.color("text"), 1.4)
    draw_marks(painter, paths[0][:1], start, 5 * theme.scale, theme.color("surface"), ring)
    entries = [
        Entry(name, theme.variant_color(place), mark=mark(place))
        for place, name in enumerate(names[: len(paths)])
    ]
    entries.append(Entry("start", theme.color("text"), line=None, mark=start, hollow=True))
    draw_legend(painter, axes.frame, entries, np.concatenate(paths), theme)


def draw_path(
    painter: QPainter, pixels: FloatArray, color: QColor, theme: Theme, *, dotted: bool = True
) -> None:
    """Draw a path and, if `dotted`, those of its points that stand apart."""
    pixels = pixels[apart(pixels)]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    join = Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(color, 1.8 * theme.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, join))
    painter.drawPath(line_path(pixels))
    if dotted and len(pixels) > 1:
        alone = np.hypot(*np.diff(pixels, axis=0).T) >= SPARSE
        painter.setPen(QPen(color, 4.2 * theme.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints([QPointF(x, y) for x, y in pixels[1:][alone].tolist()])


def apart(pixels: FloatArray) -> NDArray[np.bool_]:
    """Tell which points lie on another pixel than the one before them; the first and the last always count."""
    if len(pixels) < 3:
        return np.ones(len(pixels), dtype=np.bool_)
    cells = np.nan_to_num(pixels).round()
    moved = (cells[1:] != cells[:-1]).any(axis=1)
    moved[-1] = True
    return np.concatenate([[True], moved])
