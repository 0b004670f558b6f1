"""The map of runs: a cell for each, with what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.plots.shapes import (
    Handle,
    Key,
    LevelNames,
    Line,
    Marks,
    Mosaic,
    Ramp,
    Segments,
    Shape,
    Words,
    faint,
    symbol,
)
from graphviz_nn.ops import BoolArray, FloatArray
from graphviz_nn.scene.contours import Scale, levelled_lines, scale_of
from graphviz_nn.scene.spans import Span
from graphviz_nn.text import short
from graphviz_nn.training.basins import OTHER, Basins
from graphviz_nn.training.run_map import RunMap, Shows
from graphviz_nn.training.variants import letter

SHADES = 64  # of the colours from low to high
LOWEST, HIGHEST = 0.86, 0.04  # how much of its hue the lowest and the highest cell take
CLIMBED = 10.0  # times the loss at the start: so high has a run climbed that comes to nothing
LINES = 7  # levels of the loss, the lowest and the highest of them not drawn
TINT = 0.42  # how much of its hue a basin takes
DOT, OTHERS = 15.0, 11.0  # pixels
DOT_SYMBOL = "o"


@dataclass(frozen=True, eq=False)
class MapPicture:
    """What came of each run, over two settings or first weights.

    Attributes:
        found: the map.
        shows: what of it.
        goal: the loss to be reached, for "updates".
        names: of the variants; "" for one that is not on the map.
        active: the place of the variant whose dot can be dragged.
        hidden: whether the names are covered.
        value: what the runs go down, "loss" or "value".

    """

    found: RunMap
    shows: Shows
    goal: float
    names: tuple[str, ...] = ()
    active: int = 0
    hidden: bool = False
    value: str = "loss"

    @property
    def spans(self) -> tuple[Span, Span]:
        """The cells, counted from 0, each as wide as 1."""
        rows, columns = self.found.found.losses.shape
        return Span(-0.5, columns - 0.5), Span(-0.5, rows - 0.5)

    @property
    def labels(self) -> tuple[str, str]:
        """What the map is over."""
        return self.found.across.label, self.found.up.label

    @property
    def scales(self) -> tuple[tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]:
        """The numbers of both axes, at their cells."""
        return self.found.across.ticks, self.found.up.ticks

    @property
    def log(self) -> bool:
        """The axes count cells; what is logarithmic of them is so by its values."""
        return False

    @property
    def basins(self) -> Basins | None:
        """Which starts end at one place, where that is shown and known."""
        return self.found.basins if self.shows == "ends" else None

    @cached_property
    def numbers(self) -> FloatArray:
        """What is shown of each run, of the grid's shape: losses, or updates to one; NaN where there is none."""
        return self.found.updates_to(self.goal) if self.shows == "updates" else self.found.losses

    @cached_property
    def scale(self) -> Scale:
        """The levels of these numbers: of losses far above that at the start it is enough to see that they are."""
        return scale_of(np.where(self.numbers > self.top, np.nan, self.numbers), LINES)

    @cached_property
    def top(self) -> float:
        """The number above which all look the same; infinite where none does."""
        top = CLIMBED * self.found.begun_at
        is_among_them = self.shows == "loss" and top > 0 and bool((self.numbers <= top).any())
        return top if is_among_them else float("inf")

    @cached_property
    def missing(self) -> BoolArray:
        """Which cells are hatched: those that diverged, or never came down to the loss."""
        return self.found.is_known & ~np.isfinite(self.numbers)

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the cells, the lines between levels or basins, and the legend."""
        return [self._cells(theme), *self._lines(theme), *self._keys(theme)]

    def _cells(self, theme: Theme) -> Mosaic:
        ground = theme.color("sunk")
        if self.basins is not None:
            hues = [mix(ground, theme.variant_color(place), TINT) for place in range(len(self.basins.losses))]
            table = np.array([color.rgb() for color in (*hues, ground)], dtype=np.uint32)
            places = np.where(self.basins.places >= 0, self.basins.places, len(hues))
        else:
            table = np.array([color.rgb() for color in (*shades(theme), ground)], dtype=np.uint32)
            shares = np.nan_to_num(self.scale.shares(self.numbers), nan=0.0)
            places = np.where(
                np.isfinite(self.numbers), (shares * (SHADES - 1)).round().astype(np.int64), SHADES
            )
        return Mosaic(*self.spans, table[places], self.missing, faint(theme.color("text"), 0.55))

    def _lines(self, theme: Theme) -> list[Shape]:
        text, ground = theme.color("text"), theme.color("surface")
        if self.basins is not None:
            points, names = _middles(self.basins)
            return [
                Segments(borders(self.basins.places), text, 1.4 * theme.scale),
                Words(points, names, text, theme.font("body_bold"), ground=ground),
            ]
        if self.shows == "ends":
            return [
                Segments(np.empty((0, 2, 2)), text, 1.0),
                Words(np.empty((0, 2)), (), text, theme.font("body_bold")),
            ]
        levels = self.scale.levels[1:-1]
        grid = self.numbers if min(self.numbers.shape) > 1 else np.full((2, 2), np.nan)
        pieces, places = levelled_lines(grid, levels)
        texts = tuple(short(float(f"{level:.2g}")) for level in levels.tolist())
        return [
            Segments(pieces, faint(text, 0.5), theme.scale),
            LevelNames(pieces, places, texts, text, theme.font("small"), ground),
        ]

    def _keys(self, theme: Theme) -> list[Key | Ramp]:
        text, keys = theme.color("text"), list[Key | Ramp]()
        for place, name in enumerate(self.names):
            if name:
                is_here, hue = place == self.active, theme.variant_color(place)
                mark = DOT_SYMBOL if is_here else symbol(place)
                size = (DOT if is_here else OTHERS) * theme.scale
                keys.append(
                    Key(
                        name,
                        text if is_here else hue,
                        hue,
                        1.2,
                        line=False,
                        symbol=mark,
                        size=size,
                        covered=self.hidden,
                        is_bold=is_here,
                    )
                )
        if self.basins is not None:
            for place, loss in enumerate(self.basins.losses):
                hue = mix(theme.color("sunk"), theme.variant_color(place), 2 * TINT)
                name = f"{letter(place)} {self.value} {short(loss, 3)}"
                keys.append(Key(name, text, hue, 1.0, line=False, symbol="s", size=11 * theme.scale))
            if (self.basins.places == OTHER).any():
                keys.append(Key("· elsewhere", text, text, 0.0, line=False))
        elif np.isfinite(self.numbers).any():
            low, high = (short(float(f"{end:.2g}")) for end in self.scale.levels[[0, -1]].tolist())
            what = f"updates to {self.value} {short(self.goal)}" if self.shows == "updates" else self.value
            above = " and above" if (self.numbers > self.top).any() else ""
            keys.append(Ramp((what, low), f"{high}{above}", tuple(shades(theme))))
        if self.missing.any():
            keys.append(Key(f"▨ {self.why_missing}", text, text, 0.0, line=False))
        return keys

    @property
    def why_missing(self) -> str:
        """What the hatched cells have in common."""
        return "not reached" if self.shows == "updates" else "diverged"


@dataclass(frozen=True, eq=False)
class Dots:
    """Where the variants lie on the map; the one that is shown can be dragged.

    Attributes:
        places: of each variant, in cells across and up; None for one that is not on the map.
        active: which one is shown.
        limit: the rates above which descent would diverge, in cells, of shape (n, 2), NaN beyond the map; or None.
        limit_words: what is written at them.

    """

    places: tuple[tuple[float, float] | None, ...]
    active: int
    limit: FloatArray | None = None
    limit_words: str = ""

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the limit, the marks of the others, each its own, and the dot."""
        text, ground, found = theme.color("text"), theme.color("surface"), self._limit(theme)
        for at, place in enumerate(self.places):
            if place is not None and at != self.active:
                point, hue = np.array([place]), theme.variant_color(at)
                found.append(Marks(point, symbol(at), OTHERS * theme.scale, hue, ground, 1.4 * theme.scale))
        here = self.places[self.active] if self.active < len(self.places) else None
        if here is not None:
            hue = theme.variant_color(self.active)
            found.append(Handle(np.array(here), DOT * theme.scale, hue, text, ground, 1.6 * theme.scale))
        return found

    def _limit(self, theme: Theme) -> list[Shape]:
        """Return the limit, with its words near its upper end, on the side where nothing converges."""
        if self.limit is None:
            return []
        text, ground = theme.color("text"), theme.color("surface")
        seen = self.limit[np.isfinite(self.limit).all(axis=1)]
        end = seen[-max(len(seen) // 8, 1) :][:1]
        return [
            Line(self.limit, text, 2.0 * theme.scale, dashed=True),
            Words(end, (self.limit_words,) * len(end), text, theme.font("small_bold"), (1.0, 0.0), ground),
        ]


def shades(theme: Theme) -> list[QColor]:
    """Return the colours of a map from its lowest number to its highest."""
    ground, hue = theme.color("sunk"), theme.color("forward")
    return [mix(ground, hue, share) for share in np.linspace(LOWEST, HIGHEST, SHADES).tolist()]


def borders(places: NDArray[np.intp]) -> FloatArray:
    """Return the sides that part cells of different basins, of shape (n, 2, 2)."""
    rows, columns = np.nonzero(places[:, 1:] != places[:, :-1])
    upright = [
        [(x + 0.5, y - 0.5), (x + 0.5, y + 0.5)] for y, x in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    rows, columns = np.nonzero(places[1:] != places[:-1])
    level = [
        [(x - 0.5, y + 0.5), (x + 0.5, y + 0.5)] for y, x in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    return np.array([*upright, *level], dtype=np.float64).reshape(-1, 2, 2)


def _middles(basins: Basins) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the cell of each basin that lies deepest in it, of shape (n, 2), and the letter that stands there."""
    points = list[tuple[float, float]]()
    for place in range(len(basins.losses)):
        depth = _depths(basins.places == place)
        y, x = np.unravel_index(int(depth.argmax()), depth.shape)
        points.append((float(x), float(y)))
    return np.array(points).reshape(-1, 2), tuple(map(letter, range(len(points))))


def _depths(inside: BoolArray) -> FloatArray:
    """Return how many times the rim of a region can be taken away before each of its cells goes."""
    depth, left = np.zeros(inside.shape), inside
    while left.any():
        depth += left
        rim = np.pad(left, 1)
        left = left & rim[2:, 1:-1] & rim[:-2, 1:-1] & rim[1:-1, 2:] & rim[1:-1, :-2]
    return depth
