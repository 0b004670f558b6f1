"""Draw a widget into a file: as pixels, or as lines that stay sharp at every size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

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
    if path.suffix not in SUFFIXES:
        raise FileError(f"{path.name}: {path.suffix!r} is no kind of picture. Use {', '.join(SUFFIXES)}.")
    write_bytes(path, drawn(widget, path.suffix, sharpness=SHARPNESS))


def drawn(widget: QWidget, ending: str, *, sharpness: float = 1.0) -> bytes:
    """Return the picture of a widget as a file of this ending, one of `SUFFIXES`, holds it.

    `sharpness` is how many pixels of a .png there are for each of the widget.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    _DRAWINGS[ending](widget, buffer, sharpness)
    return bytes(buffer.data().data())


def _png(widget: QWidget, buffer: QBuffer, sharpness: float) -> None:
    image = QImage(widget.size() * sharpness, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(sharpness)
    image.fill(widget.palette().color(widget.backgroundRole()))
    widget.render(image)
    QImageWriter(buffer, QByteArray(b"png")).write(image)


def _svg(widget: QWidget, buffer: QBuffer, sharpness: float) -> None:
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(widget.size())
    drawing.setViewBox(widget.rect())
    _render(widget, drawing)


def _pdf(widget: QWidget, buffer: QBuffer, sharpness: float) -> None:
    drawing = QPdfWriter(buffer)
    drawing.setResolution(DOTS_PER_INCH)
    points = QSizeF(widget.size()) * 72 / DOTS_PER_INCH
    drawing.setPageSize(QPageSize(points, QPageSize.Unit.Point))
    drawing.setPageMargins(QMarginsF())
    _render(widget, drawing)


def _render(widget: QWidget, page: QPaintDevice) -> None:
    with painting(page) as painter:
        widget.render(painter, QPoint())


_DRAWINGS: Mapping[str, Callable[[QWidget, QBuffer, float], None]] = MappingProxyType(
    {".png": _png, ".svg": _svg, ".pdf": _pdf}
)
