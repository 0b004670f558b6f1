"""A surface in three dimensions on a widget: which place of the plane is seen where."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from graphviz_nn.gui.plots.height_field import View
from graphviz_nn.gui.plots.surface_picture import SurfacePicture
from graphviz_nn.ops import FloatArray


class Ground(NamedTuple):
    """A picture as it is seen from somewhere, on a widget.

    Attributes:
        picture: the surface, with what it spans.
        view: as it is drawn.
        width, height: of what it fills, in pixels of the widget.
        top: how far down the widget that begins: below the legend.

    """

    picture: SurfacePicture
    view: View
    width: int
    height: int
    top: int = 0

    @property
    def area(self) -> QRectF:
        """All of the widget, in which words may stand."""
        return QRectF(0.0, 0.0, self.width, self.top + self.height)

    @property
    def field(self) -> QRectF:
        """What of it is below the legend."""
        return self.area.adjusted(0.0, self.top, 0.0, 0.0)

    @property
    def scale(self) -> float:
        """Pixels of the widget for a side of the unit cube."""
        return self.view.scale * self.width / self.view.size[1]

    def placed(self, shares: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
        """Return where points of the unit square, of shape (n, 2), lie on the widget, and which nothing hides."""
        pixels, seen = self.view.place(np.column_stack([shares, self.picture.height_at(shares)]))
        return self._on_widget(pixels), seen

    def raised(self, points: FloatArray) -> FloatArray:
        """Return where points of the unit cube, of shape (n, 3), lie on the widget."""
        return self._on_widget(self.view.place(points)[0])

    def numbers_at(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the coordinates of the plane that are seen at a pixel of the widget; None beside the ground."""
        rows, columns = self.view.size
        shares = self.view.ground_at(x * columns / self.width, (y - self.top) * rows / self.height)
        if shares is None:
            return None
        across, up = (
            span.low + share * (span.high - span.low)
            for span, share in zip(self.picture.reach, shares, strict=True)
        )
        return across, up

    def _on_widget(self, pixels: FloatArray) -> FloatArray:
        rows, columns = self.view.size
        return np.asarray(pixels * (self.width / columns, self.height / rows) + (0.0, self.top))
