"""A plot of pyqtgraph in the theme's clothes, which shows pictures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.axes import Axes
from graphviz_nn.gui.plots.items import Item, cache_item, make_item, place_item, show_shape
from graphviz_nn.gui.plots.legend import Legend
from graphviz_nn.gui.plots.picture import Picture, Ticked
from graphviz_nn.gui.plots.shapes import Key, Ramp, Rule, Shape, alike, on_page
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

CLOSEST = 1e-3  # of the whole picture: no closer can one look
MOVING = 1000.0  # how far above the picture lies what moves


class Shown(NamedTuple):
    """A shape with the item that shows it, and the page that it was placed on last."""

    shape: Shape
    item: Item
    page: Page | None = None


class Chart(QObject):
    """Shows a picture, and what moves over it; the wheel zooms, a drag moves, a double click shows the whole again.

    Attributes:
        widget: a `pyqtgraph.GraphicsView`, to be laid out.
        box: its `pyqtgraph.ViewBox`, which holds the items.
        clicked: emitted with the numbers under a click of the left button.
        hovered: emitted with the numbers under the pointer.
        rule_moved: emitted with the number to which a rule was dragged.
        legend_clicked: emitted when the legend was clicked and hides its names.

    """

    clicked = Signal(float, float)
    hovered = Signal(float, float)
    rule_moved = Signal(float)
    legend_clicked = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._log, self._zoomed = theme, False, False
        self._home = Span(0.0, 1.0), Span(0.0, 1.0)
        self._still: list[Shown] = []
        self._moving: list[Shown] = []
        self.widget, self.box = pg.GraphicsView(background=None), pg.ViewBox(enableMenu=False)
        self._axes = Axes(self.box, theme)
        self.widget.setCentralItem(self._axes.item)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.widget.setAntialiasing(True)
        self.box.disableAutoRange()
        self.box.sigTransformChanged.connect(self._on_transform_changed)
        self.box.sigRangeChangedManually.connect(self._on_zoomed)
        scene = self.widget.scene()
        scene.sigMouseClicked.connect(self._on_clicked)
        scene.sigMouseMoved.connect(self._on_moved)
        self.widget.installEventFilter(self)
        self.use_theme(theme)

    @property
    def frame(self) -> QRectF:
        """Where on the widget the numbers' frame lies, in pixels."""
        frame: QRectF = self.box.sceneBoundingRect()
        return frame

    @property
    def legend(self) -> Legend:
        """What the lines and marks mean, above the frame."""
        return self._axes.legend

    @property
    def moving(self) -> list[Shown]:
        """What moves over the picture, with its items."""
        return list(self._moving)

    @property
    def view(self) -> tuple[Span, Span]:
        """What is seen now, across and up."""
        across, up = self.box.viewRange()
        return Span(*across), Span(*up)

    def show(self, picture: Picture) -> None:
        """Show a picture; where only its numbers changed, the view stays where the user put it."""
        is_named = picture.labels == self._axes.names
        kept = self._zoomed and is_named and picture.log == self._log
        self._log, self._home = picture.log, picture.spans
        self._axes.set_log(picture.log)
        self._axes.set_ticks(picture.ticks if isinstance(picture, Ticked) else None)
        shapes = picture.shapes(self._theme)
        self._still = self._exchanged(self._still, shapes, 0.0)
        self._keep_inside()
        if not kept:
            self.show_all()
        self._place()
        self.legend.write([shape for shape in shapes if isinstance(shape, Key | Ramp)])
        if not is_named:
            self._axes.write(picture.labels, self.widget.size())

    def show_moving(self, shapes: list[Shape]) -> None:
        """Show what moves over the picture."""
        self._moving = self._exchanged(self._moving, shapes, MOVING)
        self._place()

    def show_all(self) -> None:
        """Show the whole picture."""
        across, up = self._home
        self._zoomed = False
        self.box.setRange(xRange=across, yRange=up, padding=0)

    def use_theme(self, theme: Theme) -> None:
        """Wear another theme; pictures are to be shown again."""
        self._theme = theme
        self._axes.use_theme(theme)
        self._still = self._exchanged(self._still, [], 0.0)
        self._moving = self._exchanged(self._moving, [], MOVING)

    def axis(self, side: str) -> Item:
        """Return the axis at a side, as in "left"."""
        return self._axes.side(side)

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
            self._axes.write(self._axes.names, event.size())
        return False

    @Slot(object)
    def _on_transform_changed(self, box: object) -> None:
        self._place()

    @Slot(object)
    def _on_zoomed(self, enabled: object) -> None:
        self._zoomed = True

    @Slot(object)
    def _on_clicked(self, event: Item) -> None:
        legend = self.legend
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if legend.is_covered and legend.sceneBoundingRect().contains(event.scenePos()):
            self.legend_clicked.emit()
        elif not self.frame.contains(event.scenePos()):
            return
        elif event.double():
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
        at = self.box.mapSceneToView(place)
        return at.x(), 10.0 ** at.y() if self._log else at.y()

    def _page(self, ratio: float) -> Page:
        frame = self.frame
        return Page(self.view, frame.width(), frame.height(), ratio, self._log)

    def _exchanged(self, shown: list[Shown], shapes: list[Shape], depth: float) -> list[Shown]:
        """Show other shapes in place of those shown: with the same items if they are of the same kinds."""
        drawn = [shape for shape in shapes if not isinstance(shape, Key | Ramp)]
        ratio = self.widget.devicePixelRatioF()
        if [type(shape) for shape in drawn] == [type(old.shape) for old in shown]:
            return [_shown_by(old, shape, ratio) for shape, old in zip(drawn, shown, strict=True)]
        for old in shown:
            self.box.removeItem(old.item)
        return [self._added(shape, depth + place) for place, shape in enumerate(drawn)]

    def _place(self) -> None:
        """Let every item draw what is seen of its shape now."""
        page = self._page(self.widget.devicePixelRatioF())
        self._still, self._moving = (
            [_placed(shown, page) for shown in part] for part in (self._still, self._moving)
        )

    def _added(self, shape: Shape, depth: float) -> Shown:
        item = make_item(shape, self.widget.devicePixelRatioF())
        self.box.addItem(item, ignoreBounds=True)
        item.setZValue(depth)
        if depth < MOVING:
            cache_item(item, shape)
        if isinstance(shape, Rule):
            item.sigDragged.connect(self._on_rule_dragged)
        return Shown(shape, item)

    def _keep_inside(self) -> None:
        """Let nobody zoom or move out of the picture."""
        (left, right), (low, high) = self._home
        wide, tall = right - left, high - low
        self.box.setLimits(xMin=left, xMax=right, minXRange=CLOSEST * wide, maxXRange=wide)
        self.box.setLimits(yMin=low, yMax=high, minYRange=CLOSEST * tall, maxYRange=tall)


def _shown_by(old: Shown, shape: Shape, ratio: float) -> Shown:
    """Show a shape by the item of another one of its kind; where it looks the same, there is nothing to do."""
    if alike(shape, old.shape):
        return old
    show_shape(old.item, shape, ratio)
    return Shown(shape, old.item)


def _placed(shown: Shown, page: Page) -> Shown:
    """Let an item draw what is seen of its shape on a page, unless it does."""
    if shown.page == page:
        return shown
    place_item(shown.item, shown.shape, page)
    return shown._replace(page=page)
