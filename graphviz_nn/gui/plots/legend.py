"""The legend of a plot: where it covers the fewest points, and not at all where it would cover too much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.items import Item, fill_legend
from graphviz_nn.gui.plots.shapes import Key, faint
from graphviz_nn.ops import FloatArray

LARGEST = (0.8, 0.4)  # of the frame's width and height; a larger one is left out
SAMPLE_HEIGHT = 20  # pixels that pyqtgraph gives a line of a legend, or 8 more than its text
# How far right and how far down, the best place first.
PLACES = ((1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.5), (0.0, 0.5), (0.5, 0.0), (0.5, 1.0))


class Legend:
    """Says what the lines and marks in a view box mean."""

    def __init__(self, box: Item, theme: Theme) -> None:
        self._theme = theme
        self._keys: Sequence[Key] = ()
        self._item = pg.LegendItem(offset=None, pen=None)
        self._item.setParentItem(box)

    def use_theme(self, theme: Theme) -> None:
        """Wear another theme; the lines are to be written again."""
        self._theme, self._keys = theme, ()
        small, gap = theme.font("small"), theme.space(1)
        height = QFontMetricsF(small).height()
        self._item.setLabelTextColor(theme.color("text"))
        self._item.setLabelTextSize(f"{small.pixelSize()}px")
        self._item.setBrush(faint(theme.color("surface"), 0.82))
        self._item.layout.setContentsMargins(gap, 0, gap, 0)
        self._item.layout.setHorizontalSpacing(gap)
        self._item.layout.setVerticalSpacing(height - max(height + 8, SAMPLE_HEIGHT))

    def write(self, keys: Sequence[Key], ratio: float) -> None:
        """Write other lines, on a screen with so many of the device's pixels for each."""
        if keys != self._keys:
            self._keys = keys
            fill_legend(self._item, keys, ratio)

    def place(self, frame: QRectF, shares: FloatArray) -> None:
        """Stand where few of these points lie, of shape (n, 2), as shares of the frame from its left and its bottom."""
        gap = self._theme.space(1)
        size = self._item.layout.effectiveSizeHint(Qt.SizeHint.MinimumSize)
        self._item.resize(size)
        wide, tall = size.width(), size.height()
        fits = wide <= LARGEST[0] * frame.width() and tall <= LARGEST[1] * frame.height()
        self._item.setVisible(bool(self._item.items) and fits)
        if not fits:
            return
        part = (wide + gap) / frame.width(), (tall + gap) / frame.height()
        right, bottom = min(PLACES, key=lambda place: _inside(shares, place, part))
        self._item.anchor((right, bottom), (right, bottom), (gap - 2 * gap * right, gap - 2 * gap * bottom))


def _inside(shares: FloatArray, place: tuple[float, float], size: tuple[float, float]) -> int:
    """Return how many points lie in a part of the frame of this size, so far right and so far down."""
    from_edge = np.column_stack([shares[:, 0], 1 - shares[:, 1]]) - np.array(place) * (1 - np.array(size))
    return int(((from_edge >= 0) & (from_edge <= size)).all(axis=1).sum())
