"""From shapes to the items of pyqtgraph that draw them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsRectItem

from graphviz_nn.gui.plots.cells_item import CellsItem
from graphviz_nn.gui.plots.ground_item import GroundItem
from graphviz_nn.gui.plots.handle_item import HandleItem
from graphviz_nn.gui.plots.line_item import LineItem
from graphviz_nn.gui.plots.marks_item import MarksItem
from graphviz_nn.gui.plots.mosaic_item import MosaicItem
from graphviz_nn.gui.plots.pens import pen_of
from graphviz_nn.gui.plots.pixel_item import (
    PixelItem,
    place_arrow,
    place_level_names,
    place_outside,
    place_titles,
    place_words,
)
from graphviz_nn.gui.plots.rays_item import place_rays
from graphviz_nn.gui.plots.shapes import (
    Arrow,
    Band,
    Cells,
    Field,
    Ground,
    Handle,
    LevelNames,
    Line,
    Marks,
    Mosaic,
    Outside,
    Rays,
    Rule,
    Segments,
    Series,
    Shape,
    Titles,
    Words,
)
from graphviz_nn.gui.plots.visible import (
    OUTSIDE,
    SCRIBBLED,
    Page,
    drawn_width,
    seen_line,
    seen_segments,
    seen_series,
    times_across,
)

Item: TypeAlias = Any  # pyqtgraph has no types
RIM = 2  # pixels around an item that its soft edges reach
FEW = 500  # marks, or pieces of lines


class Kind(NamedTuple):
    """How the items of a kind of shape are made, made to show another shape, and fitted to another view.

    Attributes:
        make: returns a new item.
        show: takes over what does not depend on the view, for a screen with so many of the device's pixels for each.
        place: takes over what does.

    """

    make: Callable[[], Item]
    show: Callable[[Item, Any, float], None]
    place: Callable[[Item, Any, Page], None]


def make_item(shape: Shape, ratio: float) -> Item:
    """Return an item that shows a shape on a screen with so many of the device's pixels for each."""
    item = KINDS[type(shape)].make()
    show_shape(item, shape, ratio)
    return item


def leave(item: Item) -> None:
    """Have painted anew where an item was painted, before it goes elsewhere.

    Of a scene to whose changes somebody listens, Qt updates where an item says that it is, which many say too late, and
    those that are painted in pixels cannot.
    """
    scene = item.scene()
    for view in scene.views() if scene else ():
        viewport = view.viewport()
        place = item.deviceTransform(view.viewportTransform()).mapRect(item.boundingRect())
        viewport.update((place & QRectF(viewport.rect())).toAlignedRect().adjusted(-RIM, -RIM, RIM, RIM))


def show_shape(item: Item, shape: Shape, ratio: float) -> None:
    """Make an item show another shape of its kind."""
    leave(item)
    KINDS[type(shape)].show(item, shape, ratio)


def place_item(item: Item, shape: Shape, page: Page) -> None:
    """Let an item draw what is seen of its shape on a page, and nothing more: Qt may take minutes for what is not."""
    leave(item)
    KINDS[type(shape)].place(item, shape, page)


def cache_item(item: Item, shape: Shape) -> None:
    """Let an item be drawn only when it changes, not whenever something moves over it, where drawing it takes longer.

    An image, few marks and few pieces of lines are drawn as quickly as they are copied.
    """
    few = isinstance(shape, Marks | Segments) and len(shape.points) <= FEW
    if not few and not isinstance(shape, Ground):
        item.setCacheMode(item.CacheMode.DeviceCoordinateCache)


def _make_line() -> Item:
    item = LineItem(antialias=True, connect="finite")
    return item


def _place_line(item: Item, line: Line | Series, page: Page) -> None:
    seen = seen_series if isinstance(line, Series) else seen_line
    points = seen(page.plotted(line.points), page)
    pen = pen_of(line.color, drawn_width(line.width, points, page), line.dashed)
    # Separate pieces show where they meet; where a line goes to and fro there are few of those beside its length.
    is_scribbled = not line.dashed and times_across(points, page) > SCRIBBLED
    item.setSegmentedLineMode("on" if is_scribbled else "off")
    if is_scribbled:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    item.setData(*points.T, pen=pen)


def _place_band(item: Item, band: Band, page: Page) -> None:
    points = page.plotted(band.points)
    item.setData(*points.T, pen=None, brush=band.fill, fillLevel="enclosed")


def _place_segments(item: Item, segments: Segments, page: Page) -> None:
    points = seen_segments(segments.points, page)
    pen = pen_of(segments.color, drawn_width(segments.width, points, page))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # of pieces of a few pixels; round ends take twenty times as long
    item.setData(*points.reshape(-1, 2).T, connect="pairs", pen=pen)


def _show_rule(item: Item, rule: Rule, ratio: float) -> None:
    item.setPen(pen_of(rule.color, rule.width * ratio))
    item.setHoverPen(pen_of(rule.color, 1.6 * rule.width * ratio))
    item.setBounds(rule.within)
    item.setValue(rule.at)
    item.clearMarkers()
    item.addMarker("v", position=1.0, size=rule.handle)


def _show_field(item: Item, field: Field, ratio: float) -> None:
    item.setBrush(field.fill)
    word = item.childItems()[0]
    font = word.textItem.font()
    font.setPixelSize(max(round(field.size), 1))
    word.setFont(font)
    word.setText(field.word, field.ink)


def _make_field() -> Item:
    item = QGraphicsRectItem()
    item.setPen(pen_of(QColor(), 0.0))
    pg.TextItem(anchor=(0.5, 0.5)).setParentItem(item)
    return item


def _place_field(item: Item, field: Field, page: Page) -> None:
    (least, low), (most, high) = page.corners(OUTSIDE)  # a wide line stands out of the frame
    left, right = max(least, field.start), most if field.end >= page.spans[0].high else field.end
    item.setRect(QRectF(left, low, max(right - left, 0.0), high - low))
    left, right = max(left, page.spans[0].low), min(right, page.spans[0].high)
    word = item.childItems()[0]
    word.setPos((left + right) / 2, (low + high) / 2)
    room = (right - left) * page.scale[0]
    word.setVisible(bool(field.word) and bool(room > word.textItem.boundingRect().width()))


def _nothing(item: Item, shape: Shape, what: object) -> None:
    """Leave the item as it is."""


KINDS: dict[type[Shape], Kind] = {
    Line: Kind(_make_line, _nothing, _place_line),
    Series: Kind(_make_line, _nothing, _place_line),
    Band: Kind(_make_line, _nothing, _place_band),
    Segments: Kind(lambda: LineItem(antialias=True), _nothing, _place_segments),
    Marks: Kind(MarksItem, _nothing, MarksItem.place_marks),
    Ground: Kind(GroundItem, _nothing, GroundItem.place_ground),
    Mosaic: Kind(MosaicItem, _nothing, MosaicItem.place_mosaic),
    Handle: Kind(HandleItem, HandleItem.show_handle, HandleItem.place_handle),
    Arrow: Kind(PixelItem, _nothing, place_arrow),
    Rays: Kind(PixelItem, _nothing, place_rays),
    Words: Kind(PixelItem, _nothing, place_words),
    Titles: Kind(PixelItem, _nothing, place_titles),
    LevelNames: Kind(PixelItem, _nothing, place_level_names),
    Outside: Kind(PixelItem, _nothing, place_outside),
    Field: Kind(_make_field, _show_field, _place_field),
    Cells: Kind(CellsItem, CellsItem.show_cells, CellsItem.place_cells),
    Rule: Kind(lambda: pg.InfiniteLine(angle=90, movable=True), _show_rule, _nothing),
}
