"""A tensor as a heat map: hover to read a number, click to select it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graphviz_nn.gui.look.colour_map import ColourMap, limit_of
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.heat import as_grid, cell_rect, draw_heat, frame_cells
from graphviz_nn.ops import FloatArray, Shape
from graphviz_nn.text import full

LONGEST_SIDE = 3.0  # times its shorter one: how stretched a cell may be
LARGEST_CELL = 64.0


class HeatMap(QWidget):
    """Shows a tensor, its leading axes stacked as rows.

    Attributes:
        chosen: emitted with the index of the cell that the user clicked.

    """

    chosen = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shape: Shape = ()
        self._grid: FloatArray | None = None
        self._colors = theme.value_map
        self._limit = 1.0
        self._selected: tuple[int, ...] | None = None
        self.setAccessibleName("Heat map")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 48)

    def show_array(
        self, array: FloatArray | None, colors: ColourMap, selected: tuple[int, ...] | None = None
    ) -> None:
        """Show a tensor with one of its cells framed; None shows nothing."""
        self._shape = () if array is None else array.shape
        self._grid = None if array is None else as_grid(array)
        self._limit = 1.0 if array is None else limit_of(array)
        self._colors, self._selected = colors, selected
        self.update()

    def use_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self.update()

    def index_at(self, place: QPointF) -> tuple[int, ...] | None:
        """Return the index of the cell at a place of the widget, or None beside them."""
        if self._grid is None or not self._grid.size or not self._area().contains(place):
            return None
        area, (rows, columns) = self._area(), self._grid.shape
        row = min(int((place.y() - area.top()) / area.height() * rows), rows - 1)
        column = min(int((place.x() - area.left()) / area.width() * columns), columns - 1)
        index = np.unravel_index(row * columns + column, self._shape) if self._shape else ()
        return tuple(int(i) for i in index)

    def rect_of(self, index: tuple[int, ...]) -> QRectF:
        """Return where on the widget a cell is drawn."""
        assert self._grid is not None
        place = int(np.ravel_multi_index(index, self._shape)) if self._shape else 0
        row, column = divmod(place, self._grid.shape[1])
        return cell_rect(self._area(), (self._grid.shape[0], self._grid.shape[1]), row, column)

    def sizeHint(self) -> QSize:
        """Ask for a little more than a thumb's size."""
        return QSize(180, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, the frame around them and the selected one."""
        if self._grid is None or not self._grid.size:
            return
        with painting(self) as painter:
            area = self._area()
            draw_heat(painter, area, self._grid, self._colors, self._limit, self._theme)
            painter.setPen(self._theme.color("line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
            if self._selected is not None and len(self._selected) == len(self._shape):
                frame_cells(painter, self.rect_of(self._selected), self._theme, self._theme.color("text"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a cell."""
        index = self.index_at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(index)

    def event(self, event: QEvent) -> bool:
        """Tell the full number under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._grid is not None:
            index = self.index_at(QPointF(event.pos()))
            text = (
                ""
                if index is None
                else f"{list(index)}  {full(float(self._grid.reshape(self._shape)[index]))}"
            )
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _area(self) -> QRectF:
        """Return the rectangle of the cells: as large as fits, none of them too stretched."""
        assert self._grid is not None
        rows, columns = self._grid.shape
        width = min((self.width() - 4) / columns, LARGEST_CELL * self._theme.scale)
        height = min((self.height() - 4) / rows, LARGEST_CELL * self._theme.scale)
        if rows * columns > 1:
            width, height = min(width, LONGEST_SIDE * height), min(height, LONGEST_SIDE * width)
        return QRectF(2, 2, width * columns, height * rows)
