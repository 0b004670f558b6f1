"""The first rows of a table, and above each column what it is and what it is for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from graphviz_nn.data.guess import KINDS, Guess
from graphviz_nn.data.tables import Table
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import mix

Place = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
PREVIEW = 8  # rows
ROLE, KIND, WHY = range(3)
ABOVE = ("Part", "Kind", "Why")
_TINT = 0.18  # of the target's column
_MOST_LETTERS = 32
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_LINES_ACROSS = 54  # how wide it asks to be, in heights of a line: what a small screen has
_LONGEST_PART = "left out"
_FIRST = 40  # columns that are fitted before any is seen: more than a screen holds


class ColumnsModel(QAbstractTableModel):
    """Three lines on each column, and the cells of the first rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Guess | None = None
        self._palette, self._bold = QPalette(), QFont()

    @property
    def table(self) -> Table | None:
        """The table that is shown."""
        return self._found.table if self._found else None

    def show_guess(self, found: Guess, palette: QPalette, font: QFont) -> None:
        """Show a table and its parts, in a palette."""
        self.beginResetModel()
        self._found, self._palette = found, palette
        self._bold = QFont(font)
        self._bold.setBold(True)
        self.endResetModel()

    def rowCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        if parent.isValid() or self._found is None:
            return 0
        return len(ABOVE) + min(PREVIEW, len(self._found.table.lines))

    def columnCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() or self._found is None else len(self._found.parts)

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says, and how it looks."""
        if self._found is None:
            return None
        part, row = self._found.parts[index.column()], index.row()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cut(self._text(index.column(), row))
            case Qt.ItemDataRole.ToolTipRole:
                words = f"{part.name}: {KINDS[part.kind]}"
                note = f"\n{part.column.note}" if part.column.note else ""
                return f"{words}{note}" if row < len(ABOVE) else self._text(index.column(), row)
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(part.role, row)
            case Qt.ItemDataRole.BackgroundRole:
                return self._ground(part.role)
            case Qt.ItemDataRole.FontRole:
                return self._bold if row == ROLE else None
            case Qt.ItemDataRole.TextAlignmentRole:
                is_figure = row >= len(ABOVE) and part.column.kind == "number" and not part.column.words
                return int(_RIGHT if is_figure else _LEFT)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column; of a row the number of its line in the file."""
        if self._found is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return _cut(self._found.parts[section].name)
        below = section - len(ABOVE)
        return ABOVE[section] if below < 0 else str(self._found.table.lines[below])

    def _text(self, column: int, row: int) -> str:
        assert self._found is not None
        part = self._found.parts[column]
        above = (f"{part.role} ▾", part.kind, part.reason)
        return above[row] if row < len(above) else part.column.text(row - len(above))

    def _ink(self, role: str, row: int) -> QColor:
        is_quiet = role == "left out" or row in (KIND, WHY)
        name = QPalette.ColorRole.PlaceholderText if is_quiet else QPalette.ColorRole.Text
        return self._palette.color(name)

    def _ground(self, role: str) -> QColor | None:
        if role != "target":
            return None
        return mix(
            self._palette.color(QPalette.ColorRole.Base),
            self._palette.color(QPalette.ColorRole.Accent),
            _TINT,
        )


class ColumnsTable(QTableView):
    """Shows a guess; a click on a column's part, its name, or Enter, asks for another part.

    Signals: `partRequested(int, QPoint)` with the column and where on the screen to ask.
    """

    partRequested = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = ColumnsModel(self)
        self._fitted, self._least = set[int](), 0
        self.setModel(self.columns)
        self.setAccessibleName("Columns")
        self.setTabKeyNavigation(False)  # else Tab never leaves the table
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().sectionClicked.connect(self._on_section_clicked)
        self.horizontalScrollBar().valueChanged.connect(self._fit_seen)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setResizeContentsPrecision(_FIRST)  # columns that a row's height is asked of
        self.setCornerButtonEnabled(False)
        set_kind(self, "columns")
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_activated)

    def show_guess(self, found: Guess) -> None:
        """Show a table and its parts; of the same table the place that is seen stays."""
        across = self.horizontalScrollBar().value()
        current = self.currentIndex()
        at = (current.row(), current.column()) if current.isValid() else None
        is_other = self.columns.table is not found.table
        self.columns.show_guess(found, self.palette(), self.font())
        if is_other:  # else what is under the mouse stays there
            self._fit_columns()
        if at and at[1] < len(found.parts):
            self.setCurrentIndex(self.columns.index(*at))
        self.horizontalScrollBar().setValue(across)

    def _fit_columns(self) -> None:
        """Give each column the width of what it holds, and of every part that it may have."""
        self._least = round(1.4 * self.fontMetrics().horizontalAdvance(f"{_LONGEST_PART} ▾"))
        self.horizontalHeader().setDefaultSectionSize(self._least)
        self._fitted.clear()
        self._fit(range(min(_FIRST, self.columns.columnCount())))
        rows = sum(map(self.rowHeight, range(self.columns.rowCount())))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + bar + 2 * self.frameWidth())
        columns = self.horizontalHeader().length()
        wanted = self.verticalHeader().sizeHint().width() + columns + 2 * self.frameWidth()
        self.setMinimumWidth(min(wanted, _MOST_LINES_ACROSS * self.fontMetrics().lineSpacing()))

    def _fit(self, columns: Iterable[int]) -> None:
        for column in columns:
            if column not in self._fitted:
                self._fitted.add(column)
                self.resizeColumnToContents(column)
                self.setColumnWidth(column, max(self.columnWidth(column), self._least))

    @Slot()
    def _fit_seen(self) -> None:
        """Fit the columns that came into sight: of a table of thousands, all at once would take half a minute."""
        first, last = (self.columnAt(x) for x in (0, self.viewport().width() - 1))
        if first >= 0:
            self._fit(range(first, last + 1 if last >= 0 else self.columns.columnCount()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns that came into sight."""
        super().resizeEvent(event)
        self._fit_seen()

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.row() == ROLE:
            self._ask(index.column())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._ask(index.column())

    @Slot(int)
    def _on_section_clicked(self, column: int) -> None:
        self._ask(column)

    def _ask(self, column: int) -> None:
        below = self.visualRect(self.columns.index(ROLE, column)).bottomLeft()
        self.partRequested.emit(column, self.viewport().mapToGlobal(below))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
