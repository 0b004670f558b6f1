"""Where the variants are on the ground, which way they have come, and what pushes the one that the graph steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.ground_colors import ground_colors
from graphviz_nn.gui.plots.shapes import (
    DOT,
    THIN,
    Arrow,
    Handle,
    Key,
    Line,
    Marks,
    Outside,
    Rays,
    Shape,
    Words,
    faint,
    symbol,
)
from graphviz_nn.gui.plots.thinning import on_page, thinned
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Fan
from graphviz_nn.scene.spans import Span

NAMED_APART = np.array([0.3, 0.08])  # of the plot, across and up: a name is wide
GHOSTLY = 0.75  # of its hue has a way that is not taken
SPARSE = 0.02  # of the plot; from this distance on the points of a path are shown
ARROW, WIDTH = 46.0, 2.6  # pixels of the longer arrow at least, and how wide each is
GRADIENT = "backward"  # the token of its colour
FULL_KEY = 13.0  # pixels of the legend's sample of the broad arrow
START, GRIP = "d", 21.0  # the mark of the place where all paths begin, and its pixels where it can be dragged
END = 7.5  # pixels of the mark where one of many runs ended
RIM = 3.0  # pixels of the ring of a hollow mark, at the rim
MARK, ACTIVE_MARK = 12.0, 17.0  # pixels of a variant's mark, and of the one that the graph steps through


@dataclass(frozen=True, eq=False)
class Push:
    """What moves the active variant: a vector in the plane, its name, and the token of its colour."""

    name: str
    vector: FloatArray
    token: str


@dataclass(frozen=True, eq=False)
class Trail:
    """Where the active variant would go: its name, and the points of its way in the plane, of shape (n, 2).

    Of several one may be the way that it does go.
    """

    name: str
    points: FloatArray
    is_taken: bool = False


@dataclass(frozen=True, eq=False)
class Travellers:
    """Where the variants are now.

    Attributes:
        spans: what the picture spans.
        paths: for each variant its path so far, of shape (n, 2), the last point being where it is; may be empty.
        pushes: what moves the active one.
        active: the variant that the graph steps through.
        trails: where that would go at other rates.
        fan: what mini-batches say of the slope there; it has the gradient's arrow among its own.
        start: where the paths begin, of shape (2,), if that can be dragged.
        ends: for each variant where its runs from all seeds ended, of shape (seeds, 2); may be none.
        bands: in which of the ground's bands the loss of each of these lies, of shape (seeds,), and how many there are.

    """

    spans: tuple[Span, Span]
    paths: tuple[FloatArray, ...] = ()
    pushes: tuple[Push, ...] = ()
    active: int = 0
    trails: tuple[Trail, ...] = ()
    fan: Fan | None = None
    start: FloatArray | None = None
    ends: tuple[FloatArray, ...] = ()
    bands: tuple[tuple[NDArray[np.int64], ...], int] = ((), 1)

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the paths so far, the arrows and the places, the active variant's on top."""
        lines: list[Shape] = []
        for place, path in enumerate(self.paths):
            hue = theme.variant_color(place)
            lines.append(path_line(path, self.spans, hue, theme))
            lines.append(Marks(self._alone(path), "o", 5.0 * theme.scale, hue, hue, 0.0))
        order = sorted(range(len(self.paths)), key=lambda place: place == self.active)
        marks = [
            shape for place in order for shape in place_marks(self.paths[place], place, self.active, theme)
        ]
        grip = [] if self.start is None else [start_grip(self.start, theme)]
        ended = [mark for place in range(len(self.ends)) for mark in self.ended(place, theme)]
        return [*ended, *lines, *self._trails(theme), *grip, *self.pushed(theme), *marks]

    def ended(self, place: int, theme: Theme, points: FloatArray | None = None) -> list[Marks]:
        """Return a small mark wherever a run of a variant ended, as dark as its loss; at other points, perhaps."""
        (bands, count), at = self.bands, self.ends[place] if points is None else points
        colors, hue = ground_colors(theme, count), theme.variant_color(place)
        size, width = END * theme.scale, 1.6 * theme.scale
        return [
            Marks(at[bands[place] == band], symbol(place), size, colors[band], hue, width)
            for band in np.unique(bands[place]).tolist()
        ]

    def _trails(self, theme: Theme) -> list[Shape]:
        """Return the trails, dashed, a dot for each update, and names of some."""
        hue, found = theme.variant_color(self.active), list[Shape]()
        text, ground = theme.color("text"), theme.color("surface")
        for trail in self.trails:
            found.append(trail_line(trail, hue, theme))
            found.append(Marks(trail.points[1:], "o", 4.5 * theme.scale, ground, hue, theme.scale))
        for trail, end in named(self.trails, self.spans):
            found.append(Words(end, (trail.name,), text, theme.font("small"), (1.0, 0.0), ground))
        return found

    def _alone(self, path: FloatArray) -> FloatArray:
        """Return the points of a path that stand apart from the one before."""
        path = thinned(path, self.spans)
        with np.errstate(all="ignore"):
            steps = np.diff(on_page(path, self.spans), axis=0)
            return np.asarray(path[1:][np.hypot(*steps.T) >= SPARSE])

    def pushed(self, theme: Theme) -> list[Shape]:
        """Return the fan, where there is one, with what the update makes of it; else the arrows alone."""
        if self.fan is None:
            return [*self._arrows(theme)]
        step = next((push for push in self.pushes if push.token != GRADIENT), None)
        return [
            Rays(
                fan=self.fan,
                color=theme.color(GRADIENT),
                text=theme.color("text"),
                ground=theme.color("surface"),
                longest=ARROW * theme.scale,
                width=WIDTH * theme.scale,
                gap=0.6 * ACTIVE_MARK * theme.scale,
                font=theme.font("small_bold"),
                step=None if step is None or self.fan.is_old else step.vector,
                step_name="" if step is None else step.name,
            )
        ]

    def _arrows(self, theme: Theme) -> list[Arrow]:
        if self.active >= len(self.paths) or not len(self.paths[self.active]):
            return []
        start, among = self.paths[self.active][-1], np.array([push.vector for push in self.pushes])
        longest, width = ARROW * theme.scale, WIDTH * theme.scale
        gap, font, ground = 0.6 * ACTIVE_MARK * theme.scale, theme.font("small_bold"), theme.color("surface")
        return [
            Arrow(
                start,
                push.vector,
                among,
                theme.color(push.token),
                longest,
                width,
                gap,
                push.name,
                font,
                ground,
            )
            for push in self.pushes
        ]


def trail_line(trail: Trail, hue: QColor, theme: Theme) -> Line:
    """Return the line of a way that lies ahead, the one that is taken thicker."""
    return Line(
        trail.points, faint(hue, GHOSTLY), (2.4 if trail.is_taken else 1.3) * theme.scale, dashed=True
    )


def named(trails: Sequence[Trail], spans: tuple[Span, Span]) -> Iterator[tuple[Trail, FloatArray]]:
    """Yield the trails that have room for their names, each with its last point in sight, of shape (1, 2).

    The last ones come first; another is left out where its end is too near to one of these.
    """
    ends: list[FloatArray] = []
    for trail in reversed(trails):
        place = last_inside(trail.points, spans)
        end = trail.points[place : place + 1]
        at = on_page(end, spans)[0]
        if place and not any((np.abs(at - other) < NAMED_APART).all() for other in ends):
            ends.append(at)
            yield trail, end


def last_inside(points: FloatArray, spans: tuple[Span, Span]) -> int:
    """Return the place of the last point of a way before it first leaves what is drawn; 0 where that is the first."""
    with np.errstate(all="ignore"):
        shares = on_page(points, spans)
        inside = ((shares >= 0) & (shares <= 1)).all(axis=1)
    return len(points) - 1 if inside.all() else max(int(inside.argmin()) - 1, 0)


def place_marks(path: FloatArray, place: int, active: int, theme: Theme) -> list[Shape]:
    """Return the mark of a variant at the end of its path, or at the edge if that lies outside."""
    ring = theme.color("text" if place == active else "surface")
    size, width = mark_size(place == active, theme), (2.4 if place == active else 1.6) * theme.scale
    hue, sign = theme.variant_color(place), symbol(place)
    shapes: list[Shape] = [Marks(path[-1:], sign, size, hue, ring, width)]
    if len(path):  # hollow at the edge: it is not there
        shapes.append(Outside(path[-1], sign, size, theme.color("surface"), hue, RIM * theme.scale))
    return shapes


def start_grip(point: FloatArray, theme: Theme) -> Handle:
    """Return the mark of the start, to be dragged: larger than the plain one, so that a rim shows below a ball."""
    text, ground = theme.color("text"), theme.color("surface")
    return Handle(point, GRIP * theme.scale, ground, text, ground, 1.6 * theme.scale, START)


def mark_size(is_active: bool, theme: Theme) -> float:
    """Return how many pixels the mark of a variant has."""
    return (ACTIVE_MARK if is_active else MARK) * theme.scale


def path_keys(names: tuple[str, ...], active: int, theme: Theme, covered: bool = False) -> list[Key]:
    """Return a line of the legend for each variant, perhaps covered; the one that the graph steps through is bold."""
    hues = [theme.variant_color(place) for place in range(len(names))]
    return [
        Key(
            name,
            hue,
            hue,
            2 * theme.scale,
            symbol=symbol(place),
            size=9 * theme.scale,
            covered=covered,
            is_bold=place == active and len(names) > 1,
        )
        for place, (name, hue) in enumerate(zip(names, hues, strict=True))
    ]


def path_line(path: FloatArray, spans: tuple[Span, Span], color: QColor, theme: Theme) -> Line:
    """Return the line of a path."""
    return Line(thinned(path, spans), color, 2.2 * theme.scale)


def fan_keys(kinds: tuple[str, ...], theme: Theme) -> list[Key]:
    """Return what the legend says of a fan of gradients, given what it is made of."""
    hue, text, ground = (theme.color(token) for token in (GRADIENT, "text", "surface"))
    wide = WIDTH * theme.scale
    if not any(kinds):
        return []
    every, own, other, row = kinds
    return [
        Key(every, hue, ground, 0.0, line=False, symbol="arrow_right", size=FULL_KEY * theme.scale),
        *([Key(own, hue, hue, wide)] if own else []),
        *([Key(other, hue, hue, THIN * wide)] if other else []),
        *([Key(row, text, text, 0.0, line=False, symbol="o", size=DOT * wide)] if row else []),
        Key("uphill", hue, ground, THIN * wide, dashed=True, symbol="o", size=DOT * wide),
    ]
