"""Draws a table's selected rows with a frame, so that their own grounds can mean something else."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme


class RowFrame(QStyledItemDelegate):
    """Frames each selected row as a whole; for tables in which rows are selected."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def use_theme(self, theme: Theme) -> None:
        """Draw in another colour."""
        self._theme = theme

    @contained()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell as if it were not selected, and its share of the row's frame."""
        plain, flags = QStyleOptionViewItem(option), QStyle.StateFlag
        selected = bool(option.state & flags.State_Selected)
        plain.state &= ~(flags.State_Selected | flags.State_HasFocus | flags.State_MouseOver)
        if selected:  # the table has laid the colour of a selection below already
            ground = index.data(Qt.ItemDataRole.BackgroundRole) or self._theme.color("surface")
            painter.fillRect(option.rect, ground)
        super().paint(painter, plain, index)
        if selected:
            painter.setPen(QPen(self._theme.color("focus"), 1))
            painter.drawLines(_edges(QRectF(option.rect), index))


def _edges(area: QRectF, index: QModelIndex | QPersistentModelIndex) -> list[QLineF]:
    """Return a cell's edges that are also its row's."""
    area = area.adjusted(0.5, 0.5, -0.5, -0.5)
    corners = area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()
    top_left, top_right, bottom_right, bottom_left = corners
    # To the cell's whole width: between two cells the line must not break.
    lines = [QLineF(top_left, top_right), QLineF(bottom_left, bottom_right)]
    if index.column() == 0:
        lines.append(QLineF(top_left, bottom_left))
    if index.column() == index.model().columnCount() - 1:
        lines.append(QLineF(top_right, bottom_right))
    return lines
