"""An op cell by cell: its tensors side by side, with the numbers lit that make up one result."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graphviz_nn.gui.look.colour_map import limit_of
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.heat import cell_rect, draw_heat, frame_cells
from graphviz_nn.gui.plots.shapes import faint
from graphviz_nn.scene.cells import Block
from graphviz_nn.text import full

WIDEST, TALLEST = 52.0, 24.0  # of a cell, in pixels
UNLIT = 0.42  # how much of the ground covers what does not take part


class CellsView(QWidget):
    """Shows a scene of blocks; a click on a cell asks for it.

    Attributes:
        chosen: emitted with the `Cell` that the user clicked.

    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._blocks: tuple[Block, ...] = ()
        self.setAccessibleName("Cell by cell")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 72)

    def show_blocks(self, blocks: tuple[Block, ...]) -> None:
        """Show a scene."""
        self._blocks = blocks
        self.update()

    def use_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self.update()

    def areas(self) -> list[QRectF]:
        """Return where each block's cells lie, side by side, with room for the signs and the names."""
        if not self._blocks:
            return []
        metrics = QFontMetricsF(self._theme.font("body_bold"))
        signs = [metrics.horizontalAdvance(block.before) + 2 * self._theme.space(2) for block in self._blocks]
        signs[0] = 0.0
        top = QFontMetricsF(self._theme.font("small")).height() + self._theme.space(1)
        columns = sum(block.grid.shape[1] for block in self._blocks)
        rows = max(block.grid.shape[0] for block in self._blocks)
        width = min((self.width() - sum(signs) - 4) / max(columns, 1), WIDEST * self._theme.scale)
        height = min((self.height() - top - 4) / max(rows, 1), TALLEST * self._theme.scale)
        x, out = 2.0, []
        for block, sign in zip(self._blocks, signs, strict=True):
            x += sign
            out.append(QRectF(x, top, max(width, 0.5) * block.grid.shape[1], height * block.grid.shape[0]))
            x += out[-1].width()
        return out

    def sizeHint(self) -> QSize:
        """Wide enough for three small matrices."""
        return QSize(300, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the blocks with their signs and names."""
        with painting(self) as painter:
            for block, area in zip(self._blocks, self.areas(), strict=True):
                self._paint_block(painter, block, area)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for a cell."""
        found = self._cell_at(event.position())
        if found is not None and (cell := found[0].cell(*found[1])) is not None:
            self.chosen.emit(cell)

    def event(self, event: QEvent) -> bool:
        """Tell the full number under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._cell_at(QPointF(event.pos()))
            text = ""
            if found is not None:
                block, (row, column) = found
                text = f"{block.cell(row, column) or block.name}  {full(float(block.grid[row, column]))}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _paint_block(self, painter: QPainter, block: Block, area: QRectF) -> None:
        theme = self._theme
        colors = theme.gradient_map if block.of == "gradient" else theme.value_map
        draw_heat(painter, area, block.grid, colors, limit_of(block.grid), theme)
        self._paint_ghosts(painter, block, area)
        painter.setPen(Qt.PenStyle.NoPen)
        veil = faint(theme.color("surface"), UNLIT)
        shape = (block.grid.shape[0], block.grid.shape[1])
        for rect in _runs(area, shape, ~block.lit):
            painter.fillRect(rect, veil)
        painter.setPen(theme.color("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        rows, columns = np.nonzero(block.lit)
        if len(rows):
            first = cell_rect(area, shape, int(rows.min()), int(columns.min()))
            last = cell_rect(area, shape, int(rows.max()), int(columns.max()))
            frame_cells(painter, first.united(last), theme, theme.color("text"))
        self._paint_words(painter, block, area)

    def _paint_ghosts(self, painter: QPainter, block: Block, area: QRectF) -> None:
        shape = (block.grid.shape[0], block.grid.shape[1])
        hatch = QBrush(faint(self._theme.color("muted"), 0.55), Qt.BrushStyle.BDiagPattern)
        for rect in _runs(area, shape, block.ghosts):
            painter.fillRect(rect, hatch)

    def _paint_words(self, painter: QPainter, block: Block, area: QRectF) -> None:
        theme = self._theme
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QPen(theme.color("muted")))
        room = max(area.width() + theme.space(3), 24.0)
        name = metrics.elidedText(block.name, Qt.TextElideMode.ElideLeft, room)
        painter.drawText(QPointF(area.left(), metrics.ascent()), name)
        if block.before:
            painter.setFont(theme.font("body_bold"))
            painter.setPen(theme.color("text"))
            width = QFontMetricsF(painter.font()).horizontalAdvance(block.before)
            middle = area.top() + min(area.height(), self.height() - area.top()) / 2
            painter.drawText(
                QPointF(area.left() - theme.space(2) - width, middle + theme.space(1)), block.before
            )

    def _cell_at(self, place: QPointF) -> tuple[Block, tuple[int, int]] | None:
        for block, area in zip(self._blocks, self.areas(), strict=True):
            if area.contains(place):
                rows, columns = block.grid.shape
                row = min(int((place.y() - area.top()) / area.height() * rows), rows - 1)
                return block, (row, min(int((place.x() - area.left()) / area.width() * columns), columns - 1))
        return None


def _runs(area: QRectF, shape: tuple[int, int], chosen: NDArray[np.bool_]) -> list[QRectF]:
    """Return the chosen cells as rectangles, neighbours of a row joined."""
    padded = np.pad(chosen.astype(np.int8), ((0, 0), (1, 1)))
    change = np.diff(padded, axis=1)
    starts, ends = np.argwhere(change == 1), np.argwhere(change == -1)
    return [
        cell_rect(area, shape, row, start).united(cell_rect(area, shape, row, end - 1))
        for (row, start), (_, end) in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
