"""The decision boundaries of several runs, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, sqrt

import numpy as np

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.boundary_picture import BoundaryPicture, class_keys, class_marks, origin_keys
from graphviz_nn.gui.plots.shapes import Key, Marks, Segments, Shape, Titles, symbol
from graphviz_nn.landscape.beside import Tile
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span
from graphviz_nn.text import counted

BETWEEN = 0.03  # of a tile, around its plane
TITLE, LEAST, MOST = (
    0.06,
    0.15,
    0.32,
)  # above it, for each line of tiles and within limits: text has a size of its own
SMALLER = (
    0.85  # beside those of a picture alone are the marks in one line of tiles; in several lines the less
)
MOST_ROWS = 6000  # marks in all tiles together
RUN = 9.0  # pixels of a run's mark


@dataclass(frozen=True, eq=False)
class BesidePicture:
    """A tile for each run: what the model says over the plane of two features, with the rows on it.

    Attributes:
        tiles: what each run makes of the plane.
        names: what each run is called.
        titles: the same above the tiles, beside the marks of their variants.
        variants: the names of these; none where there is one.
        active: which of the tiles is that of the run that is stepped through; None for none of them.
        columns: how many tiles stand in a line; 0 for as many as make it about square.

    """

    tiles: tuple[Tile, ...]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    variants: tuple[str, ...] = ()
    active: int | None = None
    columns: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """The number of lines and of columns."""
        columns = self.columns or ceil(sqrt(len(self.tiles)))
        return ceil(len(self.tiles) / columns), columns

    @property
    def spans(self) -> tuple[Span, Span]:
        """A unit across and up for each tile."""
        lines, columns = self.shape
        return Span(0.0, float(columns)), Span(0.0, float(lines))

    @property
    def labels(self) -> tuple[str, str]:
        """The axes are those of each tile, which have no room for their names."""
        return "", ""

    @property
    def scales(self) -> tuple[tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]:
        """Nothing stands at the axes."""
        return (), ()

    @property
    def log(self) -> bool:
        """Features may be negative."""
        return False

    @cached_property
    def pictures(self) -> tuple[BoundaryPicture, ...]:
        """What each tile would be alone."""
        return tuple(_alone(tile) for tile in self.tiles)

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the grounds, the lines between classes, the rows, (0, 0), the frames, the names, and the legend."""
        small = replace(theme, scale=theme.scale * SMALLER / sqrt(self.shape[0]))
        every = max(1, ceil(sum(len(tile.of.dataset.x) for tile in self.tiles) / MOST_ROWS))
        boxes = self._boxes(theme)
        grounds, marks, origins = list[Shape](), list[Shape](), list[Marks]()
        for picture, box in zip(self.pictures, boxes, strict=True):
            ground, line, origin = picture.ground(theme), picture.line(small), picture.origin(small)
            grounds.append(replace(ground, across=box[0], up=box[1]))
            marks.append(replace(line, points=_moved(line.points, picture, box)))
            marks += _marks(picture, box, small, every)
            origins.append(replace(origin, points=_moved(origin.points, picture, box)))
        return [
            *grounds,
            *marks,
            *origins,
            *self._frames(theme, boxes),
            *self._titles(theme, boxes),
            *self._keys(theme),
            *origin_keys(origins, theme),
        ]

    def tile_at(self, across: float, up: float) -> int | None:
        """Return the tile at a place; None beside all tiles."""
        lines, columns = self.shape
        line, column = int(np.floor(lines - up)), int(np.floor(across))
        place = line * columns + column
        return place if 0 <= line < lines and 0 <= column < columns and place < len(self.tiles) else None

    @property
    def about(self) -> str:
        """What is seen, in a few words."""
        updates = sorted({tile.of.state.update for tile in self.tiles})
        when = " to ".join(counted(each, "update") for each in (updates[0], updates[-1])[: len(updates)])
        return f"every run over the same two features, after {when}"

    def describe(self, place: int) -> str:
        """Return what a tile shows, in words."""
        tile = self.tiles[place]
        score, parts = tile.score, [self.names[place], f"after update {tile.of.state.update:,}"]
        parts.append(f"{score.text(score.training)} of the training rows right")
        if score.held_out is not None:
            parts.append(f"{score.text(score.held_out)} of the held-out rows")
        return "\n".join([*parts, "Click: step through this run."])

    def _above(self, theme: Theme) -> float:
        """Return how much of a tile is above its plane: the lower it is, the more of it a line of text takes."""
        return min(max(TITLE * self.shape[0] * theme.scale, LEAST), MOST)

    def _boxes(self, theme: Theme) -> list[tuple[Span, Span]]:
        """Return where each tile's plane lies."""
        lines, columns = self.shape
        top = 1 - self._above(theme)
        corners = [(float(at % columns), float(lines - 1 - at // columns)) for at in range(len(self.tiles))]
        return [
            (Span(left + BETWEEN, left + 1 - BETWEEN), Span(low + BETWEEN, low + top))
            for left, low in corners
        ]

    def _frames(self, theme: Theme, boxes: Sequence[tuple[Span, Span]]) -> list[Shape]:
        """Return a thin frame for each tile, and a strong one for the run that is stepped through."""
        frames = [_frame(*box) for box in boxes]
        thin = Segments(np.concatenate(frames), theme.color("line"), theme.scale)
        chosen = frames[self.active] if self.active is not None else np.empty((0, 2, 2))
        return [thin, Segments(chosen, theme.color("text"), 3 * theme.scale)]

    def _titles(self, theme: Theme, boxes: Sequence[tuple[Span, Span]]) -> list[Shape]:
        """Return each run's mark and name at the left above its tile, and at the right how many rows it tells right."""
        lines, marks = list[FloatArray](), list[Shape]()
        for tile, ((left, right), (low, high)) in zip(self.tiles, boxes, strict=True):
            middle = (high + np.floor(low) + 1) / 2
            lines.append(np.array([[left, middle], [right, middle]]))
            variant = tile.of.variant
            hue, at = theme.variant_color(variant), np.array([[left + BETWEEN / 3, middle]])
            marks.append(
                Marks(at, symbol(variant), RUN * theme.scale, hue, theme.color("surface"), theme.scale)
            )
        scores = tuple(tile.score.text(_judged(tile)) for tile in self.tiles)
        fonts = [
            theme.font("small_bold" if place == self.active else "small") for place in range(len(scores))
        ]
        text, indent, room = theme.color("text"), 2 * RUN * theme.scale, self._above(theme)
        return [*marks, Titles(np.stack(lines), self.titles, scores, tuple(fonts), text, room, indent)]

    def _keys(self, theme: Theme) -> list[Shape]:
        """Return the names of the variants and of the classes."""
        hues = [theme.variant_color(place) for place in range(len(self.variants))]
        runs = [
            Key(name, hue, hue, 1.2, line=False, symbol=symbol(place), size=RUN * theme.scale)
            for place, (name, hue) in enumerate(zip(self.variants, hues, strict=True))
        ]
        first, text = self.pictures[0], theme.color("text")
        has_test = any(len(each.x_test) for each in self.pictures)
        count = len(first.probabilities)
        classes = class_keys(first.classes, count, theme, held_out=has_test, parted=False)
        return [*runs, *classes, Key("decision boundary", text, text, 1.8 * theme.scale)]


def _moved(points: FloatArray, picture: BoundaryPicture, box: tuple[Span, Span]) -> FloatArray:
    """Return points over a run's features, of shape (…, 2), where its tile has them."""
    moved = [
        to.low + span.shares(points[..., axis]) * (to.high - to.low)
        for axis, (to, span) in enumerate(zip(box, picture.spans, strict=True))
    ]
    return np.stack(moved, axis=-1)


def _marks(picture: BoundaryPicture, box: tuple[Span, Span], theme: Theme, every: int) -> list[Marks]:
    count, found = len(picture.probabilities), list[Marks]()
    for x, y, hollow in ((picture.x_test, picture.y_test, True), (picture.x, picture.y, False)):
        points = _moved(picture.places(x[::every]), picture, box)
        found += class_marks(points, y[::every], count, theme, hollow=hollow)
    return found


def _judged(tile: Tile) -> float:
    """Return the share that is right of the rows that a run never saw, or where there are none, of the others."""
    return tile.score.training if tile.score.held_out is None else tile.score.held_out


def _alone(tile: Tile) -> BoundaryPicture:
    dataset = tile.of.dataset
    rows = dataset.x, dataset.y, dataset.x_test, dataset.y_test
    return BoundaryPicture(tile.boundary, *rows, dataset.features, dataset.classes, tile.logits)


def _frame(across: Span, up: Span) -> FloatArray:
    """Return the four sides of a box, of shape (4, 2, 2)."""
    corners = np.array([(across[i], up[j]) for i, j in ((0, 0), (1, 0), (1, 1), (0, 1))])
    return np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
