"""A widget as the content of a file: as pixels, or as lines that stay sharp at every size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.output.formats import Sheet, drawn_now

SHARPNESS = 2  # pixels of a picture for each pixel of the screen


def export(widget: QWidget, ending: str, *, sharpness: float = SHARPNESS) -> Callable[[], bytes]:
    """Draw a widget; return what makes of it what a file of this ending holds, on any thread.

    `sharpness` is how many pixels of a .png there are for each of the widget. Raise FileError for an ending that is no
    picture's, MemoryError where there is no room for the pixels.
    """

    def paint(painter: QPainter) -> None:
        painter.fillRect(widget.rect(), widget.palette().color(widget.backgroundRole()))
        widget.render(painter, QPoint())

    return drawn_now(Sheet(widget.size(), paint, widget.windowTitle(), sharpness), ending)
