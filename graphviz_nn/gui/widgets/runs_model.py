"""The runs of an experiment as a table's model: a row for each, in the order of any of its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.text import full, short
from graphviz_nn.training.outcomes import Result, Results
from graphviz_nn.training.variants import letter

Place = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
NONE = "·"
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RISING = Qt.SortOrder.AscendingOrder
_ROLE = Qt.ItemDataRole


@dataclass(frozen=True)
class Column:
    """A column of numbers.

    Attributes:
        head: what stands above it; "{unit}" is what is counted, "{goal}" the loss to come down to.
        tip: what it holds.
        read: reads it from a result; NaN where there is none.

    """

    head: str
    tip: str
    read: Callable[[Result], float]


def _end_of(result: Result) -> float:
    """Return where a divergence leaves the loss: above all others."""
    return result.last_loss if result.diverged_at is None else inf


COLUMNS = (
    Column("loss", "The mean loss of the last {unit}", _end_of),
    Column("lowest", "The lowest loss of any {unit}", lambda result: result.best_loss),
    Column("accuracy", "The share of the training rows that it gets right", lambda result: result.accuracy),
    Column("{unit}s to {goal}", "When it came down to that loss first", lambda result: result.epochs_to),
    Column("updates to {goal}", "How many updates that were", lambda result: result.updates_to),
    Column("seconds to {goal}", "How long its updates took until then", lambda result: result.seconds_to),
    Column("seconds", "How long all its updates took on this machine", lambda result: result.seconds),
)


class RunsModel(QAbstractTableModel):
    """What came of each run; columns that hold no number of any are left out."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._unit = theme, "epoch"
        self._results: Results | None = None
        self._columns: tuple[Column, ...] = COLUMNS
        self._order: list[int] = []  # which result stands in each row
        self._by, self._way = 0, _RISING

    def show_results(self, results: Results | None, unit: str) -> None:
        """Show other results, in the order that the user has chosen."""
        if results is self._results and unit == self._unit:
            return
        self.beginResetModel()
        self._results, self._unit = results, unit
        rows = results.rows if results else ()
        known = {column.head.format(unit=unit, goal=""): column for column in COLUMNS}  # of two alike, one
        self._columns = tuple(
            column for column in known.values() if not all(isnan(column.read(result)) for result in rows)
        )
        self._sort()
        self.endResetModel()

    def use_theme(self, theme: Theme) -> None:
        """Take over colours and fonts."""
        self._theme = theme
        if self._order:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def run_at(self, row: int) -> tuple[int, int]:
        """Return the places of a row's variant and of its seed."""
        assert self._results is not None
        return divmod(self._order[row], self._results.seeds)

    def row_of(self, variant: int, seed: int) -> int:
        """Return the row of a run; −1 where there is none."""
        place = variant * self._results.seeds + seed if self._results else -1
        return self._order.index(place) if place in self._order else -1

    def chosen(self, rows: list[int]) -> Results | None:
        """Return the results of some rows, or of all, as they stand; None before there are any."""
        if self._results is None:
            return None
        places = [self._order[row] for row in rows or range(len(self._order))]
        found = self._results
        return Results(found.goal, found.seeds, tuple(found.rows[place] for place in places), found.arrivals)

    def sort(self, column: int, order: Qt.SortOrder = _RISING) -> None:
        """Put the rows into the order of a column; what has no number stays at the end."""
        self.beginResetModel()
        self._by, self._way = column, order
        self._sort()
        self.endResetModel()

    def turn(self, column: int) -> None:
        """Sort by a column: the lowest first, or where that is so already, the highest."""
        is_so = column == self._by and self._way == _RISING
        self.sort(column, Qt.SortOrder.DescendingOrder if is_so else _RISING)

    def rowCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else 1 + len(self._columns)

    def data(self, index: Place, role: int = _ROLE.DisplayRole) -> Any:
        """Return text, tool tip, hue and font of a cell."""
        row, column = index.row(), index.column()
        match role:
            case _ROLE.DisplayRole:
                return self._text(row, column)
            case _ROLE.ToolTipRole:
                return self._tip(row, column)
            case _ROLE.ForegroundRole:
                return self._color(row, column)
            case _ROLE.FontRole:
                return self._font(column)
            case _ROLE.TextAlignmentRole:
                return RIGHT if column else LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        """Return a column's name, aligned as its cells."""
        if orientation == Qt.Orientation.Vertical or section > len(self._columns):
            return None
        about = self._columns[section - 1] if section else Column("run", "The variant, and its seed", _end_of)
        match role:
            case _ROLE.DisplayRole:
                arrow = "\u00a0▾" if self._way != _RISING else "\u00a0▴"
                return self._filled(about.head) + (arrow if section == self._by else "")
            case _ROLE.ToolTipRole:
                return f"{self._filled(about.tip)}. A click sorts by it."
            case _ROLE.TextAlignmentRole:
                return RIGHT if section else LEFT
        return None

    def _sort(self) -> None:
        rows = self._results.rows if self._results else ()
        self._order = [*range(len(rows))]
        falls = self._way != _RISING
        if not 0 < self._by <= len(self._columns):
            self._order.sort(reverse=falls)
            return
        numbers = [self._columns[self._by - 1].read(result) for result in rows]
        sign = -1.0 if falls else 1.0
        self._order.sort(key=lambda place: (isnan(numbers[place]), sign * numbers[place], place))

    def _result(self, row: int) -> Result:
        assert self._results is not None
        return self._results.rows[self._order[row]]

    def _text(self, row: int, column: int) -> str:
        result = self._result(row)
        if not column:
            variant, _ = self.run_at(row)
            seed = f" · seed {result.seed}" if self._results and self._results.seeds > 1 else ""
            return f"{letter(variant)}  {result.variant}{seed}"
        number = self._columns[column - 1].read(result)
        if isfinite(number):
            return short(number)
        return "diverged" if number == inf else NONE

    def _tip(self, row: int, column: int) -> str:
        result = self._result(row)
        if not column:
            return f"{result.variant}, seed {result.seed}. Click: step through this run."
        number = self._columns[column - 1].read(result)
        if isfinite(number):
            return full(number)
        diverged = f"Its numbers were not finite in update {result.diverged_at or 0:,}"
        return diverged if result.diverged_at is not None else "never"

    def _color(self, row: int, column: int) -> QColor:
        if not column:
            return self._theme.variant_color(self.run_at(row)[0])
        return self._theme.color(
            "text" if isfinite(self._columns[column - 1].read(self._result(row))) else "muted"
        )

    def _font(self, column: int) -> QFont:
        return self._theme.font("mono_small" if column else "body")

    def _filled(self, text: str) -> str:
        goal = self._results.goal if self._results else float("nan")
        return text.format(unit=self._unit, goal=short(goal, 3))
