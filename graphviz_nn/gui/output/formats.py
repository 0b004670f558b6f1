"""What a picture is written as: pixels, or lines that stay sharp at every size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from graphviz_nn.errors import FileError
from graphviz_nn.gui.painting import painting

PICTURES: Mapping[str, str] = MappingProxyType(
    {".png": "Picture in pixels", ".svg": "Drawing for the web", ".pdf": "Drawing for print"}
)
LINES = (".svg", ".pdf")  # the endings of files that have no pixels
DOTS_PER_INCH, POINTS_PER_INCH = 96, 72


class Sheet(NamedTuple):
    """What is drawn, and on how large a place.

    Attributes:
        size: in logical pixels.
        paint: draws it with a painter for logical pixels.
        title: what the file calls it, where it can.
        sharpness: how many of a picture's pixels there are for each logical one.

    """

    size: QSize
    paint: Callable[[QPainter], None]
    title: str = ""
    sharpness: float = 1.0


def check_ending(ending: str) -> None:
    """Raise FileError for the ending of a file's name that is no picture's, whatever its case."""
    if ending.lower() not in PICTURES:
        raise FileError(f"The ending {ending!r} is no picture's. Give the file one of {', '.join(PICTURES)}.")


def written(sheet: Sheet, ending: str) -> bytes:
    """Return a picture as a file of this ending holds it; see `drawn_now`."""
    return drawn_now(sheet, ending)()


def drawn_now(sheet: Sheet, ending: str) -> Callable[[], bytes]:
    """Draw a picture, on the thread of what is drawn; return what makes a file's content of it, on any thread.

    Packing pixels takes many times as long as drawing them. Raise FileError for an ending that is no picture's,
    MemoryError where there is no room for the pixels.
    """
    check_ending(ending)
    if ending.lower() == ".png":
        return partial(_packed, in_pixels(sheet))
    content = _in_memory(partial(_DRAWINGS[ending.lower()], sheet))
    return lambda: content


def in_pixels(sheet: Sheet) -> QImage:
    """Return the picture in pixels; raise MemoryError where there is no room for them."""
    out = QImage(sheet.size * sheet.sharpness, QImage.Format.Format_RGB32)
    if out.isNull():
        raise MemoryError(f"A picture of {sheet.size.width()} × {sheet.size.height()} pixels")
    out.setDevicePixelRatio(sheet.sharpness)
    with painting(out) as painter:
        sheet.paint(painter)
    return out


def _packed(image: QImage) -> bytes:
    return _in_memory(lambda buffer: QImageWriter(buffer, QByteArray(b"png")).write(image))


def _in_memory(write: Callable[[QBuffer], object]) -> bytes:
    """Return what is written: Qt does not notice a full disk everywhere, and what is broken off leaves nothing."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    return bytes(buffer.data().data())


def _write_svg(sheet: Sheet, buffer: QBuffer) -> None:
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(sheet.size)
    generator.setViewBox(QRect(0, 0, sheet.size.width(), sheet.size.height()))
    generator.setTitle(sheet.title)
    with painting(generator) as painter:
        sheet.paint(painter)


def _write_pdf(sheet: Sheet, buffer: QBuffer) -> None:
    writer = QPdfWriter(buffer)
    writer.setTitle(sheet.title)
    writer.setResolution(DOTS_PER_INCH)
    points = QSizeF(sheet.size) * (POINTS_PER_INCH / DOTS_PER_INCH)
    writer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF())
    with painting(writer) as painter:
        sheet.paint(painter)


_DRAWINGS: Mapping[str, Callable[[Sheet, QBuffer], None]] = MappingProxyType(
    {".svg": _write_svg, ".pdf": _write_pdf}
)
