"""A loss surface in three dimensions, turned by dragging."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from graphviz_nn.gui.plots.height_field import Camera, View, draw_heights
from graphviz_nn.gui.plots.legend import Entry, draw_legend
from graphviz_nn.gui.plots.marks import draw_marks, mark
from graphviz_nn.gui.plots.paths import line_path
from graphviz_nn.gui.plots.picture import same
from graphviz_nn.gui.plots.surface_picture import SurfacePicture, Travellers, faint, ground_colors
from graphviz_nn.gui.theme import Theme
from graphviz_nn.ops import FloatArray

DRAFT_PIXELS = 60_000  # while it turns, it is drawn no finer than this, so that it follows the hand
SETTLED_MS = 120
KEYS = {
    Qt.Key.Key_Left: (-10.0, 0.0),
    Qt.Key.Key_Right: (10.0, 0.0),
    Qt.Key.Key_Up: (0.0, 5.0),
    Qt.Key.Key_Down: (0.0, -5.0),
}


class HeightView(QWidget):
    """Shows the surface as ground with the paths on it; drag it, or use the arrow keys, to look from elsewhere."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._camera = theme, Camera()
        self._picture: SurfacePicture | None = None
        self._travellers = Travellers()
        self._view: View | None = None
        self._grabbed: QPointF | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._on_settled)
        self.setAccessibleName("Loss surface in three dimensions")
        self.setToolTip("Drag, or use the arrow keys, to turn it.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 60)

    @property
    def camera(self) -> Camera:
        """From where it is seen."""
        return self._camera

    def show_surface(self, picture: SurfacePicture | None, travellers: Travellers) -> None:
        """Show a surface and where the variants are on it."""
        if not same(picture, self._picture):
            self._picture, self._view = picture, None
        self._travellers = travellers
        self.update()

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in another theme."""
        self._theme, self._view = theme, None
        self.update()

    def turn(self, right: float, upwards: float) -> None:
        """Look from elsewhere, by some degrees; drawn coarsely until it rests."""
        self._camera = self._camera.turned(right, upwards)
        self._view = None
        self._settled.start()
        self.update()

    def sizeHint(self) -> QSize:
        """As in a panel at the window's side."""
        return QSize(320, 240)

    @Slot()
    def _on_settled(self) -> None:
        self._view = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the paths and the axes' names."""
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._view is None:
            self._view = self._drawn(self._picture)
        painter.drawImage(self.rect(), self._view.image)
        self._paint_names(painter, self._picture, self._view)
        self._paint_paths(painter, self._picture, self._view)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in the new size."""
        super().resizeEvent(event)
        self._view = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._grabbed = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn with the hand."""
        if self._grabbed is None:
            return
        moved = event.position() - self._grabbed
        self._grabbed = event.position()
        self.turn(moved.x() * 0.5, moved.y() * 0.4)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn by the arrow keys."""
        step = KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn(*step)

    def _drawn(self, picture: SurfacePicture) -> View:
        ratio = self.devicePixelRatioF()
        rows, columns = round(self.height() * ratio), round(self.width() * ratio)
        if self._settled.isActive():
            share = min(1.0, (DRAFT_PIXELS / (rows * columns)) ** 0.5)
            rows, columns = round(rows * share), round(columns * share)
        colors = ground_colors(self._theme, len(picture.scale.levels) - 1)
        return draw_heights(picture.heights, self._camera, (rows, columns), colors, self._theme.color("line"))

    def _paint_paths(self, painter: QPainter, picture: SurfacePicture, view: View) -> None:
        whole = [self._pixels(path, picture, view) for path in picture.surface.paths]
        for place, (pixels, seen) in enumerate(whole):
            self._paint_line(painter, pixels, seen, place, 0.35)
        for place, path in enumerate(self._travellers.paths):
            pixels, seen = self._pixels(path, picture, view)
            self._paint_line(painter, pixels, seen, place, 1.0)
            ring = QPen(self._theme.color("surface"), 1.6 * self._theme.scale)
            color = self._theme.variant_color(place)
            draw_marks(painter, pixels[-1:], mark(place), 6 * self._theme.scale, color, ring)
        entries = [
            Entry(name, self._theme.variant_color(place), mark=mark(place))
            for place, name in enumerate(picture.names[: len(whole)])
        ]
        taken = np.concatenate([np.empty((0, 2)), *(pixels for pixels, _ in whole)])
        draw_legend(painter, self.rect().toRectF(), entries, taken, self._theme)

    def _paint_line(
        self, painter: QPainter, pixels: FloatArray, seen: NDArray[np.bool_], place: int, strength: float
    ) -> None:
        """Draw what is in sight of a path as it is, what is behind a hill faintly."""
        color = self._theme.variant_color(place)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for visible, alpha in ((~seen, 0.25 * strength), (seen, strength)):
            painter.setPen(QPen(faint(color, alpha), 2 * self._theme.scale))
            painter.drawPath(line_path(np.where(visible[:, None], pixels, np.nan)))

    def _paint_names(self, painter: QPainter, picture: SurfacePicture, view: View) -> None:
        """Write each direction's name beside the ground's edge that is nearest to the eye."""
        painter.setFont(self._theme.font("small"))
        painter.setPen(QColor(self._theme.color("muted")))
        metrics = QFontMetricsF(painter.font())
        for axis, name in enumerate(picture.labels):
            middles = np.array(
                [[0.5, edge, 0.0] if axis == 0 else [edge, 0.5, 0.0] for edge in (-0.06, 1.06)]
            )
            pixels = self._on_widget(view.place(middles)[0], view)
            x, y = pixels[pixels[:, 1].argmax()].tolist()
            width = metrics.horizontalAdvance(name)
            x = min(max(x - width / 2, 2.0), max(self.width() - width - 2.0, 2.0))
            painter.drawText(QPointF(x, min(y + metrics.ascent(), self.height() - 3.0)), name)

    def _pixels(
        self, path: FloatArray, picture: SurfacePicture, view: View
    ) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Return where a path in the plane lies on the widget, on the ground, and which of it is in sight."""
        across, up = picture.spans
        shares = np.column_stack([across.shares(path[:, 0]), up.shares(path[:, 1])])
        pixels, seen = view.place(np.column_stack([shares, picture.height_at(shares)]))
        return self._on_widget(pixels, view), seen

    def _on_widget(self, pixels: FloatArray, view: View) -> FloatArray:
        return np.asarray(pixels * (self.width() / view.image.width(), self.height() / view.image.height()))
