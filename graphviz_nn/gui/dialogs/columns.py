"""Ask which columns of a table to learn from, and which one to learn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graphviz_nn.data.tables import Column, Table
from graphviz_nn.data.tables.table import KINDS
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.text import cited

_STATE = Qt.CheckState


class ColumnsDialog(QDialog):
    """Offers the columns; at first all numbers but the last column are features, and the last is the target."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Learn from {table.path.name}")
        self.setMinimumWidth(420)
        self._list = _make_list()
        self.choice = Choice("Target", "The column that the network shall learn to predict.")
        self.choice.set_options([(c.name, c.name, _words(c)) for c in table.columns])
        self.choice.show_option(table.columns[-1].name)
        self.choice.currentIndexChanged.connect(self._check)
        for column in table.columns:
            self._list.addItem(_item(column, column.is_numeric and column is not table.columns[-1]))
        self._list.itemChanged.connect(self._check)
        self._rows = f"{len(table.lines)} rows"
        self._note = QLabel(self._rows)
        set_kind(self._note, "hint")
        self._note.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        stack = QVBoxLayout(self)
        stack.addWidget(QLabel("Learn from these features"))
        stack.addWidget(self._list, 1)
        stack.addWidget(QLabel("to predict this target"))
        stack.addWidget(self.choice)
        stack.addWidget(self._note)
        stack.addWidget(self._buttons)
        self._check()

    @property
    def features(self) -> tuple[str, ...]:
        """The chosen features, in the order of the file."""
        chosen = (item for item in self.items if item.checkState() == _STATE.Checked)
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in chosen)

    @property
    def items(self) -> tuple[QListWidgetItem, ...]:
        """One for each column, checked where it is a feature."""
        return tuple(map(self._list.item, range(self._list.count())))

    @property
    def target(self) -> str:
        """The chosen target."""
        return str(self.choice.currentData())

    def _check(self) -> None:
        """Let the choice be taken only where it can be learnt from."""
        fault = ""
        if not self.features:
            fault = "Choose at least one feature."
        elif self.target in self.features:
            fault = f"{self.target} is both a feature and the target. Take it out of one."
        self._note.setText(fault or self._rows)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not fault)


def _make_list() -> QListWidget:
    made = QListWidget()
    made.setAccessibleName("Features")
    made.ensurePolished()  # else the rows are laid out for another style, and move at the first tick
    return made


def _item(column: Column, checked: bool) -> QListWidgetItem:
    item = QListWidgetItem(f"{column.name}   ·   {_words(column)}")
    item.setData(Qt.ItemDataRole.UserRole, column.name)
    if column.is_numeric:
        item.setToolTip(column.note)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    else:
        item.setFlags(item.flags() & ~(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled))
        item.setToolTip(_why_not(column))
    item.setCheckState(_STATE.Checked if checked else _STATE.Unchecked)
    return item


def _why_not(column: Column) -> str:
    if column.kind == "empty":
        return f"Every cell of {column.name} is missing."
    if column.odd is not None:
        return (
            f"{column.name} would be numbers but for {cited(column.values[column.odd])}. "
            "Correct the cell in the file, or empty it."
        )
    return (
        f"{column.name} is text, and features are numbers; text can be the target. "
        "Write it as numbers in the file, say one column of 0 and 1 for each word."
    )


def _words(column: Column) -> str:
    if column.kind == "empty":
        return "all missing"
    return f"{KINDS[column.kind]}, {column.holes} missing" if column.holes else KINDS[column.kind]
