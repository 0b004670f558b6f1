"""A hidden space: the plane of two features as a grid that a node has bent, with the rows and the border on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.plots.boundary_picture import (
    class_color,
    class_keys,
    class_marks,
    margins,
    probabilities_of,
)
from graphviz_nn.gui.plots.shapes import Key, Segments, Shape
from graphviz_nn.landscape.hidden import Hidden
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.contours import level_lines
from graphviz_nn.scene.spans import Span

EVERY = 5  # points of the grid from one line that is drawn to the next
INK = 0.5  # how much of the class's hue a line of the grid has
GRID, BORDER = 1.2, 2.4  # pixels


@dataclass(frozen=True, eq=False)
class HiddenPicture:
    """The space of a node's values.

    Attributes:
        hidden: where the grid and the rows come to lie.
        y, y_test: the targets of the training rows and the held-out rows, of shape (rows, outputs).
        classes: the names of the classes, in the order of their numbers.
        logits: whether the outputs are logits.
        parted: whether the mini-batch is a part of the rows, so that it is ringed.

    """

    hidden: Hidden
    y: FloatArray
    y_test: FloatArray
    classes: tuple[str, ...]
    logits: bool = False
    parted: bool = False

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
        """Return the lines along which one feature stays the same, each piece in the hue of the class seen there."""
        grid, seen = self.hidden.grid, self.probabilities
        pieces, classes = list[FloatArray](), list[np.ndarray]()
        for points, likely in ((grid, seen), (grid.swapaxes(0, 1), seen.swapaxes(1, 2))):
            lines, shares = points[::EVERY], likely[:, ::EVERY]
            pieces.append(np.stack([lines[:, :-1], lines[:, 1:]], axis=2).reshape(-1, 2, 2))
            classes.append((shares[:, :, :-1] + shares[:, :, 1:]).argmax(axis=0).ravel())
        every, of = np.concatenate(pieces), np.concatenate(classes)
        whole = np.isfinite(every).all(axis=(1, 2))
        ground, count = theme.color("surface"), len(seen)
        return [
            Segments(
                every[whole & (of == place)],
                mix(ground, class_color(theme, place, count), INK),
                GRID * theme.scale,
            )
            for place in range(count)
        ]

    def _border(self, theme: Theme) -> Segments:
        lines = np.concatenate([level_lines(margin, np.zeros(1)) for margin in margins(self.probabilities)])
        bent = self.hidden.image(lines)
        return Segments(bent[np.isfinite(bent).all(axis=(1, 2))], theme.color("text"), BORDER * theme.scale)
