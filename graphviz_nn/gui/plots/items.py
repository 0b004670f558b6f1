"""From shapes to the items of pyqtgraph that draw them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from graphviz_nn.gui.plots.shapes import Arrow, Ground, Key, Line, Marks, Rule, Segments, Series, Shape
from graphviz_nn.scene.contours import enlarged

Item: TypeAlias = Any  # pyqtgraph has no types
SIZES = {"s": 0.75, "o": 0.9}  # so that a square and a circle look as large as the pointed marks
SHORTEST_ARROW = 4.0  # of its widths; a shorter one is not drawn


class Page(NamedTuple):
    """What part of the numbers is seen, on how many pixels, and how many of the device's there are for each."""

    view: QRectF
    width: float
    height: float
    ratio: float


class Kind(NamedTuple):
    """How the items of a kind of shape are made, and how they are made to show another shape."""

    make: Callable[[], Item]
    show: Callable[[Item, Any, float], None]


def make_item(shape: Shape, ratio: float) -> Item:
    """Return an item that shows a shape on a screen with so many of the device's pixels for each."""
    item = KINDS[type(shape)].make()
    show_shape(item, shape, ratio)
    return item


def show_shape(item: Item, shape: Shape, ratio: float) -> None:
    """Make an item show another shape of its kind."""
    KINDS[type(shape)].show(item, shape, ratio)


def place_item(item: Item, shape: Shape, page: Page) -> None:
    """Fit what depends on pixels to another view: the ground's resolution, an arrow's direction."""
    if isinstance(shape, Ground):
        _place_ground(item, shape, page)
    elif isinstance(shape, Arrow):
        _place_arrow(item, shape, page)


def cache_item(item: Item) -> None:
    """Let an item be drawn only when it changes, not whenever something moves over it."""
    parts = [item.curve, item.scatter] if isinstance(item, pg.PlotDataItem) else [item]
    for part in parts:
        part.setCacheMode(part.CacheMode.DeviceCoordinateCache)


def fill_legend(legend: Item, keys: Sequence[Key], ratio: float) -> None:
    """Write these lines into a legend."""
    legend.clear()
    for key in keys:
        symbol = {
            "symbol": key.symbol,
            "symbolSize": drawn_size(key.symbol or "", key.size),
            "symbolBrush": key.fill,
            "symbolPen": pen_of(key.color, 1.2 * ratio),
        }
        line = pen_of(key.color, key.width * ratio, key.dashed) if key.line else None
        sample = pg.PlotDataItem([0.0], [0.0], pen=line, antialias=True, **symbol)
        legend.addItem(sample, escape(key.name))
    for sample, _ in legend.items:
        sample.setEnabled(False)  # a click would only cross out the sample


def pen_of(color: QColor, width: float, dashed: bool = False) -> QPen:
    """Return a pen of so many of the device's pixels, whatever the view."""
    if width <= 0:
        return QPen(Qt.PenStyle.NoPen)
    style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
    pen = QPen(color, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if dashed:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setCosmetic(True)
    return pen


def drawn_size(symbol: str, size: float) -> float:
    """Return how large pyqtgraph is to draw a mark that shall look of this size."""
    return size * SIZES.get(symbol, 1.0)


def _make_line() -> Item:
    item = pg.PlotCurveItem(antialias=True, connect="finite")
    item.setSegmentedLineMode("off")  # separate pieces would show where a pale line joins itself
    return item


def _show_line(item: Item, line: Line, ratio: float) -> None:
    item.setData(*line.points.T, pen=pen_of(line.color, line.width * ratio, line.dashed))


def _make_series() -> Item:
    return pg.PlotDataItem(antialias=True, connect="finite", symbolPen=None, autoDownsampleFactor=1.0)


def _show_series(item: Item, series: Series, ratio: float) -> None:
    alone = len(series.points) == 1  # a line of one point would not be seen
    item.setData(
        *series.points.T,
        pen=pen_of(series.color, series.width * ratio, series.dashed),
        symbol="o" if alone else None,
        symbolSize=2 * series.width,
        symbolBrush=series.color,
    )


def _show_segments(item: Item, segments: Segments, ratio: float) -> None:
    x, y = segments.points.reshape(-1, 2).T
    item.setData(x, y, connect="pairs", pen=pen_of(segments.color, segments.width * ratio))


def _show_marks(item: Item, marks: Marks, ratio: float) -> None:
    finite = marks.points[np.isfinite(marks.points).all(axis=1)]
    item.setData(
        *finite.T,
        symbol=marks.symbol,
        size=drawn_size(marks.symbol, marks.size),
        brush=marks.fill,
        pen=pen_of(marks.ring, marks.width * ratio),
        antialias=True,
    )


def _place_ground(item: Item, ground: Ground, page: Page) -> None:
    whole = QRectF(
        ground.across.low,
        ground.up.low,
        ground.across.high - ground.across.low,
        ground.up.high - ground.up.low,
    )
    seen = page.view.intersected(whole)
    rows = max(round(seen.height() / page.view.height() * page.height * page.ratio), 2)
    columns = max(round(seen.width() / page.view.width() * page.width * page.ratio), 2)
    across = ground.across.shares(np.array([seen.left(), seen.right()])).tolist()
    up = ground.up.shares(np.array([seen.top(), seen.bottom()])).tolist()
    fine = np.stack([enlarged(grid, rows, columns, (*across, *up)) for grid in ground.grids])
    table = np.array([color.getRgb() for color in ground.colors], dtype=np.uint8)
    item.setImage(table[ground.places(fine)], autoLevels=False)
    item.setRect(seen)


def _place_arrow(item: Item, arrow: Arrow, page: Page) -> None:
    unit = np.array([page.width / page.view.width(), page.height / page.view.height()])
    longest = float(np.hypot(*(arrow.among * unit).T).max())
    seen = arrow.vector * unit * (arrow.longest / longest if longest > 0 else 0.0)
    length, head = float(np.hypot(*seen)), 4 * arrow.width
    visible = SHORTEST_ARROW * arrow.width <= length < math.inf
    item.setVisible(visible)
    if visible:
        angle = math.degrees(math.atan2(seen[1], -seen[0]))
        item.setStyle(angle=angle, headLen=head, tailLen=length - head)
        item.setPos(*(arrow.start + seen / unit).tolist())


def _show_arrow(item: Item, arrow: Arrow, ratio: float) -> None:
    style = {"headWidth": 2.2 * arrow.width, "tailWidth": arrow.width, "pen": None}
    item.setStyle(brush=arrow.color, **style)


def _show_rule(item: Item, rule: Rule, ratio: float) -> None:
    item.setPen(pen_of(rule.color, rule.width * ratio))
    item.setHoverPen(pen_of(rule.color, 1.6 * rule.width * ratio))
    item.setBounds(rule.within)
    item.setValue(rule.at)
    item.clearMarkers()
    item.addMarker("v", position=1.0, size=rule.handle)


KINDS: dict[type[Shape], Kind] = {
    Line: Kind(_make_line, _show_line),
    Series: Kind(_make_series, _show_series),
    Segments: Kind(lambda: pg.PlotCurveItem(antialias=True), _show_segments),
    Marks: Kind(pg.ScatterPlotItem, _show_marks),
    Ground: Kind(lambda: pg.ImageItem(axisOrder="row-major"), lambda item, ground, ratio: None),
    Arrow: Kind(pg.ArrowItem, _show_arrow),
    Rule: Kind(lambda: pg.InfiniteLine(angle=90, movable=True), _show_rule),
}
