"""A title above a drawing, cut to its place."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from graphviz_nn.gui.look.theme import Theme

HIGHEST = 1 / 3  # of the window: the rest is the drawing's
LONGEST = 2000  # characters; more take seconds to set, and fill any page
_WORDS = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


def paint_title(painter: QPainter, title: str, theme: Theme, window: QRectF) -> float:
    """Draw as much of a title as there is room for, and return how much of the window's height it takes."""
    space = theme.space(4)
    area = QRectF(space, space, window.width() - 2 * space, HIGHEST * window.height() - space)
    painter.setFont(theme.font("heading"))
    painter.setPen(theme.color("text"))
    flags = _flags(painter, area, title)
    text = _cut(painter, area, flags, title)
    if not text:
        return 0.0
    painter.drawText(area, flags, text)
    return space + painter.boundingRect(area, flags, text).height()


def _flags(painter: QPainter, area: QRectF, title: str) -> int:
    """Return how to break a title into lines: between words, or anywhere where a word is longer than a line."""
    fits = painter.boundingRect(area, int(_WORDS), title[:LONGEST]).width() <= area.width()
    return int(_WORDS if fits else _WORDS | Qt.TextFlag.TextWrapAnywhere)


def _cut(painter: QPainter, area: QRectF, flags: int, title: str) -> str:
    """Return what fits of a title, … in place of the rest; nothing where not one line fits."""

    def begun(length: int) -> str:
        return title if length == len(title) else f"{title[:length].rstrip()} …"

    def is_too_high(length: int) -> bool:
        return painter.boundingRect(area, flags, begun(length)).height() > area.height()

    lengths = range(1, min(len(title), LONGEST) + 1)
    most = bisect_left(lengths, True, key=is_too_high)
    return begun(most) if most else ""
