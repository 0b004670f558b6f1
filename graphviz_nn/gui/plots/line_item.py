"""pyqtgraph's own items, so that no exception of theirs while they are painted ends the process."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QPainter

from graphviz_nn.faults import contained


class LineItem(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A line through points."""

    @contained()
    def paint(self, painter: QPainter, *rest: Any) -> None:
        """Draw it."""
        super().paint(painter, *rest)


class SideItem(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis with its numbers."""

    @contained()
    def paint(self, painter: QPainter, *rest: Any) -> None:
        """Draw it."""
        super().paint(painter, *rest)
