"""Draw a widget into a file: as pixels, or as lines that stay sharp at every size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPaintDevice, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from graphviz_nn.errors import FileError
from graphviz_nn.files.disk import write_bytes
from graphviz_nn.gui.painting import painting

SUFFIXES = {".png": "Picture in pixels", ".svg": "Drawing for the web", ".pdf": "Drawing for print"}
SHARPNESS = 2  # pixels of a picture for each pixel of the screen
DOTS_PER_INCH = 96


def export(widget: QWidget, path: Path) -> None:
    """Draw the widget as the suffix says; raise FileError if the file can't be written."""
    drawings = {".png": _png, ".svg": _svg, ".pdf": _pdf}
    drawing = drawings.get(path.suffix)
    if drawing is None:
        raise FileError(f"{path.name}: {path.suffix!r} is no kind of picture. Use {', '.join(drawings)}.")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing(widget, buffer)
    write_bytes(path, bytes(buffer.data().data()))


def _png(widget: QWidget, buffer: QBuffer) -> None:
    image = QImage(widget.size() * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(widget.palette().color(widget.backgroundRole()))
    widget.render(image)
    QImageWriter(buffer, QByteArray(b"png")).write(image)


def _svg(widget: QWidget, buffer: QBuffer) -> None:
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    drawing.setViewBox(widget.rect())
    _render(widget, drawing)


def _pdf(widget: QWidget, buffer: QBuffer) -> None:
    drawing = QPdfWriter(buffer)
    drawing.setResolution(DOTS_PER_INCH)
    points = QSizeF(widget.size()) * 72 / DOTS_PER_INCH
    drawing.setPageSize(QPageSize(points, QPageSize.Unit.Point))
    drawing.setPageMargins(QMarginsF())
    _render(widget, drawing)


def _render(widget: QWidget, page: QPaintDevice) -> None:
    with painting(page) as painter:
        widget.render(painter, QPoint())
