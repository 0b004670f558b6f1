"""Draw a widget into a file: as pixels, or as lines that stay sharp at every size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from graphviz_nn.files.disk import write_bytes
from graphviz_nn.gui.output.formats import Sheet, written

SHARPNESS = 2  # pixels of a picture for each pixel of the screen


def export(widget: QWidget, path: Path) -> None:
    """Draw the widget as the suffix says; raise FileError where that is no picture's, or the file can't be written."""
    write_bytes(path, drawn(widget, path.suffix, sharpness=SHARPNESS))


def drawn(widget: QWidget, ending: str, *, sharpness: float = 1.0) -> bytes:
    """Return the picture of a widget as a file of this ending holds it.

    `sharpness` is how many pixels of a .png there are for each of the widget. Raise FileError for an ending that is no
    picture's, MemoryError where there is no room for the pixels.
    """

    def paint(painter: QPainter) -> None:
        painter.fillRect(widget.rect(), widget.palette().color(widget.backgroundRole()))
        widget.render(painter, QPoint())

    return written(Sheet(widget.size(), paint, widget.windowTitle(), sharpness), ending)
