"""An op cell by cell: its tensors side by side, with the numbers lit that make up one result."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.colour_map import limit_of
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.heat import cell_rect, draw_heat, frame_cells, runs
from graphviz_nn.gui.plots.shapes import faint
from graphviz_nn.scene.block import Block
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
        room = self.width() - sum(signs) - 4, self.height() - top - 4
        x, out = 2.0, []
        for block, sign, (width, height) in zip(self._blocks, signs, self._cell_sizes(*room), strict=True):
            x += sign
            rows, columns = block.grid.shape
            out.append(QRectF(x, top, width * columns, height * rows))
            x += out[-1].width()
        return out

    def sizeHint(self) -> QSize:
        """Wide enough for three small matrices."""
        return QSize(300, 120)

    @contained()
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

    def _cell_sizes(self, width: float, height: float) -> list[tuple[float, float]]:
        """Return how large the cells of each block are: the same for all, but those of pictures as large as can be."""
        scale, shapes = self._theme.scale, [block.grid.shape for block in self._blocks]
        if any(block.ground is not None for block in self._blocks):
            sides = [min(height / max(rows, 1), WIDEST * scale) for rows, _ in shapes]
            whole = sum(side * columns for side, (_, columns) in zip(sides, shapes, strict=True))
            return [(side * min(width / whole, 1.0),) * 2 for side in sides]
        wide = min(width / max(sum(columns for _, columns in shapes), 1), WIDEST * scale)
        high = min(height / max(rows for rows, _ in shapes), TALLEST * scale)
        return [(max(wide, 0.5), high)] * len(shapes)

    def _paint_block(self, painter: QPainter, block: Block, area: QRectF) -> None:
        theme = self._theme
        colors = theme.gradient_map if block.of == "gradient" else theme.value_map
        draw_heat(painter, area, block.grid, colors, limit_of(block.grid), theme)
        self._paint_ghosts(painter, block, area)
        painter.setPen(Qt.PenStyle.NoPen)
        veil = faint(theme.color("surface"), UNLIT)
        shape = (block.grid.shape[0], block.grid.shape[1])
        for rect in runs(area, shape, ~block.lit):
            painter.fillRect(rect, veil)
        if block.ground is not None:
            for rect in runs(area, shape, block.ground):
                painter.fillRect(rect, theme.color("sunk"))
        painter.setPen(theme.color("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        for row, column, rows, columns in block.framed:
            first = cell_rect(area, shape, row, column)
            last = cell_rect(area, shape, row + rows - 1, column + columns - 1)
            frame_cells(painter, first.united(last), theme, theme.color("text"))
        self._paint_words(painter, block, area)

    def _paint_ghosts(self, painter: QPainter, block: Block, area: QRectF) -> None:
        shape = (block.grid.shape[0], block.grid.shape[1])
        hatch = QBrush(faint(self._theme.color("muted"), 0.55), Qt.BrushStyle.BDiagPattern)
        for rect in runs(area, shape, block.ghosts):
            painter.fillRect(rect, hatch)

    def _paint_words(self, painter: QPainter, block: Block, area: QRectF) -> None:
        theme = self._theme
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QPen(theme.color("muted")))
        room = max(area.width() + theme.space(3), 24.0)
        name = block.name if metrics.horizontalAdvance(block.name) <= room else block.name.split("/")[-1]
        name = metrics.elidedText(name, Qt.TextElideMode.ElideLeft, room)
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
