"""Draw a widget into a file: as pixels, or as lines that stay sharp at every size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QSize, QSizeF
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from graphviz_nn.errors import FileError

SUFFIXES = {".png": "Picture in pixels", ".svg": "Drawing for the web", ".pdf": "Drawing for print"}
SHARPNESS = 2  # pixels of a picture for each pixel of the screen
DOTS_PER_INCH = 96


def export(widget: QWidget, path: Path) -> None:
    """Draw the widget as the suffix says; raise FileError if the file can't be written."""
    drawings = {".png": _png, ".svg": _svg, ".pdf": _pdf}
    drawing = drawings.get(path.suffix)
    if drawing is None:
        raise FileError(f"{path.name}: {path.suffix!r} is no kind of picture. Use {', '.join(drawings)}.")
    if not drawing(widget, path):
        raise FileError(f"{path} can't be written. Check that the folder exists and may be written to.")


def _png(widget: QWidget, path: Path) -> bool:
    image = QImage(widget.size() * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(widget.palette().color(widget.backgroundRole()))
    widget.render(image)
    return image.save(str(path))


def _svg(widget: QWidget, path: Path) -> bool:
    drawing = QSvgGenerator()
    drawing.setFileName(str(path))
    drawing.setSize(widget.size())
    drawing.setViewBox(widget.rect())
    return _render(widget, QPainter(drawing))


def _pdf(widget: QWidget, path: Path) -> bool:
    size = QSize(widget.size())
    drawing = QPdfWriter(str(path))
    drawing.setResolution(DOTS_PER_INCH)
    points = QSizeF(size) * 72 / DOTS_PER_INCH
    drawing.setPageSize(QPageSize(points, QPageSize.Unit.Point))
    drawing.setPageMargins(QMarginsF())
    return _render(widget, QPainter(drawing))


def _render(widget: QWidget, painter: QPainter) -> bool:
    if not painter.isActive():
        return False
    widget.render(painter, QPoint())
    return painter.end()
