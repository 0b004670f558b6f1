"""From where the drawing is seen: fitted to the window until the user moves it, then where he left it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal, Slot

from graphviz_nn.gui.canvas.camera import Camera, fitted
from graphviz_nn.scene.layout import Box

MARGIN = 14.0  # around a drawing that is fitted to the window
REST_MS = 120  # without another zoom: it has come to rest
LEAST_FIT = 0.25  # a drawing that would be smaller than this is not shown whole


class Viewpoint(QObject):
    """Holds the camera.

    Attributes:
        camera: where it is.
        is_fitted: whether it follows the window's size, so that all of the drawing is seen, or of a huge one a part.

    Signals:
        changed: the camera is elsewhere.

    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self.is_fitted = True
        self._zooming = QTimer(self)
        self._zooming.setSingleShot(True)
        self._zooming.setInterval(REST_MS)
        self._zooming.timeout.connect(self.changed)

    @property
    def is_zooming(self) -> bool:
        """Whether the zoom has changed a moment ago."""
        return self._zooming.isActive()

    def fit(self, box: Box, window: QRectF, largest: float, here: Box | None) -> None:
        """Show a whole box, at most at a zoom; of a huge one, what is `here`."""
        camera = fitted(box, window, MARGIN, largest, self.camera.ratio)
        self.is_fitted = True
        if camera.zoom < LEAST_FIT:
            camera = camera.zoomed(LEAST_FIT / camera.zoom, window.center())
            camera = camera if here is None else camera.showing(here, window, MARGIN)
        self._look_through(camera)

    @Slot(float, QPointF)
    def zoom(self, factor: float, about: QPointF) -> None:
        """Go nearer to a place of the window by a factor, or away from it."""
        self.is_fitted = False
        self._zooming.start()
        self._look_through(self.camera.zoomed(factor, about))

    @Slot(QPointF)
    def drag(self, by: QPointF) -> None:
        """Move the drawing."""
        self.is_fitted = False
        self._look_through(self.camera.moved(by))

    def reveal(self, box: Box, window: QRectF) -> None:
        """Bring a box into the window, moving as little as possible."""
        self._look_through(self.camera.showing(box, window, MARGIN))

    def follow(self, box: Box, window: QRectF) -> None:
        """Bring a box that is not in the window into its middle."""
        if not window.contains(self.camera.rect(box)):
            self._look_through(self.camera.centred(box, window))

    def take_ratio(self, ratio: float) -> None:
        """Use so many device pixels for a logical one."""
        if ratio != self.camera.ratio:
            self.camera = replace(self.camera, ratio=ratio)

    def _look_through(self, camera: Camera) -> None:
        if camera != self.camera:
            self.camera = camera
            self.changed.emit()
