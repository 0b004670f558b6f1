"""The axes of a plot in the theme's clothes: their numbers, their names, and the legend above the frame."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from html import escape
from typing import TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPen
from PySide6.QtWidgets import QGraphicsGridLayout

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.items import Item
from graphviz_nn.gui.plots.legend import Legend
from graphviz_nn.gui.plots.line_item import SideItem
from graphviz_nn.text import MINUS

Ticks: TypeAlias = tuple[tuple[float, str], ...]  # places on an axis, and what is written there
AROUND = 4.0  # lines of text: how much shorter than the plot a name is at most
WIDEST = "−0.0000"  # of the numbers at an axis that goes up, where two are to be as wide
ROOMY = 11.0  # lines of text; in a lower plot the names stand in the legend
CROWDED, ROUND = 5, ("1", "2", "5")  # from so many numbers of a logarithmic axis on, these digits alone
TICK_DENSITY = 1.5  # beside what pyqtgraph finds right for a plot that fills a screen
ABOVE, BOX, SIDES = (0, 0, 1, 2), (1, 1), {"bottom": (2, 1), "left": (1, 0)}  # rows, columns, and how many
OVER_PICTURE = 0.5  # how far above it lie the axes
_NONE = QPen(QBrush(Qt.BrushStyle.NoBrush), 0.0, Qt.PenStyle.NoPen)


class Axes:
    """The axes of a box: numbers left and below, and a thin line around it.

    They are put together here, without pyqtgraph's `PlotItem`: with each of these comes a menu of 44 widgets, made
    and dressed though it is never shown.

    Attributes:
        item: a `pyqtgraph.GraphicsWidget` that holds box and axes.
        names: what stands at the axes across and up.
        legend: what stands above the frame.

    """

    def __init__(self, box: Item, theme: Theme) -> None:
        self._box, self._theme = box, theme
        self.item, self.names = pg.GraphicsWidget(), ("", "")
        self.legend = Legend(theme)
        self._log, self._beside = False, 0.0  # pixels that nothing stands on, left and right
        self._ticks: tuple[Ticks, Ticks] | None = None
        self._layout = QGraphicsGridLayout(self.item)
        self._layout.setSpacing(0)
        self._layout.addItem(self.legend, *ABOVE)
        self._layout.addItem(box, *BOX)
        self._layout.setRowStretchFactor(BOX[0], 1)
        self._layout.setColumnStretchFactor(BOX[1], 1)
        self._sides = {side: self._added(side, box) for side in SIDES}

    def side(self, name: str) -> Item:
        """Return the axis at a side, as in "left"."""
        return self._sides[name]

    def match(self, other: Axes) -> None:
        """Give the axis that goes up as much room here as at another box."""
        metrics = QFontMetricsF(self._theme.font("small"))
        width = metrics.horizontalAdvance(WIDEST) + 1.6 * metrics.height()
        for axes in (self, other):
            axes.side("left").setWidth(width)

    def set_log(self, log: bool) -> None:
        """Count up in powers of ten, or in even steps."""
        if log == self._log:
            return  # an axis that is told anything is written anew
        self._log = log
        for axis in self._sides.values():
            axis.setLogMode(x=False, y=log)

    def set_ticks(self, ticks: tuple[Ticks, Ticks] | None) -> None:
        """Write names at some places, across and up; with None the numbers."""
        if ticks == self._ticks:
            return
        self._ticks = ticks
        for place, axis in enumerate(self._sides.values()):
            axis.setTicks(None if ticks is None else [list(ticks[place])])

    def _added(self, side: str, box: Item) -> Item:
        axis = SideItem(side, parent=self.item)
        axis.setZValue(OVER_PICTURE)
        axis.linkToView(box)
        self._layout.addItem(axis, *SIDES[side])
        return axis

    def use_theme(self, theme: Theme) -> None:
        """Wear another theme; the names are to be written again."""
        self._theme, self.names = theme, ("", "")
        metrics = QFontMetricsF(theme.font("small"))
        # Half a number may stand out above the top and right of the last tick.
        right, top = metrics.horizontalAdvance("10000") / 2, metrics.height() / 2
        self._beside = right + 1
        self._layout.setContentsMargins(1, top, right, 1)
        self._box.setBorder(theme.color("line"))
        self.legend.use_theme(theme)
        for axis in self._sides.values():
            _dress(axis, theme)

    def write(self, names: tuple[str, str], size: QSize) -> None:
        """Write the names beside the axes of a plot of this size or, where it is low, into the legend."""
        if names != self.names:
            self._sides["left"].textWidth = 0  # other numbers will stand there
        self.names = names
        small = self._theme.font("small")
        metrics = QFontMetricsF(small)
        compact = size.height() < ROOMY * metrics.height()
        self.legend.name_axes(names if compact else ())
        self.legend.fit(QSizeF(size.width() - self._beside, size.height()))
        room = size.width(), size.height() - self.legend.minimumHeight()
        style = {"color": self._theme.color("muted").name(), "font-family": small.family()}
        style["font-size"] = f"{small.pixelSize()}px"
        for axis, name in enumerate(names):
            length = room[axis] - AROUND * metrics.height()
            text = escape(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, length))
            side, beside = ("bottom", "left")[axis], bool(name) and not compact
            self._sides[side].setLabel(text if beside else None, **style)
            self._sides[side].showLabel(beside)


def _dress(axis: Item, theme: Theme) -> None:
    """Give an axis the theme's colours and font, no ticks, and numbers with a real minus."""
    axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
    axis.setPen(_NONE)  # the box has a line
    axis.setTextPen(theme.color("muted"))
    # Not by its setter, which leaves a factor of a thousand behind where the numbers are small.
    axis.autoSIPrefix, axis.autoSIPrefixScale = False, 1.0
    axis.setTickFont(theme.font("small"))
    axis.setTickPen(_NONE)
    axis.setTickDensity(TICK_DENSITY)
    line = round(QFontMetricsF(theme.font("small")).height())
    axis.setStyle(tickLength=0, tickTextOffset=theme.space(1), tickTextHeight=line)
    axis.setStyle(hideOverlappingLabels=False, maxTextLevel=0, autoExpandTextSpace=axis.orientation == "left")
    # Where units are equal, the frame's width decides on the numbers beside it: room that came and went would do so
    # for ever.
    axis.setStyle(autoReduceTextSpace=False)
    axis.tickStrings = partial(_tick_texts, axis, type(axis).tickStrings)


def _tick_texts(
    axis: Item, write: Callable[..., list[str]], values: list[float], scale: float, spacing: float
) -> list[str]:
    """Return what pyqtgraph writes, with a real minus; within a decade of a logarithmic axis 1, 2 and 5 alone."""
    texts = [text.replace("-", MINUS) for text in write(axis, values, scale, spacing)]
    if axis.orientation == "bottom" and not axis.logMode:
        every = _every(axis, texts, spacing)
        return [
            text if round(value / spacing) % every == 0 else ""
            for text, value in zip(texts, values, strict=True)
        ]
    if not axis.logMode or len(texts) < CROWDED:
        return texts
    return [text if text.lstrip("0.")[:1] in ROUND else "" for text in texts]


def _every(axis: Item, texts: list[str], spacing: float) -> int:
    """Return of how many numbers side by side one can be written without touching the next."""
    metrics = QFontMetricsF(axis.style["tickFont"])
    wide = max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + metrics.averageCharWidth()
    low, high = axis.range
    apart: float = spacing * axis.size().width() / (high - low)
    return max(math.ceil(wide / apart), 1) if apart > 0 else 1
