"""A plot of pyqtgraph in the theme's clothes, which shows pictures."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import QGraphicsView, QSizePolicy

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.axes import Axes, Ticks
from graphviz_nn.gui.plots.handle_item import HandleItem
from graphviz_nn.gui.plots.items import Item
from graphviz_nn.gui.plots.picture import Picture, Scaled, Ticked
from graphviz_nn.gui.plots.shapes import Key, Ramp, Shape
from graphviz_nn.gui.plots.sheet import Sheet, Shown
from graphviz_nn.gui.plots.thinning import on_page
from graphviz_nn.gui.plots.visible import Page
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.spans import Span

CLOSEST = 1e-3  # of the whole picture: no closer can one look
FARTHEST = 50.0  # times as far as the whole picture
MOVING = 1000.0  # how far above the picture lies what moves


class Chart(QObject):
    """Shows a picture, and what moves over it; the wheel zooms, a drag moves, a double click shows the whole again.

    Attributes:
        widget: a `pyqtgraph.GraphicsView`, to be laid out.
        box: its `pyqtgraph.ViewBox`, which holds the items.
        legend: what says what lines and marks mean.
        is_zoomed: whether one looks at a part that one chose.
        clicked: emitted with the numbers under a click of the left button.
        placed: emitted with the numbers that are clicked while Shift is held.
        hovered: emitted with the numbers under the pointer.
        rule_moved: emitted with the number to which a rule was dragged.
        handle_moved: emitted with the numbers to which a handle was dragged, and whether it was held before.
        looked: emitted when another part of the numbers is seen, or in more or fewer pixels.
        legend_clicked: emitted when a covered legend is clicked.

    """

    clicked = Signal(float, float)
    placed = Signal(float, float)
    hovered = Signal(float, float)
    rule_moved = Signal(float)
    handle_moved = Signal(float, float, bool)
    looked = Signal()
    legend_clicked = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None, equal_units: bool = False) -> None:
        """Make it; with equal units one of them is as long across as up, and one may look beyond the picture."""
        super().__init__(parent)
        self._theme, self._log, self.is_zoomed, self._equal = theme, False, False, equal_units
        self._home = Span(0.0, 1.0), Span(0.0, 1.0)
        self.widget, self.box = _make_view(), pg.ViewBox(enableMenu=False)
        self._still, self._moving = (
            Sheet(self.box, depth, is_still=not depth, on_dragged=self._on_dragged) for depth in (0.0, MOVING)
        )
        self._axes = Axes(self.box, theme)
        self.legend = self._axes.legend
        self.widget.setCentralItem(self._axes.item)
        self.box.disableAutoRange()
        if equal_units:
            self.box.setAspectLocked(True)
        self.box.sigTransformChanged.connect(self._on_transform_changed)
        self.box.sigRangeChangedManually.connect(self._on_zoomed)
        scene = self.widget.scene()
        # A scene to whose changes nobody listens has its window painted at once when items come, go or move; listened
        # to, it leaves that to its views, which Qt connects as well, and they to the next frame.
        scene.changed.connect(self.widget.updateScene)
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
    def moving(self) -> list[Shown]:
        """What moves over the picture, with its items."""
        return list(self._moving.shown)

    @property
    def view(self) -> tuple[Span, Span]:
        """What is seen now, across and up."""
        across, up = self.box.viewRange()
        return Span(*across), Span(*up)

    def show(self, picture: Picture) -> None:
        """Show a picture; where only its numbers changed, the view stays where the user put it."""
        is_named = picture.labels == self._axes.names
        kept = self.is_zoomed and is_named and picture.log == self._log
        self._log, self._home = picture.log, picture.spans
        self._axes.set_log(picture.log)
        self._axes.set_ticks(_ticks_of(picture))
        shapes = picture.shapes(self._theme)
        self._still.show(shapes, self.widget.devicePixelRatioF())
        self._keep_inside()
        if not kept:
            self.show_all()
        self._place()
        self.legend.write([shape for shape in shapes if isinstance(shape, Key | Ramp)])
        if not is_named:
            self._axes.write(picture.labels, self.widget.size())

    def show_moving(self, shapes: list[Shape]) -> None:
        """Show what moves over the picture."""
        self._moving.show(shapes, self.widget.devicePixelRatioF())
        self._place()

    def show_all(self) -> None:
        """Show the whole picture."""
        across, up = self._home
        self.is_zoomed = False
        self.box.setRange(xRange=across, yRange=up, padding=0)

    def use_theme(self, theme: Theme) -> None:
        """Wear another theme; pictures are to be shown again."""
        self._theme = theme
        self._axes.use_theme(theme)
        for sheet in (self._still, self._moving):
            sheet.show([], 1.0)

    def share_across(self, below: Chart) -> None:
        """Let another chart, that stands below, follow what is seen across, its frame as wide as this one's."""
        self._axes.match(below._axes)
        below.box.setXLink(self.box)

    def axis(self, side: str) -> Item:
        """Return the axis at a side, as in "left"."""
        return self._axes.side(side)

    def numbers(self, place: QPointF) -> tuple[float, float]:
        """Return the numbers at a place on the widget, in pixels."""
        at = self.box.mapSceneToView(place)
        return at.x(), 10.0 ** at.y() if self._log else at.y()

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
        self._place(painter.device().devicePixelRatio())
        for shown in [*self._still.shown, *self._moving.shown]:
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
        self.looked.emit()

    @Slot(object)
    def _on_zoomed(self, enabled: object) -> None:
        self.is_zoomed = True

    @Slot(object)
    def _on_clicked(self, event: Item) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.legend.is_covered and self.legend.sceneBoundingRect().contains(event.scenePos()):
            self.legend_clicked.emit()
        elif not self.frame.contains(event.scenePos()):
            return
        elif event.double():
            self.show_all()
        else:
            is_shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.placed if is_shifted else self.clicked).emit(*self.numbers(event.scenePos()))

    @Slot(object)
    def _on_moved(self, place: QPointF) -> None:
        if self.frame.contains(place) and not QGuiApplication.mouseButtons():
            self.hovered.emit(*self.numbers(place))

    @Slot(object)
    def _on_dragged(self, item: Item) -> None:
        if isinstance(item, HandleItem):
            self.handle_moved.emit(*self.numbers(item.dragged_to), item.is_held)
        else:
            self.rule_moved.emit(float(item.value()))

    def _page(self, ratio: float) -> Page:
        frame = self.frame
        return Page(self.view, frame.width(), frame.height(), ratio, self._log)

    def _place(self, ratio: float | None = None) -> None:
        """Let every item draw what is seen of its shape now, with so many pixels for each logical one."""
        page = self._page(ratio or self.widget.devicePixelRatioF())
        for sheet in (self._still, self._moving):
            sheet.place(page)

    def _keep_inside(self) -> None:
        """Let nobody zoom or move out of the picture, or lose it where there is more around it."""
        (left, right), (low, high) = self._home
        wide, tall = right - left, high - low
        if self._equal:
            side = max(wide, tall)
            self.box.setLimits(minXRange=CLOSEST * side, maxXRange=FARTHEST * side)
            return
        self.box.setLimits(xMin=left, xMax=right, minXRange=CLOSEST * wide, maxXRange=wide)
        self.box.setLimits(yMin=low, yMax=high, minYRange=CLOSEST * tall, maxYRange=tall)


def _make_view() -> Item:
    view = pg.GraphicsView(background=None)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    view.setAntialiasing(True)
    # Of a ground that is not there it would keep 4 bytes a pixel.
    view.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
    return view


def _ticks_of(picture: Picture) -> tuple[Ticks, Ticks] | None:
    """Return what stands at the axes and where; None for their own numbers."""
    if isinstance(picture, Scaled):
        return picture.scales
    if isinstance(picture, Ticked):
        across, up = (tuple(enumerate(names)) for names in picture.ticks)
        return across, up
    return None
