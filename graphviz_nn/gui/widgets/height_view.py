"""A loss surface in three dimensions, turned by dragging."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.ground_colors import ground_colors
from graphviz_nn.gui.plots.height_axes import draw_axes
from graphviz_nn.gui.plots.height_field import Camera, Relief, View, draw_heights, relief_of
from graphviz_nn.gui.plots.height_ground import Ground
from graphviz_nn.gui.plots.height_sight import best_camera, points_of
from graphviz_nn.gui.plots.picture import same
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.gui.plots.thinning import on_page
from graphviz_nn.gui.plots.travellers import Travellers
from graphviz_nn.gui.widgets.aside import Aside
from graphviz_nn.gui.widgets.plot import larger_in
from graphviz_nn.scene.fan import Pointed

DRAFT_PIXELS = 240_000  # of the screen: while it turns, it is drawn no finer than this, and follows the hand
SETTLED_MS = 80
SMALLEST_NAMED = 150  # pixels; on a lower widget the names would cover the surface
LEGEND_LINES = 3  # so far down a click uncovers it where it stands on the ground, in a low view
SMOOTH = 2  # pixels for each of the screen's, each way, once it rests
KEYS = {
    Qt.Key.Key_Left: (-10.0, 0.0),
    Qt.Key.Key_Right: (10.0, 0.0),
    Qt.Key.Key_Up: (0.0, 5.0),
    Qt.Key.Key_Down: (0.0, -5.0),
}


class HeightView(QWidget):
    """Shows the surface as ground with the paths on it.

    At first it is seen from where no hill hides the paths. Drag it, or use the arrow keys, to look from elsewhere; the
    wheel brings it nearer. The mark where the paths begin
    is dragged over the ground, or put where one clicks with Shift held.

    Attributes:
        hovered: emitted with the coordinates of the plane under the pointer.
        start_moved: emitted with the coordinates to which the start is put, and whether it was held before.
        legend_clicked: emitted when a covered legend is clicked.

    """

    hovered = Signal(float, float)
    start_moved = Signal(float, float, bool)
    legend_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._camera = theme, Camera()
        self._picture: SurfacePicture | None = None
        self._travellers: Travellers | None = None
        self._relief: Relief | None = None
        self._view: View | None = None
        self._is_still = self._is_turned = False
        self._legend = 0  # pixels at the top
        self._aside = Aside(self)
        self._aside.done.connect(self._on_drawn)
        self._grabbed: QPointF | None = None
        self._holds_start = self._has_moved = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self.setAccessibleName("Loss surface in three dimensions")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 60)

    @property
    def _worn(self) -> Theme:
        """The theme, larger in a large view."""
        return self._theme.larger(larger_in(self.size()))

    @property
    def camera(self) -> Camera:
        """From where it is seen."""
        return self._camera

    def show_surface(self, picture: SurfacePicture | None, travellers: Travellers) -> None:
        """Show a surface and where the variants are on it."""
        if picture is not None:
            wide, tall = (span.high - span.low for span in picture.reach)
            self._camera = replace(self._camera, sides=(wide / max(wide, tall), tall / max(wide, tall)))
        if not same(picture, self._picture):
            if picture is None:
                self._relief, self._is_turned = None, False
            elif self._picture is None or self._picture.heights is not picture.heights:
                self._relief = relief_of(picture.heights)
            if self._relief is not None and picture is not None and not self._is_turned:
                self._camera = _first_seen(picture, self._picture, self._relief, self._camera)
            self._picture, self._view = picture, None
        self._travellers = travellers
        self.update()

    def pointed_at(self, across: float, up: float) -> Pointed | None:
        """Return which gradient of the fan is drawn where a place of the plane is seen."""
        ground = self._ground
        if ground is None or self._travellers is None or not self._is_still:
            return None
        from graphviz_nn.gui.plots.height_paths import ray_at

        return ray_at((across, up), self._travellers, ground, self._worn)

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in another theme."""
        self._theme, self._view = theme, None
        self.update()

    def turn(self, right: float, upwards: float) -> None:
        """Look from elsewhere, by some degrees; in a large view it is drawn coarsely until it rests."""
        self._camera, self._is_turned = self._camera.turned(right, upwards), True
        self._view = None
        self.update()

    def sizeHint(self) -> QSize:
        """As in a panel at the window's side."""
        return QSize(320, 240)

    @Slot()
    def _on_settled(self) -> None:
        """Draw finely, aside; from now on pyqtgraph, which draws the paths, may be loaded."""
        self._is_still = True
        self.update()
        if self._relief is not None:
            key, relief, arguments = self._key(), self._relief, self._arguments(SMOOTH)
            self._aside.ask(key, lambda: _drawn_smoothly(relief, *arguments))

    @Slot(object, object)
    def _on_drawn(self, key: object, view: View) -> None:
        """Show what was drawn finely, unless it turned on meanwhile."""
        if key == self._key():
            self._view = view
            self.update()

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the paths and the axes' names."""
        if self._picture is None or self._relief is None:
            return
        self._make_room(self._picture)
        if self._view is None:
            pixels = self._field.width() * self._field.height() * self.devicePixelRatioF() ** 2
            share = (DRAFT_PIXELS / max(pixels, 1.0)) ** 0.5
            self._view = draw_heights(self._relief, *self._arguments(min(share, 1.0)))
            self._settled.start()
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._field, self._view.image)
            ground = self._ground
            assert ground is not None
            if self.height() >= self._theme.pixels(SMALLEST_NAMED):
                draw_axes(painter, ground.picture, ground.raised, ground.area, self._worn)
            if self._is_still and self._travellers is not None:
                _paint_paths(painter, ground, self._travellers, self._worn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in the new size."""
        super().resizeEvent(event)
        self._view = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold, or uncover the legend."""
        is_hidden = self._picture is not None and self._picture.hidden
        if is_hidden and event.position().y() < (self._legend or LEGEND_LINES * self.fontMetrics().height()):
            self.legend_clicked.emit()
            return
        self._holds_start, self._has_moved = self._is_on_start(event.position()), False
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move_start(event.position())
            return
        self._grabbed = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn with the hand, or drag the start."""
        if self._grabbed is None:
            is_on_start = self._is_on_start(event.position())
            self.setCursor(Qt.CursorShape.SizeAllCursor if is_on_start else Qt.CursorShape.OpenHandCursor)
            place = self._numbers_at(event.position())
            if place is not None:
                self.hovered.emit(*place)
            return
        if self._holds_start:
            self._move_start(event.position())
            return
        moved = event.position() - self._grabbed
        self._grabbed = event.position()
        self.turn(moved.x() * 0.5, moved.y() * 0.4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed, self._holds_start = None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Come nearer, or go away."""
        self._camera = self._camera.nearer(1.0015 ** event.angleDelta().y())
        self._view = None
        self.update()

    def _move_start(self, at: QPointF) -> None:
        """Let the paths begin at the place under the pointer."""
        place = self._numbers_at(at)
        if place is not None and self._travellers is not None and self._travellers.start is not None:
            self.start_moved.emit(*place, self._has_moved)
            self._has_moved = True

    def _numbers_at(self, at: QPointF) -> tuple[float, float] | None:
        ground = self._ground
        return None if ground is None else ground.numbers_at(at.x(), at.y())

    def _is_on_start(self, at: QPointF) -> bool:
        """Whether the start can be taken hold of at a place of the widget."""
        ground, travellers = self._ground, self._travellers
        if ground is None or travellers is None or not self._is_still:
            return False
        from graphviz_nn.gui.plots.height_paths import is_on_start

        return is_on_start(at, travellers, ground, self._worn)

    @property
    def _ground(self) -> Ground | None:
        """What is drawn now; None while there is nothing, or it is to be drawn anew."""
        if self._picture is None or self._view is None:
            return None
        return Ground(self._picture, self._view, self._field.width(), self._field.height(), self._legend)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn by the arrow keys."""
        step = KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(*step)

    def _key(self) -> tuple[object, ...]:
        """Return what a drawing depends on."""
        return self._camera, self._field.size().toTuple(), id(self._relief), id(self._theme)

    def _arguments(self, share: float) -> tuple[Camera, tuple[int, int], list[QColor], QColor]:
        """Return what to draw a relief with, at so many pixels for each of the screen's, each way."""
        assert self._picture is not None
        ratio = self.devicePixelRatioF() * share
        size = max(round(self._field.height() * ratio), 2), max(round(self._field.width() * ratio), 2)
        colors = ground_colors(self._theme, self._picture.levels.count)
        return self._camera, size, colors, self._theme.color("line")

    @property
    def _field(self) -> QRect:
        """Where the ground is drawn: below the legend."""
        return self.rect().adjusted(0, self._legend, 0, 0)

    def _make_room(self, picture: SurfacePicture) -> None:
        """Leave room for the legend, once it may be drawn, unless that would take half of all."""
        if not self._is_still:
            return
        from graphviz_nn.gui.plots.height_paths import room_above

        needed = room_above(picture, self._worn, self.width())
        legend = needed if needed <= self.height() // 2 else 0
        if legend != self._legend:
            self._legend, self._view = legend, None


def _first_seen(
    picture: SurfacePicture, before: SurfacePicture | None, relief: Relief, camera: Camera
) -> Camera:
    """Return from where the paths are seen; on the plane of before, as in a drag, it stays."""
    if before is not None and picture.surface.plane.has_axes_of(before.surface.plane):
        return camera
    shares = [on_page(path[:, :2], picture.reach) for path in picture.surface.paths if len(path)]
    return best_camera(relief, camera, points_of(shares)) if shares else camera


def _paint_paths(painter: QPainter, ground: Ground, travellers: Travellers, theme: Theme) -> None:
    from graphviz_nn.gui.plots.height_paths import HeightPaths  # brings pyqtgraph, a quarter of a second

    HeightPaths(ground, theme).draw(painter, travellers)


def _drawn_smoothly(
    relief: Relief, camera: Camera, size: tuple[int, int], colors: list[QColor], line: QColor
) -> View:
    """Draw with more pixels than the screen has, and bring the picture down to it."""
    view = draw_heights(relief, camera, size, colors, line)
    rows, columns = size[0] // SMOOTH, size[1] // SMOOTH
    aspect, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    fast = QImage.Format.Format_ARGB32_Premultiplied
    return replace(view, image=view.image.scaled(columns, rows, aspect, smooth).convertToFormat(fast))
