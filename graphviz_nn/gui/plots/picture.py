"""What a plot shows: a picture in axes, drawn the same on a widget, an image and a page."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from graphviz_nn.gui.plots.axes import Axes, Span, draw_axes, lay_out
from graphviz_nn.gui.theme import Theme

Drawing: TypeAlias = Callable[[QPainter, Axes, Theme], None]


class Picture(Protocol):
    """A picture of some data; a frozen dataclass, so that an unchanged one is not drawn again."""

    @property
    @abstractmethod
    def spans(self) -> tuple[Span, Span]:
        """What the axes span, across and up."""

    @property
    @abstractmethod
    def labels(self) -> tuple[str, str]:
        """What the axes are called; empty for none."""

    @abstractmethod
    def paint(self, painter: QPainter, axes: Axes, theme: Theme) -> None:
        """Draw inside the frame of the axes; the painter is clipped to it."""


def draw_picture(painter: QPainter, area: QRectF, picture: Picture, theme: Theme) -> Axes:
    """Draw a picture with its axes into an area; return the axes."""
    axes = lay_out(area, *picture.spans, picture.labels, theme)
    draw_inside(painter, axes, theme, picture.paint)
    draw_axes(painter, axes, picture.labels, theme)
    return axes


def draw_inside(painter: QPainter, axes: Axes, theme: Theme, drawing: Drawing) -> None:
    """Draw something clipped to the frame of the axes."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(axes.frame)
    drawing(painter, axes, theme)
    painter.restore()


def same(first: object, second: object) -> bool:
    """Whether two pictures show the same data: the very same arrays, and equal words and numbers."""
    if type(first) is not type(second):
        return False
    if isinstance(first, tuple) and isinstance(second, tuple):
        return len(first) == len(second) and all(map(same, first, second))
    if first is second or isinstance(first, str | int | float | bool):
        return first is second or first == second
    if not is_dataclass(first):
        return False
    return all(same(getattr(first, field.name), getattr(second, field.name)) for field in fields(first))


def painted(places: NDArray[np.integer], colors: list[QColor]) -> QImage:
    """Return an image of shape (rows, columns), the lowest row at the bottom, by the places of its colours."""
    table = np.array([color.rgba() for color in colors], dtype=np.uint32)
    rows, columns = places.shape
    pixels = np.ascontiguousarray(table[places[::-1]])
    # The copy owns its memory: the array may be gone before the picture.
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_ARGB32).copy()


def pixel_size(painter: QPainter, area: QRectF) -> tuple[int, int]:
    """Return how many rows and columns of the painter's own pixels an area covers."""
    ratio = painter.device().devicePixelRatioF()
    return max(1, round(area.height() * ratio)), max(1, round(area.width() * ratio))
