"""A hidden space: the plane of two features as a grid that a node has bent, with the rows on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.plots.boundary_picture import (
    KEY,
    class_color,
    class_keys,
    class_marks,
    margins,
    probabilities_of,
    thin,
)
from graphviz_nn.gui.plots.shapes import Key, Marks, Ramp, Segments, Shape, symbol
from graphviz_nn.landscape.hidden import Hidden
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import level_lines
from graphviz_nn.scene.spans import Span, span_of
from graphviz_nn.text import short

EVERY = 5  # points of the grid from one line that is drawn to the next
INK = 0.5  # how much of the class's hue a line of the grid has
GRID, BORDER, MARK = 1.2, 2.4, 8.4  # pixels
BANDS = 8  # of numbers, each of one colour
HELD_OUT = symbol(3)  # their mark: a hollow one would have hardly any colour


@dataclass(frozen=True, eq=False)
class _Space:
    """The space of a node's values.

    Attributes:
        hidden: where the grid and the rows come to lie.
        y, y_test: the targets of the training rows and the held-out rows, of shape (rows, outputs).

    """

    hidden: Hidden
    y: FloatArray
    y_test: FloatArray

    @property
    def spans(self) -> tuple[Span, Span]:
        """What holds the grid and the rows."""
        across, up = self.hidden.ends
        return Span(*across), Span(*up)

    @property
    def labels(self) -> tuple[str, str]:
        """The names of the two axes."""
        return self.hidden.labels

    @property
    def log(self) -> bool:
        """Values may be negative."""
        return False

    @property
    def about(self) -> str:
        """What is seen, in a few words."""
        return self.hidden.about

    def _lines(self, seen: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the pieces of the lines along which one feature stays the same, of shape (n, 2, 2).

        And what of `seen`, numbers of shape (k, rows, columns) over the grid, there is in the middle of each, (k, n).
        """
        pieces, middles = list[FloatArray](), list[FloatArray]()
        for points, numbers in (
            (self.hidden.grid, seen),
            (self.hidden.grid.swapaxes(0, 1), seen.swapaxes(1, 2)),
        ):
            lines, shares = points[::EVERY], numbers[:, ::EVERY]
            pieces.append(np.stack([lines[:, :-1], lines[:, 1:]], axis=2).reshape(-1, 2, 2))
            middles.append(((shares[:, :, :-1] + shares[:, :, 1:]) / 2).reshape(len(seen), -1))
        every, of = np.concatenate(pieces), np.concatenate(middles, axis=1)
        whole = np.isfinite(every).all(axis=(1, 2))
        return every[whole], of[:, whole]


@dataclass(frozen=True, eq=False)
class HiddenPicture(_Space):
    """Where the rows of classes lie, and the border between these.

    Attributes:
        classes: the names of the classes, in the order of their numbers.
        logits: whether the outputs are logits.
        parted: whether the mini-batch is a part of the rows, so that it is ringed.

    """

    classes: tuple[str, ...] = ()
    logits: bool = False
    parted: bool = False

    @cached_property
    def probabilities(self) -> FloatArray:
        """The probability of each class at the grid's points, of shape (classes, rows, columns)."""
        return probabilities_of(self.hidden.outputs, logits=self.logits)

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the bent grid, the border between the classes, the rows and the legend."""
        count, rows = len(self.probabilities), len(self.y)
        places = self.hidden.places
        held_out = class_marks(places[rows:], self.y_test, count, theme, hollow=True)
        training = class_marks(places[:rows], self.y, count, theme, hollow=False)
        keys = class_keys(self.classes, count, theme, held_out=len(self.y_test) > 0, parted=self.parted)
        text = theme.color("text")
        border = Key("decision boundary", text, text, BORDER * theme.scale)
        return [*self._grid(theme), self._border(theme), *held_out, *training, *keys, border]

    def _grid(self, theme: Theme) -> list[Segments]:
        """Return the lines, each piece in the hue of the class seen there."""
        every, likely = self._lines(self.probabilities)
        of, ground, count = likely.argmax(axis=0), theme.color("surface"), len(likely)
        hues = [mix(ground, class_color(theme, place, count), INK) for place in range(count)]
        return [Segments(every[of == place], hue, GRID * theme.scale) for place, hue in enumerate(hues)]

    def _border(self, theme: Theme) -> Segments:
        lines = np.concatenate([level_lines(margin, np.zeros(1)) for margin in margins(self.probabilities)])
        bent = self.hidden.image(lines)
        return Segments(bent[np.isfinite(bent).all(axis=(1, 2))], theme.color("text"), BORDER * theme.scale)


@dataclass(frozen=True, eq=False)
class HiddenNumbersPicture(_Space):
    """Where the rows of numbers that are predicted lie: a row in the colour of its target, the grid in what is said.

    Attributes:
        outputs: what the network says at the grid's points, in the source's unit, of shape (rows, columns).
        target: what the numbers are called.

    """

    outputs: FloatArray = field(default_factory=lambda: np.empty((0, 0)))
    target: str = ""

    @cached_property
    def ends(self) -> Span:
        """From the lowest of the first targets to the highest."""
        return span_of(self.y[:, 0], self.y_test[:, 0])

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the bent grid, the rows and the legend."""
        every, said = self._lines(self.outputs[None])
        of, ground, rows = self._bands(said[0]), theme.color("surface"), len(self.y)
        hues = band_hues(theme)
        lines = [
            Segments(every[of == place], mix(ground, hue, INK), GRID * theme.scale)
            for place, hue in enumerate(hues)
        ]
        places = self.hidden.places
        held_out = self._marks(places[rows:], self.y_test, theme, HELD_OUT)
        training = self._marks(places[:rows], self.y, theme, symbol(1))
        low, high = (short(end) for end in self.ends)
        text, muted = theme.color("text"), theme.color("muted")
        key = Key("held out", text, muted, 1.2, line=False, symbol=HELD_OUT, size=KEY * theme.scale)
        keys = [key] if len(self.y_test) else []
        return [*lines, *held_out, *training, Ramp((self.target, low), high, tuple(hues)), *keys]

    def _bands(self, numbers: FloatArray) -> NDArray[np.int64]:
        shares = np.nan_to_num(self.ends.shares(numbers), nan=0.0)
        return np.asarray(np.clip((shares * BANDS).astype(np.int64), 0, BANDS - 1))

    def _marks(self, places: FloatArray, targets: FloatArray, theme: Theme, mark: str) -> list[Marks]:
        shown, of, ring = thin(places), thin(self._bands(targets[:, 0])), theme.color("text")
        return [
            Marks(shown[of == band], mark, MARK * theme.scale, hue, ring, 0.8 * theme.scale)
            for band, hue in enumerate(band_hues(theme))
        ]


def band_hues(theme: Theme) -> list[QColor]:
    """Return the colours of numbers, from the lowest to the highest."""
    return [theme.value_map.color(x) for x in np.linspace(-1.0, 1.0, BANDS).tolist()]
