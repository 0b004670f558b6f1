"""How large the window is at first and at least, on the screen that there is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.look.theme import Theme

FIRST_SIZE = (1440, 900)
LEAST_SIZE = (560, 310)  # at the usual size of text: the graph with one column of panels beside it


def first_place(screen: QRect) -> QRect:
    """Return the middle of the screen at the window's first size, or all of a smaller screen."""
    place = QRect(QPoint(), QSize(*FIRST_SIZE).boundedTo(screen.size()))
    place.moveCenter(screen.center())
    return place


def least_size(window: QWidget, theme: Theme) -> QSize:
    """Return what the window needs for its text, within what its screen has beside the window's frame."""
    frame = window.frameGeometry().size() - window.size()
    room = window.screen().availableGeometry().size() - frame
    return QSize(*map(theme.pixels, LEAST_SIZE)).boundedTo(room)
