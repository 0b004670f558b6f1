"""A tensor as a heat map: hover to read a number, click to select it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.colour_map import ColourMap, limit_of
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.heat import cell_rect, draw_heat, frame_cells, runs
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.pictures import holds_pictures, sheet_of
from graphviz_nn.scene.table import as_rows
from graphviz_nn.text import full

LONGEST_SIDE = 3.0  # times its shorter one: how stretched a cell may be
LARGEST_CELL = 64.0


@dataclass(frozen=True, eq=False)
class _Laid:
    """A tensor as it lies on the widget: its numbers, where each is in the tensor, and the ground between pictures."""

    grid: FloatArray
    places: NDArray[np.intp]
    ground: NDArray[np.bool_] | None = None


class HeatMap(QWidget):
    """Shows a tensor, its leading axes stacked as rows; one of pictures as pictures.

    Attributes:
        chosen: emitted with the index of the cell that the user clicked.

    """

    chosen = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._array: FloatArray | None = None
        self._is_kernel = False
        self._colors = theme.value_map
        self._limit = 1.0
        self._selected: tuple[int, ...] | None = None
        self.setAccessibleName("Heat map")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(60, 48)

    def show_array(
        self,
        array: FloatArray | None,
        colors: ColourMap,
        selected: tuple[int, ...] | None = None,
        *,
        is_kernel: bool = False,
    ) -> None:
        """Show a tensor with one of its cells framed; None shows nothing."""
        self._array, self._is_kernel = array, is_kernel
        self._limit = 1.0 if array is None else limit_of(array)
        self._colors, self._selected = colors, selected
        self.update()

    def use_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self.update()

    def index_at(self, place: QPointF) -> tuple[int, ...] | None:
        """Return the index of the cell at a place of the widget, or None beside them."""
        laid = self._laid()
        if laid is None or not (area := self._area(laid)).contains(place):
            return None
        rows, columns = laid.grid.shape
        row = min(int((place.y() - area.top()) / area.height() * rows), rows - 1)
        column = min(int((place.x() - area.left()) / area.width() * columns), columns - 1)
        assert self._array is not None
        return tuple(int(i) for i in np.unravel_index(laid.places[row, column], self._array.shape))

    def rect_of(self, index: tuple[int, ...]) -> QRectF:
        """Return where on the widget a cell is drawn; an empty rectangle if there was no room for it."""
        laid = self._laid()
        assert laid is not None
        assert self._array is not None
        place = int(np.ravel_multi_index(index, self._array.shape)) if index else 0
        found = np.argwhere(laid.places == place)
        if not len(found):
            return QRectF()
        shape = (laid.grid.shape[0], laid.grid.shape[1])
        return cell_rect(self._area(laid), shape, int(found[0][0]), int(found[0][1]))

    def sizeHint(self) -> QSize:
        """Ask for a little more than a thumb's size."""
        return QSize(180, 120)

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, the frame around them and the selected one."""
        laid = self._laid()
        if laid is None or self._array is None:
            return
        with painting(self) as painter:
            area = self._area(laid)
            draw_heat(painter, area, laid.grid, self._colors, self._limit, self._theme)
            if laid.ground is not None:
                for rect in runs(area, (laid.grid.shape[0], laid.grid.shape[1]), laid.ground):
                    painter.fillRect(rect, self._theme.color("sunk"))
            painter.setPen(self._theme.color("line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area)
            if self._selected is not None and len(self._selected) == self._array.ndim:
                frame_cells(painter, self.rect_of(self._selected), self._theme, self._theme.color("text"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a cell."""
        index = self.index_at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(index)

    def event(self, event: QEvent) -> bool:
        """Tell the full number under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._array is not None:
            index = self.index_at(QPointF(event.pos()))
            text = "" if index is None else f"{list(index)}  {full(float(self._array[index]))}"
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _laid(self) -> _Laid | None:
        """Return how the tensor lies on the widget; None without numbers."""
        array = self._array
        if array is None or not array.size:
            return None
        if holds_pictures(array.shape):
            sheet = sheet_of(array.shape, self._is_kernel, (float(self.width()), float(self.height())))
            grid = np.where(sheet.ground, 0.0, array.reshape(-1)[sheet.places])
            return _Laid(grid, sheet.places, sheet.ground)
        grid = as_rows(array)
        return _Laid(grid, np.arange(array.size).reshape(grid.shape))

    def _area(self, laid: _Laid) -> QRectF:
        """Return the rectangle of the cells: as large as fits, none too stretched, and those of pictures square."""
        rows, columns = laid.grid.shape
        longest = LONGEST_SIDE if laid.ground is None else 1.0
        width = min((self.width() - 4) / columns, LARGEST_CELL * self._theme.scale)
        height = min((self.height() - 4) / rows, LARGEST_CELL * self._theme.scale)
        if rows * columns > 1:
            width, height = min(width, longest * height), min(height, longest * width)
        return QRectF(2, 2, width * columns, height * rows)
