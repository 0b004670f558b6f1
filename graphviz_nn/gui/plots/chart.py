"""A plot of pyqtgraph in the theme's clothes, which shows pictures."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from html import escape
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QFontMetricsF, QGuiApplication, QPainter, QPen, QResizeEvent

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.items import Item, cache_item, fill_legend, make_item, place_item, show_shape
from graphviz_nn.gui.plots.picture import Picture
from graphviz_nn.gui.plots.shapes import Key, Line, Marks, Rule, Series, Shape, faint, on_page
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span
from graphviz_nn.text import MINUS

AROUND = 4.0  # lines of text: how much shorter than the plot a label is at most
ROOMY = 11.0  # lines of text; in a lower plot the labels stand inside the frame
LARGEST_LEGEND = (0.8, 0.4)  # of the frame's width and height; a larger one is left out
CLOSEST = 1e-3  # of the whole picture: no closer can one look
SAMPLE_HEIGHT = 20  # pixels that pyqtgraph gives a line of a legend, or 8 more than its text
CROWDED, ROUND = 5, ("1", "2", "5")  # from so many numbers of a logarithmic axis on, these digits alone
TICK_DENSITY = 1.5  # beside what pyqtgraph finds right for a plot that fills a screen
MOVING = 1000.0  # how far above the picture lies what moves
# Of a legend: how far right and how far down, the best place first.
PLACES = ((1.0, 0.0), (0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.5), (0.0, 0.5), (0.5, 0.0), (0.5, 1.0))


class Shown(NamedTuple):
    """A shape with the item that shows it."""

    shape: Shape
    item: Item


class Chart(QObject):
    """Shows a picture, and what moves over it; the wheel zooms, a drag moves, a double click shows the whole again.

    Attributes:
        widget: a `pyqtgraph.PlotWidget`, to be laid out.
        clicked: emitted with the numbers under a click of the left button.
        hovered: emitted with the numbers under the pointer.
        rule_moved: emitted with the number to which a rule was dragged.

    """

    clicked = Signal(float, float)
    hovered = Signal(float, float)
    rule_moved = Signal(float)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._log, self._zoomed = theme, False, False
        self._labels, self._home = ("", ""), (Span(0.0, 1.0), Span(0.0, 1.0))
        self._still: list[Shown] = []
        self._keys: list[Key] = []
        self._moving: list[Shown] = []
        self.widget = pg.PlotWidget(background=None, enableMenu=False)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot = self.widget.getPlotItem()
        self._box = self._plot.getViewBox()
        self._inside = tuple(pg.LabelItem(parent=self._box) for _ in range(2))
        self._legend = pg.LegendItem(offset=None, pen=None)
        self._legend.setParentItem(self._box)
        self._plot.showAxes(True, showValues=(True, False, False, True))
        self.widget.setAntialiasing(True)
        self._plot.hideButtons()
        self._box.disableAutoRange()
        self._box.sigTransformChanged.connect(self._on_transform_changed)
        self._box.sigRangeChangedManually.connect(self._on_zoomed)
        self._box.sigResized.connect(self._on_resized)
        scene = self.widget.scene()
        scene.sigMouseClicked.connect(self._on_clicked)
        scene.sigMouseMoved.connect(self._on_moved)
        self.widget.installEventFilter(self)
        self.use_theme(theme)

    @property
    def frame(self) -> QRectF:
        """Where on the widget the numbers' frame lies, in pixels."""
        frame: QRectF = self._box.sceneBoundingRect()
        return frame

    @property
    def moving(self) -> list[Shown]:
        """What moves over the picture, with its items."""
        return list(self._moving)

    @property
    def view(self) -> tuple[Span, Span]:
        """What is seen now, across and up."""
        across, up = self._box.viewRange()
        return Span(*across), Span(*up)

    def show(self, picture: Picture) -> None:
        """Show a picture; where only its numbers changed, the view stays where the user put it."""
        kept = self._zoomed and (picture.labels, picture.log) == (self._labels, self._log)
        is_named = picture.labels == self._labels
        self._labels, self._log, self._home = picture.labels, picture.log, picture.spans
        self._plot.setLogMode(y=picture.log)
        self._box.disableAutoRange()  # which a change of mode turns on
        shapes = picture.shapes(self._theme)
        self._still = self._exchanged(self._still, shapes, 0.0)
        self._keep_inside()
        if not kept:
            self.show_all()
        if not is_named:
            self._write_labels(self.widget.size())
        self._write_legend([shape for shape in shapes if isinstance(shape, Key)])

    def show_moving(self, shapes: list[Shape]) -> None:
        """Show what moves over the picture."""
        self._moving = self._exchanged(self._moving, shapes, MOVING)

    def show_all(self) -> None:
        """Show the whole picture."""
        across, up = self._home
        self._zoomed = False
        self._box.setRange(xRange=across, yRange=up, padding=0)

    def use_theme(self, theme: Theme) -> None:
        """Wear another theme; pictures are to be shown again."""
        self._theme = theme
        small = theme.font("small")
        metrics = QFontMetricsF(small)
        # Half a number may stand out above the top and right of the last tick.
        right, top = metrics.horizontalAdvance("0.00") / 2, metrics.height() / 2
        self._plot.layout.setContentsMargins(1, top, right, 1)
        for side in ("left", "bottom", "right", "top"):
            dress_axis(self._plot.getAxis(side), theme)
        self._legend.setLabelTextColor(theme.color("text"))
        self._legend.setLabelTextSize(f"{small.pixelSize()}px")
        self._legend.setBrush(faint(theme.color("surface"), 0.82))
        gap = theme.space(1)
        self._legend.layout.setContentsMargins(gap, 0, gap, 0)
        self._legend.layout.setHorizontalSpacing(gap)
        self._legend.layout.setVerticalSpacing(metrics.height() - max(metrics.height() + 8, SAMPLE_HEIGHT))
        self._still = self._exchanged(self._still, [], 0.0)
        self._moving = self._exchanged(self._moving, [], MOVING)
        self._labels, self._keys = ("", ""), []

    def axis(self, side: str) -> Item:
        """Return the axis at a side, as in "left"."""
        return self._plot.getAxis(side)

    def pixels(self, points: FloatArray) -> FloatArray:
        """Return where on the widget points of shape (n, 2) lie, of the same shape."""
        page = self._page(1.0)
        shares, frame = on_page(page.plotted(points), page.spans), self.frame
        return np.column_stack(
            [frame.left() + shares[:, 0] * frame.width(), frame.bottom() - shares[:, 1] * frame.height()]
        )

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw everything into an area of a picture in a file, marks as lines and not as pixels."""
        self.widget.resize(area.size().toSize())
        self.widget.grab()  # lays it out, as a window would
        for shown in [*self._still, *self._moving]:
            if isinstance(shown.item, pg.GraphicsObject):
                shown.item.setExportMode(True, {"antialias": True})
        self.widget.scene().render(painter, area, QRectF(self.widget.rect()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Write the labels for another size before it is laid out."""
        if isinstance(event, QResizeEvent):
            self._write_labels(event.size())
        return False

    @Slot(object)
    def _on_transform_changed(self, box: object) -> None:
        page = self._page(self.widget.devicePixelRatioF())
        for shown in [*self._still, *self._moving]:
            place_item(shown.item, shown.shape, page)

    @Slot(object)
    def _on_zoomed(self, enabled: object) -> None:
        self._zoomed = True

    @Slot(object)
    def _on_resized(self, box: object) -> None:
        self._place_legend()

    @Slot(object)
    def _on_clicked(self, event: Item) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.frame.contains(event.scenePos()):
            return
        if event.double():
            self.show_all()
        else:
            self.clicked.emit(*self._numbers(event.scenePos()))

    @Slot(object)
    def _on_moved(self, place: QPointF) -> None:
        if self.frame.contains(place) and not QGuiApplication.mouseButtons():
            self.hovered.emit(*self._numbers(place))

    @Slot(object)
    def _on_rule_dragged(self, rule: Item) -> None:
        self.rule_moved.emit(float(rule.value()))

    def _numbers(self, place: QPointF) -> tuple[float, float]:
        at = self._box.mapSceneToView(place)
        return at.x(), 10.0 ** at.y() if self._log else at.y()

    def _page(self, ratio: float) -> Page:
        frame = self.frame
        return Page(self.view, frame.width(), frame.height(), ratio, self._log)

    def _exchanged(self, shown: list[Shown], shapes: list[Shape], depth: float) -> list[Shown]:
        """Show other shapes in place of those shown: with the same items if they are of the same kinds."""
        drawn = [shape for shape in shapes if not isinstance(shape, Key)]
        ratio = self.widget.devicePixelRatioF()
        if [type(shape) for shape in drawn] == [type(old.shape) for old in shown]:
            out = [Shown(shape, old.item) for shape, old in zip(drawn, shown, strict=True)]
            for shape, item in out:
                show_shape(item, shape, ratio)
        else:
            for old in shown:
                self._plot.removeItem(old.item)
            out = [self._added(shape, depth + place) for place, shape in enumerate(drawn)]
        page = self._page(ratio)
        for shape, item in out:
            place_item(item, shape, page)
        return out

    def _added(self, shape: Shape, depth: float) -> Shown:
        item = make_item(shape, self.widget.devicePixelRatioF())
        self._plot.addItem(item, ignoreBounds=True)
        item.setZValue(depth)
        if depth < MOVING:
            cache_item(item)
        if isinstance(shape, Rule):
            item.sigDragged.connect(self._on_rule_dragged)
        return Shown(shape, item)

    def _keep_inside(self) -> None:
        """Let nobody zoom or move out of the picture."""
        (left, right), (low, high) = self._home
        wide, tall = right - left, high - low
        self._box.setLimits(xMin=left, xMax=right, minXRange=CLOSEST * wide, maxXRange=wide)
        self._box.setLimits(yMin=low, yMax=high, minYRange=CLOSEST * tall, maxYRange=tall)

    def _write_labels(self, size: QSize) -> None:
        """Write the axes' names beside the axes or, where the plot is low, inside the frame."""
        small = self._theme.font("small")
        metrics = QFontMetricsF(small)
        compact = size.height() < ROOMY * metrics.height()
        shares = (0.6, 0.8) if compact else (1.0, 1.0)
        room = size.width(), size.width() if compact else size.height()
        style = {"color": self._theme.color("muted").name(), "font-family": small.family()}
        style["font-size"] = f"{small.pixelSize()}px"
        for axis, label in enumerate(self._labels):
            length = shares[axis] * (room[axis] - AROUND * metrics.height())
            text = escape(metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, length))
            side, beside = ("bottom", "left")[axis], bool(label) and not compact
            self._plot.setLabel(side, text if beside else None, **style)
            self._plot.showLabel(side, beside)
            # Inside the frame the names stand on the picture, where the pale ink would drown.
            inside = self._inside[axis]
            inside.setText("" if beside else text, color=self._theme.color("text"), size=style["font-size"])
            corner = ((1, 1), (0, 0))[axis]
            inside.anchor(corner, corner)

    def _write_legend(self, keys: list[Key]) -> None:
        if keys != self._keys:
            self._keys = keys
            fill_legend(self._legend, keys, self.widget.devicePixelRatioF())
        self._place_legend()

    def _place_legend(self) -> None:
        """Put the legend to the side where it covers the fewest points; leave it out where it would cover too much."""
        legend, frame, gap = self._legend, self.frame, self._theme.space(1)
        size = legend.layout.effectiveSizeHint(Qt.SizeHint.MinimumSize)
        legend.resize(size)
        wide, tall = size.width(), size.height()
        fits = wide <= LARGEST_LEGEND[0] * frame.width() and tall <= LARGEST_LEGEND[1] * frame.height()
        legend.setVisible(bool(legend.items) and fits)
        if not fits:
            return
        shares = on_page(self._points(), self._home)
        part = (wide + gap) / frame.width(), (tall + gap) / frame.height()
        right, bottom = min(PLACES, key=lambda place: _inside(shares, place, part))
        legend.anchor((right, bottom), (right, bottom), (gap - 2 * gap * right, gap - 2 * gap * bottom))

    def _points(self) -> FloatArray:
        """Return all points that a legend should not cover."""
        kinds = Line | Series | Marks
        parts = [shown.shape.points for shown in self._still if isinstance(shown.shape, kinds)]
        return self._page(1.0).plotted(np.concatenate([np.empty((0, 2)), *parts]))


def dress_axis(axis: Item, theme: Theme) -> None:
    """Give an axis the theme's colours and font, no ticks, and numbers with a real minus."""
    if axis.style["showValues"]:  # the others are as thin as their line, which a cache would cut away
        axis.setCacheMode(axis.CacheMode.DeviceCoordinateCache)
    axis.setPen(theme.color("line"))
    axis.setTextPen(theme.color("muted"))
    axis.enableAutoSIPrefix(False)
    axis.setTickFont(theme.font("small"))
    axis.setTickPen(QPen(QBrush(Qt.BrushStyle.NoBrush), 0.0, Qt.PenStyle.NoPen))
    axis.setTickDensity(TICK_DENSITY)
    line = round(QFontMetricsF(theme.font("small")).height())
    axis.setStyle(tickLength=0, tickTextOffset=theme.space(1), tickTextHeight=line)
    axis.setStyle(hideOverlappingLabels=False, maxTextLevel=0, autoExpandTextSpace=axis.orientation == "left")
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


def _inside(shares: FloatArray, place: tuple[float, float], size: tuple[float, float]) -> int:
    """Return how many points lie in a part of the frame of this size, so far right and so far down."""
    from_edge = np.column_stack([shares[:, 0], 1 - shares[:, 1]]) - np.array(place) * (1 - np.array(size))
    return int(((from_edge >= 0) & (from_edge <= size)).all(axis=1).sum())
