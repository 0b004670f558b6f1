"""The evaluation trace as a table's model: what each row holds at each moment, asked for the rows in sight only."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from graphviz_nn.debug.tape import Tape
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.ops import FloatArray, shape_text
from graphviz_nn.text import full, short

Place = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
NOT_YET = "·"
MORE = "\u00a0…"  # behind the first number of a tensor
NAME, FORMULA, VALUE, ADJOINT = range(4)
COLUMNS = ("name", "formula", "value", "adjoint")
TIPS = (
    "The node",
    "How it is computed from the rows above it",
    "What forward left there",
    "d(result)/d(this): what backward has brought so far",
)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
SHOWN_IN_TIP = 12  # numbers
FEW = 8  # rows that are painted one by one


class TraceModel(QAbstractTableModel):
    """The trace at a position of a record; asks for the rows in sight only."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tape: Tape | None = None
        self._position, self.current, self._pointed = 0, -1, -1

    def show_tape(self, tape: Tape | None, position: int) -> None:
        """Show a record at a position."""
        before, is_other = (self._position, self.current), tape is None or self._tape is not tape
        if is_other:
            same_rows = self.rowCount() == (len(tape.record.graph.nodes) if tape else 0)
            if not same_rows:
                self.beginResetModel()
            self._tape = tape
            if not same_rows:
                self._pointed = -1  # that row is gone
                self.endResetModel()
        event = tape.event(position) if tape else None
        self._position, self.current = position, event.node if event else -1
        if tape is None or is_other:
            self._tell_all()
        else:
            passed = tape.record.events[min(before[0], position) : max(before[0], position)]
            self._tell({before[1], self.current, *(event.node for event in passed)} - {-1})

    def point_at(self, name: str) -> None:
        """Shade the row of the node that the mouse is over, perhaps in another panel; "" for none."""
        before, self._pointed = (
            self._pointed,
            self._tape.record.graph.index.get(name, -1) if self._tape else -1,
        )
        if before != self._pointed:
            self._tell({before, self._pointed} - {-1})

    def use_theme(self, theme: Theme) -> None:
        """Take over colours and fonts."""
        self._theme = theme
        self._tell_all()

    def name(self, row: int) -> str:
        """Return the name of a row's node."""
        return self._tape.record.graph.nodes[row].name if self._tape else ""

    def as_csv(self, rows: Sequence[int]) -> Callable[[], str] | None:
        """Return what makes CSV of rows as they are now, or of all, on any thread: of many that takes long."""
        tape, position = self._tape, self._position
        if tape is None:
            return None
        return partial(as_csv, tape, position, rows or range(len(tape.record.graph.nodes)))

    def formula(self, row: int) -> str:
        """Return how a row is computed."""
        if self._tape is None:
            return ""
        graph = self._tape.record.graph
        return graph.formula(graph.nodes[row])

    def number(self, row: int, column: int) -> FloatArray | None:
        """Return a row's value or adjoint, None where it is not there."""
        if self._tape is None:
            return None
        read = self._tape.value if column == VALUE else self._tape.gradient
        return read(row, self._position)

    def rowCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() or self._tape is None else len(self._tape.record.graph.nodes)

    def columnCount(self, parent: Place = NOWHERE) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Place, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, tool tip, hue and font of a cell."""
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row, column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._color(column)
            case Qt.ItemDataRole.BackgroundRole:
                return self._ground(row)
            case Qt.ItemDataRole.FontRole:
                return self._font(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if column in (VALUE, ADJOINT) else LEFT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name, aligned as its cells."""
        if orientation == Qt.Orientation.Vertical:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            case Qt.ItemDataRole.ToolTipRole:
                return TIPS[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if section in (VALUE, ADJOINT) else LEFT
        return None

    def _text(self, row: int, column: int) -> str:
        if column == NAME:
            return self.name(row)
        if column == FORMULA:
            return self.formula(row)
        text = summary(self.number(row, column))
        return (
            text if text.endswith(MORE) else text + "\u00a0" * len(MORE)
        )  # so that the digits stand in line

    def _tip(self, row: int, column: int) -> str:
        if column in (NAME, FORMULA):
            return self._text(row, column)
        array = self.number(row, column)
        if array is None:
            return "not yet"
        numbers = ", ".join(full(float(x)) for x in np.ravel(array)[:SHOWN_IN_TIP])
        more = ", …" if array.size > SHOWN_IN_TIP else ""
        return f"{shape_text(array.shape)}: {numbers}{more}"

    def _color(self, column: int) -> QColor:
        tokens = {NAME: "text", FORMULA: "muted", VALUE: "forward", ADJOINT: "backward"}
        return self._theme.color(tokens[column])

    def _ground(self, row: int) -> QColor | None:
        if row == self.current:
            return self._theme.color("selected")
        return self._theme.color("sunk") if row == self._pointed else None

    def _font(self, row: int, column: int) -> QFont:
        if column in (VALUE, ADJOINT, FORMULA):
            return self._theme.font("mono_small")
        return self._theme.font("body_bold" if row == self.current else "body")

    def _tell(self, rows: set[int]) -> None:
        """Let some rows be painted anew; where they are many, all."""
        if len(rows) > FEW:
            self._tell_all()
            return
        for row in rows:
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _tell_all(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))


def summary(array: FloatArray | None) -> str:
    """Return a scalar's number, a tensor's first and an ellipsis, `·` for what is not there."""
    if array is None:
        return NOT_YET
    if not array.size:
        return "empty"
    first = short(float(np.ravel(array)[0]))
    return first if array.ndim == 0 else first + MORE


def as_csv(tape: Tape, position: int, rows: Iterable[int]) -> str:
    """Return rows of the trace as CSV, every number with all its digits; tensors as nested lists."""
    out, graph = io.StringIO(), tape.record.graph
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        numbers = (read(row, position) for read in (tape.value, tape.gradient))
        texts = ("" if array is None else repr(np.asarray(array).tolist()) for array in numbers)
        node = graph.nodes[row]
        writer.writerow([node.name, graph.formula(node), *texts])
    return out.getvalue()
