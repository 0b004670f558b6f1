"""How many rows of each class the model sees as which: what there is to see where two features say nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.plots.shapes import Cells, Ramp, Shape
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

FAINT, STRONG = 0.08, 0.85  # how much of the hue a cell takes that holds one row, or all of its class
LETTERS = 12.0  # pixels
BRIGHT = 0.5  # the lightness of a cell from which on dark letters are read better


@dataclass(frozen=True, eq=False)
class ConfusionPicture:
    """Counts of rows by what they are and by what the model says.

    Attributes:
        counts: of shape (classes, classes): the true class down, the predicted one across.
        classes: their names.
        rows: which rows these are, as in "held-out rows".
        is_beside: whether it stands small beside the rows, where only the numbers have room.

    """

    counts: NDArray[np.int64]
    classes: tuple[str, ...]
    rows: str
    is_beside: bool = False

    @property
    def spans(self) -> tuple[Span, Span]:
        """A cell for each pair of classes."""
        whole = Span(-0.5, len(self.classes) - 0.5)
        return whole, whole

    @property
    def labels(self) -> tuple[str, str]:
        """What is held against what."""
        return "predicted" if self.is_beside else f"predicted, {self.rows}", "true class"

    @property
    def ticks(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The classes, the first one at the left and at the top."""
        return self.classes, self.classes[::-1]

    @property
    def log(self) -> bool:
        """Classes have no ratios."""
        return False

    def shapes(self, theme: Theme) -> list[Shape]:
        """Return the cells: those of right answers in one hue, those of mistakes in another, and framed by no zero."""
        count = len(self.classes)
        shares = self.counts / np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        fills, inks, texts = [], [], []
        for true, said in np.ndindex(count, count):
            number, share = int(self.counts[true, said]), float(shares[true, said])
            hue = theme.color("forward" if true == said else "backward")
            ink = FAINT + (STRONG - FAINT) * share if number else 0.0
            fill = mix(theme.color("surface"), hue, ink) if number else theme.color("sunk")
            dark = theme.color("surface"), theme.color("text")
            pair = sorted(dark, key=lambda color: color.lightnessF())
            fills.append(fill)
            inks.append(pair[0] if fill.lightnessF() > BRIGHT else pair[1])
            texts.append(f"{number:,}" if number else "")
        across, up = np.meshgrid(np.arange(float(count)), np.arange(float(count))[::-1])
        points = np.column_stack([across.ravel(), up.ravel()])
        cells = Cells(
            points,
            tuple(texts),
            tuple(inks),
            tuple(fills),
            (1.0, 1.0),
            min(LETTERS, 90 / count) * theme.scale,
        )
        return [cells] if self.is_beside else [cells, *self._scales(theme)]

    def cell_at(self, across: float, up: float) -> tuple[int, int] | None:
        """Return the true class and the predicted one of the cell at a place; None beside all cells."""
        seen, true = round(across), len(self.classes) - 1 - round(up)
        is_in = 0 <= seen < len(self.classes) and 0 <= true < len(self.classes)
        return (true, seen) if is_in else None

    def middle(self, true: int, seen: int) -> tuple[float, float]:
        """Return the middle of a cell."""
        return float(seen), float(len(self.classes) - 1 - true)

    def rim(self, true: int, seen: int) -> FloatArray:
        """Return the line around a cell, of shape (5, 2)."""
        corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)])
        around: FloatArray = np.add(corners, self.middle(true, seen))
        return around

    def _scales(self, theme: Theme) -> list[Ramp]:
        surface = theme.color("surface")
        hues = {"right": theme.color("forward"), "mistaken": theme.color("backward")}
        return [
            Ramp((f"{word}: 0",), "all of a class", (mix(surface, hue, FAINT), mix(surface, hue, STRONG)))
            for word, hue in hues.items()
        ]


def confusion(true: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Return how many rows of each class, down, are seen as each class, across; of shape (classes, classes)."""
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (true, said), 1)
    return counts
