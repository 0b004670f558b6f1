"""The paths over a surface in three dimensions: where the variants went, where they are, and where one might go."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots import overlay
from graphviz_nn.gui.plots.handle_item import GRIP
from graphviz_nn.gui.plots.height_arrows import draw_on_ground, ray_on_ground
from graphviz_nn.gui.plots.height_ground import Ground
from graphviz_nn.gui.plots.shapes import Line, Marks, Rays, faint, symbol
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.thinning import apart, on_page
from graphviz_nn.gui.plots.travellers import (
    RIM,
    Travellers,
    mark_size,
    named,
    start_grip,
    trail_line,
)
from graphviz_nn.gui.plots.visible import Page, seen_line
from graphviz_nn.gui.plots.writing import write
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.fan import Pointed
from graphviz_nn.scene.spans import Span

AHEAD, BEHIND = 0.35, 0.25  # how strong a path is that lies ahead, and one that is behind a hill
GROUND = Page((Span(0.0, 1.0), Span(0.0, 1.0)), 1.0, 1.0)
Pixels: TypeAlias = tuple[FloatArray, NDArray[np.bool_]]


class HeightPaths:
    """Draws paths over the ground."""

    def __init__(self, ground: Ground, theme: Theme) -> None:
        self._ground, self._picture, self._theme = ground, ground.picture, theme
        self._area = ground.area

    def draw(self, painter: QPainter, travellers: Travellers) -> None:
        """Draw all of them, the marks on top, and the legend."""
        picture, theme = self._picture, self._theme
        for place in range(len(travellers.ends)):
            for marks in travellers.ended(place, theme, self._in_sight(travellers.ends[place])):
                overlay.draw_marks(painter, marks)
        ahead = () if picture.covered else picture.surface.paths
        for paths, strength in ((ahead, AHEAD), (travellers.paths, 1.0)):
            for place, path in enumerate(paths):
                for line in self._lines(path, theme.variant_color(place), strength):
                    overlay.draw_line(painter, line)
        lowest = picture.lowest_mark(theme)
        overlay.draw_marks(painter, replace(lowest, points=self._in_sight(lowest.points)))
        self._draw_trails(painter, travellers)
        self._draw_start(painter, travellers)
        draw_on_ground(painter, travellers.pushed(theme), self._ground)
        for place, path in enumerate(travellers.paths):
            overlay.draw_marks(painter, self._mark(path, place))
        overlay.draw_legend(painter, self._area, picture.keys(theme), theme)

    def _draw_trails(self, painter: QPainter, travellers: Travellers) -> None:
        """Draw where the active variant would go, with names where they are last in sight."""
        theme, reach = self._theme, self._picture.reach
        hue, text, ground = (theme.variant_color(travellers.active), *map(theme.color, ("text", "surface")))
        for trail in travellers.trails:
            pixels, _ = self._pixels(trail.points)
            overlay.draw_line(painter, trail_line(replace(trail, points=pixels), hue, theme))
        for trail, end in named(travellers.trails, reach):
            ((x, y),) = self._ground.placed(on_page(end, reach))[0].tolist()
            beside, font = (1.0, 0.0), theme.font("small")
            write(painter, trail.name, QPointF(x, y), beside, font, text, ground, self._area)

    def _draw_start(self, painter: QPainter, travellers: Travellers) -> None:
        """Draw the mark of the start, its ring, and a halo that parts it from any ground; behind a hill faintly."""
        if travellers.start is None:
            return
        grip = start_grip(travellers.start, self._theme)
        pixels, seen = _on_ground(travellers.start[None], self._ground)
        strength = 1.0 if seen.all() else BEHIND
        for ring, width in ((grip.halo, 3 * grip.width), (grip.ring, grip.width)):
            fill, rim = (faint(color, strength) for color in (grip.fill, ring))
            overlay.draw_marks(painter, Marks(pixels, grip.symbol, grip.size, fill, rim, width))

    def _mark(self, path: FloatArray, place: int) -> Marks:
        """Return the mark of a variant; beyond the ground hollow, at the rim; none where it is nowhere."""
        theme, is_active = self._theme, place == self._picture.active
        shares = on_page(path[-1:, :2], self._picture.reach)
        shares = shares[~np.isnan(shares).any(axis=1)]
        hue, ground = theme.variant_color(place), theme.color("surface")
        fill, ring, width = hue, theme.color("text") if is_active else ground, 1.6
        if not ((shares >= 0) & (shares <= 1)).all():
            fill, ring, width = ground, hue, RIM
        pixels, _ = self._ground.placed(np.clip(shares, 0.0, 1.0))
        return Marks(pixels, symbol(place), mark_size(is_active, theme), fill, ring, width * theme.scale)

    def _in_sight(self, points: FloatArray) -> FloatArray:
        """Return where points are seen; NaN for those beside the ground, or behind a hill."""
        pixels, seen = _on_ground(points, self._ground)
        return np.where(seen[:, None], pixels, np.nan)

    def _lines(self, path: FloatArray, color: QColor, strength: float) -> list[Line]:
        """Return what is in sight of a path as it is, what is behind a hill faintly."""
        pixels, seen = self._pixels(path)
        return [
            Line(
                np.where(visible[:, None], pixels, np.nan),
                faint(color, alpha * strength),
                2 * self._theme.scale,
            )
            for visible, alpha in ((~seen, BEHIND), (seen, 1.0))
        ]

    def _pixels(self, path: FloatArray) -> Pixels:
        """Return where the part of a path that lies on the ground is seen, and what of it nothing hides."""
        placed, seen = self._ground.placed(
            seen_line(on_page(path[:, :2], self._picture.reach), GROUND, outside=0.0)
        )
        kept = apart(placed)
        return placed[kept], seen[kept]


def room_above(picture: SurfacePicture, theme: Theme, width: float) -> int:
    """Return how many pixels of a widget of such a width the legend takes."""
    return round(overlay.legend_height(picture.keys(theme), theme, width))


def ray_at(
    numbers: tuple[float, float], travellers: Travellers, ground: Ground, theme: Theme
) -> Pointed | None:
    """Return what of the fan is drawn where a place of the plane is seen; None for nothing, or no fan."""
    found = (
        ray_on_ground(each, ground, numbers) for each in travellers.pushed(theme) if isinstance(each, Rays)
    )
    return next(found, None)


def is_on_start(at: QPointF, travellers: Travellers, ground: Ground, theme: Theme) -> bool:
    """Whether the mark of the start can be taken hold of at a place; behind a hill it cannot."""
    if travellers.start is None:
        return False
    pixels, seen = _on_ground(travellers.start[None], ground)
    reach = start_grip(travellers.start, theme).size / 2 + GRIP
    return bool((np.hypot(*(pixels[seen] - at.toTuple()).T) <= reach).any())


def _on_ground(points: FloatArray, ground: Ground) -> Pixels:
    """Return where points of the plane are, NaN for those beside the ground, and which nothing hides."""
    shares = on_page(points, ground.picture.reach)
    with np.errstate(invalid="ignore"):
        lies = np.asarray(((shares >= 0) & (shares <= 1)).all(axis=1))
    pixels, seen = ground.placed(np.where(lies[:, None], shares, 0.5))
    return np.where(lies[:, None], pixels, np.nan), lies & seen
