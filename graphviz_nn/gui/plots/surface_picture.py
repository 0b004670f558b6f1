"""The loss over a plane as level bands: the ground that the variants walk on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.ground_colors import ground_colors
from graphviz_nn.gui.plots.shapes import (
    Ground,
    Key,
    LevelNames,
    Marks,
    Ramp,
    Segments,
    Shape,
    Words,
    faint,
)
from graphviz_nn.gui.plots.travellers import END, START, fan_keys, path_keys, path_line
from graphviz_nn.landscape.plane import Surface
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.levels import Levels, levels_of
from graphviz_nn.scene.spans import Span, span_of
from graphviz_nn.text import short

PALE = 0.4  # how much of its hue a path has that lies ahead
BESIDE_START = (
    5.0  # pixels more than from other marks that words keep clear: this one is larger, to be dragged
)
LOWEST = 13.0  # pixels of the mark of the lowest place
AT_ORIGIN = 0.02  # of the picture: so near to (0, 0) is the start itself
FINEST = 560  # columns and rows of the ground that are computed: level lines hide its steps
NOWHERE = "No place here has a value that is a number."


@dataclass(frozen=True, eq=False)
class SurfacePicture:
    """The ground: bands, level lines with their losses, the lowest place, (0, 0) and the start, the legend.

    Attributes:
        surface: what is measured.
        names: of the variants.
        active: the place of the variant that the graph steps through.
        covered: whether what lies ahead of the variants is left out; else it is pale.
        hidden: whether the names are covered.
        value: what is measured.
        levelled_by: another surface whose levels, and so whose colours, this one has; None for its own.
        fan: what the fan of gradients is made of that moves over it, for the legend; see `Fan.kinds`.
        caption: what stands in its corner, where it is not what one expects.
        ends: what the legend says of the marks where runs from other seeds ended; "" where there are none.

    """

    surface: Surface
    names: tuple[str, ...]
    active: int = 0
    covered: bool = False
    hidden: bool = False
    value: str = "loss"
    levelled_by: Surface | None = None
    fan: tuple[str, ...] = ()
    caption: str = ""
    ends: str = ""

    @property
    def spans(self) -> tuple[Span, Span]:
        """What holds all paths."""
        across, up = self.surface.home
        return Span(*across), Span(*up)

    @property
    def reach(self) -> tuple[Span, Span]:
        """What the grid spans."""
        return span_of(self.surface.across), span_of(self.surface.up)

    @property
    def labels(self) -> tuple[str, str]:
        """The names of the plane's two directions."""
        return self.surface.plane.labels

    @cached_property
    def levels(self) -> Levels:
        """The levels, and how the losses lie between them."""
        own, by = self.surface.grid, self.levelled_by
        return levels_of(own) if by is None or by.grid is own else levels_of(own, by.grid)

    @property
    def heights(self) -> FloatArray:
        """The losses as shares from the lowest level, 0, to the highest, 1."""
        return self.levels.heights

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

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the ground, the level lines, the paths and the legend."""
        surface, levels = self.surface, self.levels
        colors = ground_colors(theme, levels.count)
        ground = Ground(*self.reach, levels.heights[None], levels.bands, colors, FINEST)
        if not np.isfinite(surface.losses).any():
            above = np.array(
                [
                    [
                        span.low + share * (span.high - span.low)
                        for span, share in zip(self.spans, (0.5, 0.8), strict=True)
                    ]
                ]
            )
            words = Words(above, (NOWHERE,), theme.color("text"), theme.font("body"), ground=colors[-1])
            return [ground, words, *self._legend(theme)]
        ink = faint(theme.color("text"), 0.3)
        texts = tuple(_rounded(level, 3) for level in levels.scale.levels[1:-1].tolist())
        small, muted = theme.font("small"), theme.color("muted")
        lines: list[Shape] = [
            Segments(levels.lines, ink, 1.0),
            LevelNames(levels.lines, levels.places, texts, muted, small, colors[levels.count // 2]),
        ]
        moves = [*self._paths(theme), *self._places(theme)]
        return [ground, *lines, *moves, *self._caption(theme), *self._legend(theme)]

    def _caption(self, theme: Theme) -> list[Shape]:
        if not self.caption:
            return []
        left, top = self.reach[0].low, self.reach[1].high
        text, ground, font = theme.color("text"), theme.color("surface"), theme.font("body_bold")
        corner = np.array([[left, top]])
        return [Words(corner, (self.caption,), text, font, (1.0, 1.0), ground, pinned=True)]

    def _paths(self, theme: Theme) -> list[Shape]:
        if self.covered:
            return []
        hues = [faint(theme.variant_color(place), PALE) for place in range(len(self.surface.paths))]
        return [
            path_line(path[:, :2], self.reach, hue, theme)
            for path, hue in zip(self.surface.paths, hues, strict=True)
        ]

    def _places(self, theme: Theme) -> list[Shape]:
        """Return the marks of the start, of (0, 0) where the axes are weights, and of the lowest place."""
        text, ground, small = theme.color("text"), theme.color("surface"), theme.font("small")
        size, found = 11 * theme.scale, list[Shape]()
        origin = np.zeros((1, 2))
        start = next((path[:1, :2] for path in self.surface.paths if len(path)), None)
        is_origin = start is not None and self._is_near(start, origin)
        if self.surface.plane.names[0]:
            found.append(Marks(origin, "o", 0.7 * size, ground, text, 1.4 * theme.scale))
            if not is_origin:
                found.append(Words(origin, ("(0, 0)",), text, small, (-1.0, 1.0), ground))
        if start is not None:
            found.append(Marks(start, START, size, ground, text, 1.4 * theme.scale))
            word = "start, (0, 0)" if is_origin and self.surface.plane.names[0] else "start"
            clear = BESIDE_START * theme.scale
            found.append(Words(start, (word,), text, small, (-1.0, 1.0), ground, clear=clear))
        return [*found, self.lowest_mark(theme)]

    def lowest_mark(self, theme: Theme) -> Marks:
        """Return the mark of the lowest place; of no point where none is known."""
        lowest = self.surface.grid.lowest
        at = np.empty((0, 2)) if lowest is None else lowest[None, :2]
        return Marks(
            at, "+", LOWEST * theme.scale, theme.color("text"), theme.color("surface"), 0.8 * theme.scale
        )

    @property
    def _is_lowest_here(self) -> bool:
        lowest = self.surface.grid.lowest
        places = () if lowest is None else zip(lowest[:2].tolist(), self.reach, strict=True)
        return all(span.low <= at <= span.high for at, span in places)

    def _is_near(self, one: FloatArray, other: FloatArray) -> bool:
        sizes = np.array([span.high - span.low for span in self.spans])
        return bool((np.abs(one - other) < AT_ORIGIN * sizes).all())

    def _legend(self, theme: Theme) -> list[Shape]:
        return list(self.keys(theme))

    def keys(self, theme: Theme) -> list[Key | Ramp]:
        """Return what the legend says: the variants, the lowest place, and which colours are low and high."""
        text, keys = theme.color("text"), path_keys(self.names, self.active, theme, self.hidden)
        here = zip(keys, self.surface.paths, strict=False)
        found: list[Key | Ramp] = [key for key, path in here if len(path)]
        if self.surface.grid.lowest is not None:
            beyond = "" if self._is_lowest_here else ", beyond the picture"
            words = f"lowest {_rounded(float(self.surface.grid.lowest[2]), 3)}{beyond}"
            size = 11 * theme.scale
            found.append(Key(words, text, text, 0.0, False, False, "+", size))
        if self.ends:
            ground = theme.color("surface")
            found.append(Key(self.ends, text, ground, 1.2, line=False, symbol="o", size=END * theme.scale))
        found.extend(fan_keys(self.fan, theme))
        if np.isfinite(self.surface.losses).any():
            low, high = (_rounded(level, 2) for level in self.levels.scale.levels[[0, -1]].tolist())
            colors = tuple(ground_colors(theme, self.levels.count))
            found.append(Ramp((self.value, low), high, colors))
        return found


def _rounded(x: float, digits: int) -> str:
    """Return a number with so many digits, the others 0 and not an exponent: 4980 and not 4.98e3."""
    return short(float(f"{x:.{digits}g}"))
