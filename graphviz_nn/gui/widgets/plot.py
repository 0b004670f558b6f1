"""A plot: a picture that stays, under a drawing that moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graphviz_nn.gui.plots.axes import Axes
from graphviz_nn.gui.plots.picture import Drawing, Picture, draw_inside, draw_picture, same
from graphviz_nn.gui.theme import Theme


class Plot(QWidget):
    """Shows a picture in axes; what moves over it is drawn anew, the picture itself only when it changes.

    Attributes:
        pressed: emitted with the numbers under the pointer when the left button goes down, and while it is dragged.
        hovered: emitted with the numbers under the pointer while no button is down.
        axes: what was drawn last, or None.

    """

    pressed = Signal(float, float)
    hovered = Signal(float, float)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axes: Axes | None = None
        self._theme, self._note = theme, ""
        self._picture: Picture | None = None
        self._moving: Drawing | None = None
        self._cache: QPixmap | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 60)

    def show_picture(self, picture: Picture | None, moving: Drawing | None = None, note: str = "") -> None:
        """Show a picture with something moving over it; without a picture, a quiet note."""
        if not same(picture, self._picture):
            self._cache = None
            self._picture = picture
        self._moving, self._note = moving, note
        self.setAccessibleDescription(note)
        self.update()

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in another theme."""
        self._theme, self._cache = theme, None
        self.update()

    def say(self, text: str) -> None:
        """Show a tool tip at the pointer; "" takes it away."""
        place = self.mapFromGlobal(self.cursor().pos()) + QPoint(14, 10)
        QToolTip.showText(self.mapToGlobal(place), text, self)

    def sizeHint(self) -> QSize:
        """As in a panel at the window's side."""
        return QSize(320, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, from the cache if it has not changed, and what moves."""
        painter = QPainter(self)
        if self._picture is None:
            painter.setFont(self._theme.font("body"))
            painter.setPen(self._theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), int(flags), self._note)
        else:
            self._paint_picture(painter, self._picture)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the picture in the new size."""
        super().resizeEvent(event)
        self._cache = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Say where the button went down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._tell(event.position(), self.pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say where the pointer is."""
        down = event.buttons() & Qt.MouseButton.LeftButton
        self._tell(event.position(), self.pressed if down else self.hovered)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the tool tip away."""
        super().leaveEvent(event)
        QToolTip.hideText()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew on a screen of another resolution."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._cache = None

    def _paint_picture(self, painter: QPainter, picture: Picture) -> None:
        if self._cache is None:
            ratio = self.devicePixelRatioF()
            self._cache = QPixmap(self.size() * ratio)
            self._cache.setDevicePixelRatio(ratio)
            self._cache.fill(Qt.GlobalColor.transparent)
            inside = QPainter(self._cache)
            area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            self.axes = draw_picture(inside, area, picture, self._theme)
            inside.end()
        painter.drawPixmap(0, 0, self._cache)
        if self._moving is not None and self.axes is not None:
            draw_inside(painter, self.axes, self._theme, self._moving)

    def _tell(self, place: QPointF, signal: SignalInstance) -> None:
        if self.axes is not None and self._picture is not None and self.axes.frame.contains(place):
            signal.emit(*self.axes.numbers(place))
