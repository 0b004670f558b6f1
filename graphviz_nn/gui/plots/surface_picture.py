"""The loss over a plane as level bands, with the paths that the variants took and the places where they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.plots.shapes import (
    Arrow,
    Ground,
    Key,
    Line,
    Marks,
    Segments,
    Shape,
    faint,
    on_page,
    symbol,
    thinned,
)
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import Scale, level_lines, on_grid, scale_of
from graphviz_nn.scene.spans import Span, span_of

DEEPEST_INK, HIGHEST_INK = 0.34, 0.03  # how much of the text's colour the lowest and the highest band take
SPARSE = 0.02  # of the plot; from this distance on the points of a path are shown
START = "d"  # the mark of the place where all paths begin
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

    @property
    def log(self) -> bool:
        """Weights may be negative."""
        return False

    def bands(self, heights: FloatArray) -> NDArray[np.int64]:
        """Return the bands in which heights lie, of shape (1, …)."""
        count = len(self.scale.levels) - 1
        return np.asarray(np.clip((heights[0] * count).astype(np.int64), 0, count - 1))

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the ground, the level lines, the paths and the legend."""
        surface, count = self.surface, len(self.scale.levels) - 1
        ground = Ground(*self.spans, self.heights[None], self.bands, ground_colors(theme, count))
        lines = on_grid(level_lines(self.heights, np.arange(1, count) / count), surface.across, surface.up)
        levels = Segments(lines, faint(theme.color("surface"), 0.75), 1.0)
        paths = [
            path_line(path[:, :2], self.spans, faint(theme.variant_color(place), 0.45), theme)
            for place, path in enumerate(surface.paths)
        ]
        return [ground, levels, *paths, *keys(surface.paths, self.names, theme)]


@dataclass(frozen=True, eq=False)
class Travellers:
    """Where the variants are now.

    Attributes:
        spans: what the axes span.
        paths: for each variant its path so far, of shape (n, 2), the last point being where it is; may be empty.
        arrows: the token of a colour and a vector in the plane, from the place of the active variant on.
        active: the variant that the graph steps through.

    """

    spans: tuple[Span, Span]
    paths: tuple[FloatArray, ...] = ()
    arrows: tuple[tuple[str, FloatArray], ...] = ()
    active: int = 0

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the paths so far, the arrows and the places."""
        lines: list[Shape] = []
        for place, path in enumerate(self.paths):
            hue = theme.variant_color(place)
            lines.append(path_line(path, self.spans, hue, theme))
            lines.append(Marks(self._alone(path), "o", 4.2 * theme.scale, hue, hue, 0.0))
        places = [self._place(path[-1:], place, theme) for place, path in enumerate(self.paths)]
        return [*lines, *self._arrows(theme), *places]

    def _alone(self, path: FloatArray) -> FloatArray:
        """Return the points of a path that stand apart from the one before."""
        path = thinned(path, self.spans)
        with np.errstate(all="ignore"):
            steps = np.diff(on_page(path, self.spans), axis=0)
            return np.asarray(path[1:][np.hypot(*steps.T) >= SPARSE])

    def _place(self, point: FloatArray, place: int, theme: Theme) -> Marks:
        ring = theme.color("text" if place == self.active else "surface")
        size, width = 13 * theme.scale, 1.6 * theme.scale
        return Marks(point, symbol(place), size, theme.variant_color(place), ring, width)

    def _arrows(self, theme: Theme) -> list[Arrow]:
        if self.active >= len(self.paths) or not len(self.paths[self.active]):
            return []
        start, among = self.paths[self.active][-1], np.array([vector for _, vector in self.arrows])
        longest, width = ARROW * theme.scale, 2 * theme.scale
        return [
            Arrow(start, vector, among, theme.color(token), longest, width) for token, vector in self.arrows
        ]


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

    @property
    def log(self) -> bool:
        """Values may be negative."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the curve, the start and the legend."""
        points = np.column_stack([self.surface.across, self.surface.losses[0]])
        paths = tuple(on_curve(self.surface, path) for path in self.surface.paths)
        return [Line(points, theme.color("forward"), 2 * theme.scale), *keys(paths, self.names, theme)]


def on_curve(surface: Surface, path: FloatArray) -> FloatArray:
    """Return a path along the one direction as points of the curve, of shape (n, 2)."""
    x = path[:, 0]
    return np.column_stack([x, np.interp(x, surface.across, surface.losses[0])])


def ground_colors(theme: Theme, count: int) -> list[QColor]:
    """Return the greys of so many bands, from the lowest to the highest."""
    inks = np.linspace(DEEPEST_INK, HIGHEST_INK, count).tolist()
    return [mix(theme.color("sunk"), theme.color("text"), ink) for ink in inks]


def keys(paths: tuple[FloatArray, ...], names: tuple[str, ...], theme: Theme) -> list[Shape]:
    """Return the mark of the start, and the legend of the paths."""
    if not paths:
        return []
    text, surface = theme.color("text"), theme.color("surface")
    start = Marks(paths[0][:1, :2], START, 11 * theme.scale, surface, text, 1.4)
    key = Key("start", text, surface, 1.4, line=False, symbol=START, size=9 * theme.scale)
    return [start, *path_keys(names[: len(paths)], theme), key]


def path_keys(names: tuple[str, ...], theme: Theme) -> list[Key]:
    """Return a line of the legend for each variant."""
    hues = [theme.variant_color(place) for place in range(len(names))]
    return [
        Key(name, hue, hue, 2 * theme.scale, symbol=symbol(place), size=9 * theme.scale)
        for place, (name, hue) in enumerate(zip(names, hues, strict=True))
    ]


def path_line(path: FloatArray, spans: tuple[Span, Span], color: QColor, theme: Theme) -> Line:
    """Return the line of a path."""
    return Line(thinned(path, spans), color, 1.8 * theme.scale)
