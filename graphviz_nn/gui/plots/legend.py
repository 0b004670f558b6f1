"""The legend of a plot: lines above its frame, so that it never covers what is drawn, and is never left out."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.keys import draw_key, flow, metrics_of
from graphviz_nn.gui.plots.shapes import Key, Ramp

MOST = 0.3  # of the plot's height that it takes, as long as shorter names can help it


class Legend(pg.GraphicsWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Says what the lines and marks of a plot mean.

    Attributes:
        areas: where each of its keys stands in it.

    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keys: tuple[Key | Ramp, ...] = ()
        self._names: tuple[Key, ...] = ()
        self._size = QSizeF(0.0, 0.0)
        self.areas: list[QRectF] = []
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)
        self._reach(0.0)

    @property
    def keys(self) -> tuple[Key | Ramp, ...]:
        """What it says, the names of axes before all."""
        return (*self._names, *self._keys)

    @property
    def is_covered(self) -> bool:
        """Whether a name is hidden."""
        return any(isinstance(key, Key) and key.covered for key in self._keys)

    def use_theme(self, theme: Theme) -> None:
        """Wear another theme."""
        self._theme = theme
        self._arrange()

    def write(self, keys: Sequence[Key | Ramp]) -> None:
        """Say something else."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self._arrange()

    def name_axes(self, names: Sequence[str]) -> None:
        """Begin with the names of the axes, where there is no room for them beside these."""
        written = tuple(
            Key(f"{name} {arrow}", ink, ink, 0.0, line=False)
            for name, arrow, ink in zip(names, "→↑", 2 * [self._theme.color("muted")], strict=False)
            if name
        )
        if written != self._names:
            self._names = written
            self._arrange()

    def fit(self, size: QSizeF) -> None:
        """Flow within the width of a plot of this size."""
        if size != self._size:
            self._size = size
            self._arrange()

    def _arrange(self) -> None:
        line = metrics_of(self._theme).height()
        lines = max(1, int(MOST * self._size.height() / line))
        self.areas = flow(self.keys, self._theme, self._size.width(), lines)
        self._reach(self.areas[-1].bottom() + self._theme.space(1) if self.areas else 0.0)
        self.update()

    def _reach(self, height: float) -> None:
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)

    def boundingRect(self) -> QRectF:
        """Return its own place."""
        return QRectF(0.0, 0.0, self.size().width(), self.size().height())

    @contained()
    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw its lines."""
        for key, area in zip(self.keys, self.areas, strict=True):
            draw_key(painter, area, key, self._theme)
