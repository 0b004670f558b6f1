"""The data over two features, and which class the model sees where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from graphviz_nn.data.encoding import class_numbers
from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.plots.shapes import Ground, Key, Marks, Ramp, Segments, Shape, symbol
from graphviz_nn.landscape.boundary import Boundary
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import level_lines, on_grid
from graphviz_nn.scene.spans import Span, span_of

BANDS = 8  # of confidence, for each class
FAINTEST, STRONGEST = 0.04, 0.46  # how much of its class's hue the least and the most certain band take
FINEST, FINEST_OF_MANY = 320, 200  # columns and rows of the ground: it is drawn anew at every update
KEY = 9.0  # pixels of a class's mark in the legend
ORIGIN = 13.0  # pixels of the cross at (0, 0)
NOWHERE: FloatArray = np.empty((0, 2))
T = TypeVar("T", bound=np.generic)
MOST_POINTS = 2000  # more than that are thinned out evenly: they would cover the picture and each other


@dataclass(frozen=True, eq=False)
class BoundaryPicture:
    """A classifier's picture.

    Attributes:
        boundary: the model's outputs as probabilities over the plane.
        x, y: the training rows, (rows, features) and (rows, outputs).
        x_test, y_test: the held-out rows, drawn hollow.
        features: the names of all features.
        classes: the names of the classes, in the order of their numbers.
        logits: whether the outputs are logits, to be turned into probabilities.
        scaled: whether the features are standardised: 0 is their mean.
        parted: whether the mini-batch is a part of the rows, so that it is ringed.

    """

    boundary: Boundary
    x: FloatArray
    y: FloatArray
    x_test: FloatArray
    y_test: FloatArray
    features: tuple[str, ...]
    classes: tuple[str, ...]
    logits: bool = False
    scaled: bool = False
    parted: bool = False

    @property
    def spans(self) -> tuple[Span, Span]:
        """The grid's reach."""
        return span_of(self.boundary.across), span_of(self.boundary.up)

    @property
    def labels(self) -> tuple[str, str]:
        """The names of the two features."""
        names = [self.features[place] for place in self.boundary.features]
        first, second = (f"{name}, standardised" if self.scaled else name for name in names)
        return first, second

    @cached_property
    def probabilities(self) -> FloatArray:
        """The probability of each class over the grid, of shape (classes, rows, columns)."""
        return probabilities_of(self.boundary.outputs, logits=self.logits)

    @property
    def log(self) -> bool:
        """Features may be negative."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the ground, the line between the classes, the points, the origin and the legend."""
        count = len(self.probabilities)
        held_out = class_marks(self.places(self.x_test), self.y_test, count, theme, hollow=True)
        training = class_marks(self.places(self.x), self.y, count, theme, hollow=False)
        ground, line, origin = self.ground(theme), self.line(theme), self.origin(theme)
        return [ground, line, *held_out, *training, origin, *self._keys(theme)]

    def ground(self, theme: Theme) -> Ground:
        """Return the bands of colour that say which class the model sees where, and how surely."""
        count = len(self.probabilities)
        if count > 2:
            # Of a hundred classes few come first anywhere, and to enlarge each takes a millisecond.
            first = np.unique(self.probabilities.argmax(axis=0))
            colors = band_colors(theme, count, first.tolist())
            bands = partial(bands_of, classes=count)
            return Ground(*self.spans, self.probabilities[first], bands, colors, FINEST_OF_MANY)
        colors = band_colors(theme, count)
        # The lead says it all, at half the work of enlarging: this is drawn anew at every update.
        return Ground(*self.spans, np.stack(margins(self.probabilities)), bands_of_lead, colors, FINEST)

    def line(self, theme: Theme) -> Segments:
        """Return the line between the classes."""
        lines = [level_lines(margin, np.zeros(1)) for margin in margins(self.probabilities)]
        points = on_grid(np.concatenate(lines), self.boundary.across, self.boundary.up)
        return Segments(points, theme.color("text"), 1.8 * theme.scale)

    def places(self, x: FloatArray) -> FloatArray:
        """Return the two features of rows, of shape (rows, 2)."""
        return x[:, list(self.boundary.features)]

    def origin(self, theme: Theme) -> Marks:
        """Return the mark of (0, 0), which a line without a bias goes through; of no point where that is not seen."""
        seen = all(span.low <= 0 <= span.high for span in self.spans)
        text, at = theme.color("text"), np.zeros((1 if seen else 0, 2))
        return Marks(at, "+", ORIGIN * theme.scale, text, theme.color("surface"), theme.scale)

    def _keys(self, theme: Theme) -> list[Shape]:
        count = len(self.probabilities)
        keys = class_keys(self.classes, count, theme, held_out=len(self.x_test) > 0, parted=self.parted)
        return [*keys, self._scale(theme), *origin_keys([self.origin(theme)], theme)]

    def _scale(self, theme: Theme) -> Ramp:
        """Return what the ground says: from one class to the other, or of several how sure it is."""
        count = len(self.probabilities)
        if count > 2:
            shares = np.linspace(FAINTEST, STRONGEST, BANDS).tolist()
            greys = tuple(mix(theme.color("surface"), theme.color("text"), share) for share in shares)
            return Ramp(("unsure",), "sure", greys)
        colors = band_colors(theme, count)
        return Ramp(("prediction", "0"), "1", (*colors[:BANDS][::-1], *colors[BANDS:]))


@dataclass(frozen=True, eq=False)
class Rings:
    """Rings around the rows of the mini-batch, larger ones around some others, a square one around a chosen row.

    Attributes:
        places: of the mini-batch, of shape (n, 2); none where all rows are in it.
        example: of the row that the neurons show, of shape (1, 2), or none.
        chosen: of the row that a hand has chosen, likewise.
        lit: of the rows that are pointed at elsewhere, of shape (n, 2).

    """

    places: FloatArray
    example: FloatArray
    chosen: FloatArray = field(default_factory=lambda: NOWHERE)
    lit: FloatArray = field(default_factory=lambda: NOWHERE)

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the rings."""
        return [
            _ring(thin(self.places), 14, 1.0, theme),
            _ring(self.example, 20, 2.6, theme),
            _ring(thin(self.lit), 17, 2.6, theme),
            _ring(self.chosen, 22, 2.6, theme, symbol(0)),
        ]


def _ring(places: FloatArray, size: float, width: float, theme: Theme, mark: str = symbol(1)) -> Marks:
    none = QColor(Qt.GlobalColor.transparent)
    return Marks(places, mark, size * theme.scale, none, theme.color("text"), width * theme.scale)


def class_marks(places: FloatArray, y: FloatArray, count: int, theme: Theme, *, hollow: bool) -> list[Marks]:
    """Return a mark for each row at its place, of shape (rows, 2), by its class, of so many."""
    size = (6.8 if len(places) > 400 else 8.4) * theme.scale
    shown, numbers, surface = thin(places), thin(class_numbers(y)), theme.color("surface")
    out = []
    for place in range(count):
        hue = class_color(theme, place, count)
        fill, ring, width = (surface, hue, 1.5) if hollow else (hue, surface, 0.8)
        out.append(Marks(shown[numbers == place], symbol(place), size, fill, ring, width * theme.scale))
    return out


def class_keys(
    classes: Sequence[str], count: int, theme: Theme, *, held_out: bool, parted: bool
) -> list[Shape]:
    """Return the lines of the legend for marks of these classes, perhaps with those that are held out or ringed."""
    muted, surface, text = theme.color("muted"), theme.color("surface"), theme.color("text")
    size, none = KEY * theme.scale, QColor(Qt.GlobalColor.transparent)
    hues = [class_color(theme, place, count) for place in range(len(classes))]
    keys: list[Shape] = [
        Key(name, hue, hue, 1.2, line=False, symbol=symbol(place), size=size)
        for place, (name, hue) in enumerate(zip(classes, hues, strict=True))
    ]
    if held_out:
        keys.append(Key("held out", muted, surface, 1.2, line=False, symbol=symbol(1), size=size))
    if parted:
        keys.append(Key("mini-batch", text, none, 1.2, line=False, symbol="o", size=15))
    return keys


def origin_keys(origins: Sequence[Marks], theme: Theme) -> list[Shape]:
    """Return the line of the legend for (0, 0) where one of its marks is seen."""
    if not any(len(origin.points) for origin in origins):
        return []
    text = theme.color("text")
    return [Key("(0, 0)", text, text, 0.0, line=False, symbol="+", size=KEY * theme.scale)]


def probabilities_of(outputs: FloatArray, *, logits: bool) -> FloatArray:
    """Return the probability of each class, of shape (classes, …), that outputs of shape (…, outputs) tell."""
    each = np.moveaxis(outputs, -1, 0)
    if logits:
        each = _from_logits(each)
    each = np.clip(np.nan_to_num(each, nan=0.5), 0.0, 1.0)
    return np.concatenate([1 - each, each]) if len(each) == 1 else each


def bands_of(probabilities: FloatArray, classes: int) -> NDArray[np.int64]:
    """Return the places among `band_colors` of probabilities, of shape (some of so many classes, …)."""
    best = probabilities.argmax(axis=0)
    certain = (probabilities.max(axis=0) - 1 / classes) / (1 - 1 / classes)
    bands = np.clip((certain * BANDS).astype(np.int64), 0, BANDS - 1)
    return np.asarray(best * BANDS + bands, dtype=np.int64)


def bands_of_lead(leads: FloatArray) -> NDArray[np.int64]:
    """Return the same for two classes, from how far the second one leads, of shape (1, …)."""
    lead = leads[0]
    bands = np.minimum((np.abs(lead) * BANDS).astype(np.int64), BANDS - 1)
    return np.asarray(np.where(lead > 0, bands + BANDS, bands), dtype=np.int64)


def class_color(theme: Theme, place: int, count: int) -> QColor:
    """Return the hue of a class: the two ends of the value map, or the variants' hues for more than two."""
    if count > 2:
        return theme.variant_color(place)
    return theme.value_map.positive if place else theme.value_map.negative


def band_colors(theme: Theme, count: int, places: Sequence[int] | None = None) -> list[QColor]:
    """Return the colours of the ground: the bands of so many classes, or of some, the least certain first."""
    surface = theme.color("surface").rgb()
    return [
        color
        for place in (range(count) if places is None else places)
        for color in _shades(surface, class_color(theme, place, count).rgb())
    ]


@lru_cache(maxsize=32)
def _shades(surface: int, hue: int) -> tuple[QColor, ...]:
    """Return the bands of one hue, by both colours' numbers: they are asked for at every update."""
    shares = np.linspace(FAINTEST, STRONGEST, BANDS).tolist()
    return tuple(mix(QColor(surface), QColor(hue), share) for share in shares)


def _from_logits(outputs: FloatArray) -> FloatArray:
    """Return the probabilities of logits of shape (outputs, …): the sigmoid of one, the softmax of several."""
    with np.errstate(all="ignore"):
        if len(outputs) == 1:
            return np.asarray(1 / (1 + np.exp(-outputs)))
        powers = np.exp(outputs - outputs.max(axis=0))
        return np.asarray(powers / powers.sum(axis=0))


def margins(probabilities: FloatArray) -> list[FloatArray]:
    """Return by how much each class that comes first somewhere leads the others; of two there is one line between."""
    if len(probabilities) == 2:
        first, second = probabilities
        return [second - first]
    best = probabilities.argmax(axis=0)
    second, first = np.partition(probabilities, len(probabilities) - 2, axis=0)[-2:]
    return [
        probabilities[place] - np.where(best == place, second, first) for place in np.unique(best).tolist()
    ]


def thin(points: NDArray[T]) -> NDArray[T]:
    """Return points, of shape (n, …), or of very many each so many-th."""
    return points[:: -(-len(points) // MOST_POINTS) or 1]
