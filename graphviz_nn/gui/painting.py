"""A painter for as long as something is drawn, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QPaintDevice, QPainter


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """Give a painter for a widget, an image or a page; it is ended also where an exception ends the drawing."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        # One that still paints when it is collected reaches for its device, which may be gone: a segmentation fault.
        painter.end()
