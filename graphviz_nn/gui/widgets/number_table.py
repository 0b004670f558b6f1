"""A tensor as a table of numbers, of any size."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.colour_map import ColourMap, limit_of
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme, mix
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.heat import frame_cells
from graphviz_nn.gui.widgets.hover import Hover
from graphviz_nn.ops import FloatArray, Shape
from graphviz_nn.scene.table import as_rows, cell_of, index_of
from graphviz_nn.text import form_of, formed, full

Place = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
SAMPLE = 500  # numbers
TINT = 0.45  # how strong a shade is behind a number that must stay readable
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberModel(QAbstractTableModel):
    """The numbers of a tensor, its leading axes stacked as rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid: FloatArray = np.empty((0, 0))
        self.shape: Shape = ()
        self.selected: tuple[int, ...] | None = None
        self.color, self.ground, self.muted, self.text = QColor(), QColor(), QColor(), QColor()
        self.surface = QColor()
        self.font = QFont()
        self.colors: ColourMap | None = None
        self.is_tinted = False
        self.form = ""  # that of all its numbers, which are then compared at a glance
        self._limit = 1.0
        self._selected_place: tuple[int, int] | None = None

    def show_array(self, array: FloatArray, selected: tuple[int, ...] | None) -> None:
        """Show a tensor, one of its cells lit."""
        grid = as_rows(array)
        same_size = grid.shape == self.grid.shape
        if not same_size:
            self.beginResetModel()
        self.grid, self.shape, self.selected = grid, array.shape, selected
        self._limit = limit_of(grid)
        self._selected_place = None if selected is None else self.place_of(selected)
        if same_size and grid.size:
            rows, columns = grid.shape
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))
        elif not same_size:
            self.endResetModel()

    def index_of(self, row: int, column: int) -> tuple[int, ...]:
        """Return a cell's index in the tensor."""
        return index_of(self.shape, row, column)

    def place_of(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Return a cell's row and column."""
        return cell_of(self.shape, index)

    def holds(self, index: tuple[int, ...]) -> bool:
        """Whether there is a number at an index."""
        return len(index) == len(self.shape) and all(i < n for i, n in zip(index, self.shape, strict=True))

    def rowCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else self.grid.shape[0]

    def columnCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else self.grid.shape[1]

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the number to show, in the form of all, and to hover with each of its digits."""
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return formed(float(self.grid[row, column]), self.form)
            case Qt.ItemDataRole.ToolTipRole:
                return f"{list(self.index_of(row, column))}  {full(float(self.grid[row, column]))}"
            case Qt.ItemDataRole.ForegroundRole:
                return self.text if self.is_tinted else self.color
            case Qt.ItemDataRole.BackgroundRole:
                return self._ground(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(RIGHT)
            case Qt.ItemDataRole.FontRole:
                return self.font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the number of a column; of a row, its index along all leading axes."""
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.muted
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal or len(self.shape) < 3:
            return str(section)
        return ",".join(map(str, self.index_of(section, 0)[:-1]))

    def _ground(self, row: int, column: int) -> QColor | None:
        """Return the shade behind a number: a pale one of its size, or that of the selected cell."""
        if self.is_tinted and self.colors is not None:
            return mix(self.surface, self.colors.color(float(self.grid[row, column]) / self._limit), TINT)
        return self.ground if (row, column) == self._selected_place else None


class NumberTable(QTableView):
    """Shows a tensor's numbers in one form, of 4 digits; hover for all digits, click to select one.

    Slices of a tensor with three axes or more stand below each other, a line between two of them.

    Attributes:
        chosen: emitted with the index of the cell that the user clicked.
        hover: tells the index of the number that the mouse is over.

    """

    chosen = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = NumberModel(self)
        self.setModel(self.numbers)
        self.setAccessibleName("Table of numbers")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)  # else Tab never leaves the table
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)  # no half columns
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(1)
            header.setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        set_kind(self, "numbers")
        self.verticalHeader().setDefaultAlignment(RIGHT)
        self._array: FloatArray | None = None
        self._pointed: tuple[int, ...] | None = None
        self.hover = Hover(self.viewport(), self._under)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_clicked)
        self.use_theme(theme)

    def show_array(
        self,
        array: FloatArray,
        color: QColor,
        selected: tuple[int, ...] | None,
        colors: ColourMap | None = None,
    ) -> None:
        """Show a tensor in a hue, one of its cells lit and in sight; `colors` are for its shades, if asked for."""
        self.numbers.colors = colors
        moved = selected != self.numbers.selected or array.shape != self.numbers.shape
        self.numbers.color = color
        if array is not self._array:
            self._array = array
            self._fit_columns(as_rows(array))
        self.numbers.show_array(array, selected)
        if selected is not None and moved and array.size:
            self.scrollTo(self.numbers.index(*self.numbers.place_of(selected)))

    def point_at(self, index: tuple[int, ...] | None) -> None:
        """Mark the number that the mouse is over, perhaps where it is drawn elsewhere; None for none."""
        if index != self._pointed:
            self._pointed = index
            self.viewport().update()

    def show_tint(self, tinted: bool) -> None:
        """Show each number on a shade that says how large it is, or on none."""
        if tinted != self.numbers.is_tinted:
            self.numbers.is_tinted = tinted
            self.viewport().update()

    def whole_width(self, most: int) -> int:
        """Return the width for all columns, or for as many whole ones as fit."""
        side = self.verticalHeader().sizeHint().width() + 2 * self.frameWidth()
        rows = self.numbers.rowCount() * self.verticalHeader().defaultSectionSize()
        if (
            rows
            > self.height()
            - self.horizontalHeader().height()
            - self.horizontalScrollBar().sizeHint().height()
        ):
            side += self.verticalScrollBar().sizeHint().width()
        column = self.horizontalHeader().defaultSectionSize()
        columns = min(max(self.numbers.columnCount(), 1), max((most - side) // column, 1))
        return max(min(side + columns * column, most), 0)

    def use_theme(self, theme: Theme) -> None:
        """Take over fonts, colours and distances."""
        self._theme = theme
        self.numbers.text, self.numbers.surface = theme.color("text"), theme.color("surface")
        font = theme.font("mono_small")
        metrics = QFontMetricsF(font)
        self.numbers.font, self.numbers.ground = font, theme.color("selected")
        self.numbers.muted = theme.color("muted")
        self._digit = metrics.horizontalAdvance("0")
        self._fit_columns(self.numbers.grid)
        self.verticalHeader().setDefaultSectionSize(round(metrics.height()) + theme.space(1))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFont(
                theme.font("small")
            )  # as the sheet says too, for what is measured before it is dressed
        self.horizontalHeader().setDefaultAlignment(RIGHT)
        self.horizontalHeader().setFixedHeight(round(metrics.height()) + theme.space(2))

    def _fit_columns(self, grid: FloatArray) -> None:
        """Give all numbers one form, and columns the width of the longest, which is not cut; judged by a sample."""
        numbers = grid.ravel()
        sample = [*numbers[:: -(-numbers.size // SAMPLE) or 1].tolist(), *_ends(numbers)]
        self.numbers.form = form = form_of(sample)
        longest = max((len(formed(x, form)) for x in sample), default=6)
        self.horizontalHeader().setDefaultSectionSize(round((max(longest, 6) + 1.5) * self._digit))

    @Slot(QModelIndex)
    def _on_clicked(self, place: QModelIndex) -> None:
        self.chosen.emit(self.numbers.index_of(place.row(), place.column()))

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Part slices by lines, and frame the selected cell where its ground means something else."""
        super().paintEvent(event)
        self._part_slices()
        if self._pointed is not None and self.numbers.holds(self._pointed):
            with painting(self.viewport()) as painter:
                painter.setPen(QPen(self._theme.color("muted"), 1, Qt.PenStyle.DashLine))
                place = self.numbers.index(*self.numbers.place_of(self._pointed))
                painter.drawRect(self.visualRect(place).adjusted(0, 0, -1, -1))
        if self.numbers.is_tinted and self.numbers.selected is not None and self.numbers.grid.size:
            place = self.numbers.index(*self.numbers.place_of(self.numbers.selected))
            with painting(self.viewport()) as painter:
                area = QRectF(self.visualRect(place)).adjusted(1, 1, -1, -1)
                frame_cells(painter, area, self._theme, self._theme.color("text"))

    def _under(self, at: QPointF) -> tuple[int, ...] | None:
        place = self.indexAt(at.toPoint())
        return self.numbers.index_of(place.row(), place.column()) if place.isValid() else None

    def _part_slices(self) -> None:
        """Draw a line over each slice but the first, of those in sight."""
        shape = self.numbers.shape
        if len(shape) < 3 or not self.numbers.grid.size:
            return
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = last if last >= 0 else self.numbers.rowCount() - 1
        with painting(self.viewport()) as painter:
            painter.setPen(self._theme.color("muted"))
            for row in range(-(-max(first, 1) // shape[-2]) * shape[-2], last + 1, shape[-2]):
                y = self.rowViewportPosition(row)
                painter.drawLine(0, y, self.viewport().width(), y)


def _ends(numbers: FloatArray) -> list[float]:
    """Return the least and the largest of some numbers, which decide on their form; none of none."""
    finite = numbers[np.isfinite(numbers)]
    return [float(finite.min()), float(finite.max())] if finite.size else []
