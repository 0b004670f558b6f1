"""pyqtgraph's own items, so that no exception of theirs while they are painted ends the process."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from graphviz_nn.faults import contained

BETWEEN = 6.0  # pixels between two names of an axis


class LineItem(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A line through points."""

    @contained()
    def paint(self, painter: QPainter, *rest: Any) -> None:
        """Draw it."""
        super().paint(painter, *rest)


class SideItem(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis with its numbers, or with names, which are shortened to the room that each has beside the next."""

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """Return what is drawn: the axis, its ticks and the texts, each with its place."""
        found = super().generateDrawSpecs(p)
        if found is None or self._tickLevels is None or self.orientation != "bottom":
            return found
        axis, ticks, texts = found
        middles = sorted(place.center().x() for place, _, _ in texts)
        room = min((right - left for left, right in pairwise(middles)), default=self.width()) - BETWEEN
        metrics = QFontMetricsF(p.font())

        def short(text: str) -> str:  # of a number the end says as much as the beginning
            return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) if text[:1].isalpha() else text

        return axis, ticks, [(place, how, short(text)) for place, how, text in texts]

    @contained()
    def paint(self, painter: QPainter, *rest: Any) -> None:
        """Draw it."""
        super().paint(painter, *rest)
