"""A value along one variable: its curve with balls that descend it, and below it the curve of its derivative."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.shapes import Line, Marks, Shape, Words, faint
from graphviz_nn.gui.plots.travellers import START, path_keys, place_marks, start_grip
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span, span_of

ROOM = 6.0  # times the height of the paths: so much of the curve above and below them is shown at most
TANGENT = 0.11  # of the picture's width, to each side
MARGIN, HOPS = 0.08, 0.45  # of the picture's height around the curve; how much of its hue a hop has
LOWER = ("← lower still", "lower still →")


@dataclass(frozen=True, eq=False)
class SlicePicture:
    """The curve, with the start and the legend of the paths.

    Attributes:
        surface: what is measured; of one dimension.
        names: of the variants.
        value: what is measured, as in f(x).
        active: the place of the variant that the graph steps through.
        covered: whether what lies ahead of the variants is left out; else it is pale.
        hidden: whether the names are covered.

    """

    surface: Surface
    names: tuple[str, ...]
    value: str = ""
    active: int = 0
    covered: bool = False
    hidden: bool = False

    @property
    def spans(self) -> tuple[Span, Span]:
        """The grid's reach; and that of the values, but for what lies far from all that the paths see."""
        reached = [on_curve(self.surface, path)[:, 1] for path in self.surface.paths if len(path)]
        return span_of(self.surface.across), _span_near(self.surface.losses[0], reached)

    @property
    def labels(self) -> tuple[str, str]:
        """The name of the variable, and of what is measured."""
        return self.surface.plane.labels[0], self.value

    @property
    def log(self) -> bool:
        """Values may be negative."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the curve, the paths, the start, where it goes on lower, and the legend."""
        points = np.column_stack([self.surface.across, self.surface.losses[0]])
        curve = Line(points, theme.color("forward"), 2.4 * theme.scale)
        keys = path_keys(self.names, self.active, theme, self.hidden)
        here = [key for key, path in zip(keys, self.surface.paths, strict=False) if len(path)]
        return [curve, *self._paths(theme), *self._start(theme), *self._beyond(theme), *here]

    def _paths(self, theme: Theme) -> list[Shape]:
        if self.covered:
            return []
        hues = [faint(theme.variant_color(place), HOPS) for place in range(len(self.surface.paths))]
        return [
            Marks(on_curve(self.surface, path), "o", 3.4 * theme.scale, pale, pale, 0.0)
            for path, pale in zip(self.surface.paths, hues, strict=True)
        ]

    def _start(self, theme: Theme) -> list[Shape]:
        path = next((path for path in self.surface.paths if len(path)), None)
        if path is None:
            return []
        start, text = on_curve(self.surface, path[:1]), theme.color("text")
        ground = theme.color("surface")
        mark = Marks(start, START, 11 * theme.scale, ground, text, 1.4 * theme.scale)
        return [mark, Words(start, ("start",), text, theme.font("small"), (0.0, -1.0), ground)]

    def _beyond(self, theme: Theme) -> list[Shape]:
        (left, right), (low, high) = self.spans
        y = low + 0.12 * (high - low)
        ends = zip(self.surface.grid.falls, (left, right), LOWER, (1.0, -1.0), strict=True)
        ink, font, ground = theme.color("text"), theme.font("small_bold"), theme.color("surface")
        return [
            Words(np.array([[x, y]]), (text,), ink, font, (side, 0.0), ground)
            for falls, x, text, side in ends
            if falls
        ]


@dataclass(frozen=True, eq=False)
class SlopePicture:
    """The derivative of the curve, and where it is zero.

    Attributes:
        surface: what is measured; of one dimension, with its slopes.
        value: what the derivative is called.

    """

    surface: Surface
    value: str = ""

    @property
    def spans(self) -> tuple[Span, Span]:
        """The grid's reach; and that of the slopes, with zero, but for what lies far from all that the paths see."""
        reached = [slope_at(self.surface, path[:, 0]) for path in self.surface.paths if len(path)]
        low, high = _span_near(slopes_of(self.surface), [*reached, np.zeros(1)])
        return span_of(self.surface.across), Span(min(low, 0.0), max(high, 0.0))

    @property
    def labels(self) -> tuple[str, str]:
        """The name of the derivative; that of the variable stands at the curve above."""
        return "", self.value

    @property
    def log(self) -> bool:
        """Slopes may be negative."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the zero line and the curve."""
        (left, right), _ = self.spans
        zero = Line(
            np.array([[left, 0.0], [right, 0.0]]), theme.color("muted"), 1.2 * theme.scale, dashed=True
        )
        points = np.column_stack([self.surface.across, slopes_of(self.surface)])
        return [zero, Line(points, theme.color("backward"), 2.2 * theme.scale)]


@dataclass(frozen=True, eq=False)
class Balls:
    """Where the variants are on the curve, and how they hopped there.

    Attributes:
        surface: what is measured; of one dimension.
        paths: for each variant its path so far, of shape (n, 2), the last point being where it is; may be empty.
        active: the variant that the graph steps through.
        start: where they begin, of shape (2,), if that can be dragged.

    """

    surface: Surface
    paths: tuple[FloatArray, ...] = ()
    active: int = 0
    start: FloatArray | None = None

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the hops, the tangent at the active ball, and the balls."""
        found: list[Shape] = []
        for place, path in enumerate(self.paths):
            hue, points = theme.variant_color(place), on_curve(self.surface, path)
            found.append(Line(points, faint(hue, HOPS), 1.6 * theme.scale))
            found.append(Marks(points, "o", 5 * theme.scale, hue, hue, 0.0))
        if self.start is not None and np.isfinite(at := on_curve(self.surface, self.start[None])).all():
            found.append(start_grip(at[0], theme))
        return [*found, *self._tangent(theme), *self._marks(self.surface.losses[0], theme)]

    def slopes(self, theme: Theme) -> list[Shape]:
        """Return the balls on the curve of the derivative, each with a line to zero."""
        found: list[Shape] = []
        for place, path in enumerate(self.paths):
            if len(path):
                ((x, slope),) = _on_slope(self.surface, path[-1:]).tolist()
                found.append(
                    Line(np.array([[x, 0.0], [x, slope]]), theme.variant_color(place), 2.0 * theme.scale)
                )
        return [*found, *self._marks(slopes_of(self.surface), theme)]

    def _marks(self, values: FloatArray, theme: Theme) -> list[Shape]:
        """Return the balls over their places, at the height of the values; one that is outside at that of the end."""
        order = sorted(range(len(self.paths)), key=lambda place: place == self.active)
        found: list[Shape] = []
        for place in order:
            x = self.paths[place][-1:, 0]
            heights = np.interp(x, self.surface.across, values)
            found += place_marks(np.column_stack([x, heights]), place, self.active, theme)
        return found

    def _tangent(self, theme: Theme) -> list[Shape]:
        if self.active >= len(self.paths) or not len(self.paths[self.active]):
            return []
        ((x, y),) = on_curve(self.surface, self.paths[self.active][-1:]).tolist()
        (slope,) = slope_at(self.surface, np.array([x])).tolist()
        if not (isfinite(y) and isfinite(slope)):
            return []  # beyond all numbers nothing touches the curve
        half = TANGENT * (self.surface.across[-1] - self.surface.across[0])
        ends = np.array([[x - half, y - half * slope], [x + half, y + half * slope]])
        return [Line(ends, theme.color("backward"), 2.2 * theme.scale)]


def on_curve(surface: Surface, path: FloatArray) -> FloatArray:
    """Return a path along the one direction as points of the curve, of shape (n, 2)."""
    x = path[:, 0]
    return np.column_stack([x, np.interp(x, surface.across, surface.losses[0], np.nan, np.nan)])


def slopes_of(surface: Surface) -> FloatArray:
    """Return the derivative at each column, of shape (columns,)."""
    return np.full(len(surface.across), np.nan) if surface.grid.slopes is None else surface.grid.slopes


def slope_at(surface: Surface, x: FloatArray) -> FloatArray:
    """Return the derivative at some places, of their shape; NaN beyond the curve's ends."""
    return np.asarray(np.interp(x, surface.across, slopes_of(surface), np.nan, np.nan))


def _on_slope(surface: Surface, path: FloatArray) -> FloatArray:
    return np.column_stack([path[:, 0], slope_at(surface, path[:, 0])])


def _span_near(values: FloatArray, reached: list[FloatArray]) -> Span:
    """Return the span of a curve's values, cut off where they are far from those that are reached."""
    whole, near = span_of(values, margin=MARGIN), [part[np.isfinite(part)] for part in reached]
    points = np.concatenate([np.empty(0), *near])
    if not len(points) or np.ptp(points) <= 1e-9 * (whole.high - whole.low):
        return whole
    room = ROOM * float(np.ptp(points))
    return Span(max(whole.low, float(points.min()) - room), min(whole.high, float(points.max()) + room))
