"""Ask what to learn from a table: the part of each column, the task, and how the file is to be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from graphviz_nn.data.guess import LEARNT_FROM, Guess, Role, Task, guess
from graphviz_nn.data.tables import Told
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.columns_table import ColumnsTable
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.wrapped import Wrapped

_TASKS = (
    ("classification", "a class", "Classification: each different value is a class."),
    ("regression", "a number", "Regression: the nearer the better."),
)
_PARTS: tuple[tuple[Role, str], ...] = (
    ("feature", "Learn from it"),
    ("target", "Predict it"),
    ("left out", "Leave it out"),
)
_AS_FOUND = (None, "as found", "Leave it to what the file shows.")
_DELIMITERS = (
    _AS_FOUND,
    (",", "commas", ""),
    (";", "semicolons", ""),
    ("\t", "tabs", ""),
    ("|", "bars", ""),
    (" ", "blanks", ""),
)
_DECIMALS = (_AS_FOUND, (".", "point", "1.5 is one and a half."), (",", "comma", "1,5 is one and a half."))
_HEADERS = (
    _AS_FOUND,
    (True, "names", "The first row names the columns."),
    (False, "values", "The first row is a row like the others."),
)


class ColumnsDialog(QDialog):
    """Shows the first rows with what is guessed of each column; all of it can be changed.

    Signals: `layoutChanged(Told)`: the file is to be read otherwise; `show_guess` then takes what was read.
    """

    layoutChanged = Signal(object)

    def __init__(self, found: Guess, told: Told, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = found
        self._told_features = found.features if found.is_told else None
        self.setWindowTitle(f"Learn from {found.table.path.name}")
        self.setMinimumWidth(46 * self.fontMetrics().lineSpacing())
        self._about = Wrapped()
        set_kind(self._about, "hint")
        self.table = ColumnsTable()
        self.table.partRequested.connect(self._on_part_requested)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_part_chosen)
        self.choice = Choice("Target", "The column that the network shall learn to predict.")
        self.choice.setPlaceholderText("choose the column …")
        self.choice.chosen.connect(self._on_target_chosen)
        self.task = Segmented("Task")
        self.task.set_options(_TASKS)
        self.task.chosen.connect(self._on_task_chosen)
        self._layout = self._make_layout(told)
        self._note = Wrapped()
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._arrange()
        self.show_guess(found)

    @property
    def features(self) -> tuple[str, ...] | None:
        """The chosen features, in the order of the file; None where they were left to the guess."""
        return self._told_features

    @property
    def told(self) -> Told:
        """What was said of the layout of the file."""
        return Told(*(choice.currentData() for choice in self._layout))

    def show_guess(self, found: Guess) -> None:
        """Show what is known of the table, and whether it can be learnt from."""
        table, self.found = found.table, found
        count = f"{len(table.lines):,} rows, {len(table.columns):,} columns"
        self._about.setText(" · ".join((count, *table.reasons)))
        self.table.show_guess(found)
        several = ((found.targets, ", ".join(found.targets), ""),) if len(found.targets) > 1 else ()
        self.choice.set_options([*several, *((part.name, part.name, part.reason) for part in found.parts)])
        self.choice.show_option(found.targets if several else next(iter(found.targets), None))
        self.task.setEnabled(len(found.targets) == 1)
        if found.task:
            self.task.show_option(found.task)
            self.task.setToolTip(found.task_reason)
        fault = self._fault()
        self._note.setText(fault or self._summary())
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not fault)

    def refuse(self, words: str) -> None:
        """Say why the file can't be read as it was asked for."""
        self._note.setText(words)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(False)

    def set_part(self, name: str, role: Role, *, beside: bool = False) -> None:
        """Give a column another part; as a target it takes the place of the others, or stands beside them."""
        targets = tuple(each for each in self.found.targets if each != name)
        features = tuple(each for each in self.found.features if each != name)
        if role == "target":
            former = () if beside else targets
            targets = (*targets, name) if beside else (name,)
            if self._told_features is not None:  # what was to be predicted goes back to what it can be
                self._told_features = self._in_order(
                    (*self._told_features, *filter(self._can_be_learnt_from, former))
                )
        else:
            self._told_features = self._in_order((*features, name)) if role == "feature" else features
        self._guess(targets, None)

    def _in_order(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in self.found.table.names if each in names)

    def _can_be_learnt_from(self, name: str) -> bool:
        return self.found.part(name).kind in LEARNT_FROM

    def _guess(self, targets: Sequence[str], task: Task | None) -> None:
        told = self._told_features
        if told is not None:
            told = self._told_features = tuple(each for each in told if each not in targets)
        # Where nothing is chosen, nothing is guessed anew: the user has just taken it away.
        self.show_guess(guess(self.found.table, told, tuple(targets), task))

    def _fault(self) -> str:
        if len(self.found.table.columns) < 2:
            return _TOO_NARROW.format(self.found.table.names[0])
        if not self.found.targets:
            return "Nothing in the table says which column is to be predicted. Choose it."
        targets = self.found.targets
        words = [name for name in targets if not self.found.part(name).column.is_numeric]
        if len(targets) > 1 and words:
            return f"Several targets are numbers, and {words[0]} is not. Predict it alone, or leave it out."
        return "" if self.found.features else "Choose at least one column to learn from."

    def _summary(self) -> str:
        found = self.found
        count = len(found.features)
        features = f"{count} columns" if count > 1 else found.features[0]
        goal = ", ".join(found.targets)
        kind = f" as {'a class' if found.task == 'classification' else 'a number'}: {found.task_reason}"
        return f"Predicts {goal} from {features}{kind if len(found.targets) == 1 else ''}."

    def _make_layout(self, told: Told) -> list[Choice]:
        """Return the choices of how the file is read; a workbook has no delimiter and no decimal sign."""
        pairs = zip(_OF_FILE, told, strict=True)
        choices = [self._make_choice(*of_file, said) for of_file, said in pairs]
        for choice in choices[:2]:
            choice.setEnabled(self.found.table.path.suffix.lower() not in _STORED)
        return choices

    def _make_choice(self, name: str, options: Sequence[tuple[object, str, str]], said: object) -> Choice:
        choice = Choice(name, f"{name}, where the file is not read as it should be.")
        known = said in [option[0] for option in options]
        choice.set_options(options if known else [*options, (said, f"“{said}”", "")])
        choice.show_option(said)
        choice.chosen.connect(self._on_layout_chosen)
        return choice

    def _arrange(self) -> None:
        goal = QHBoxLayout()
        goal.addWidget(Label("Predict"))
        goal.addWidget(self.choice, 2)
        goal.addWidget(Label("as"))
        goal.addWidget(self.task, 1, Qt.AlignmentFlag.AlignVCenter)
        layout = QGridLayout()
        for place, (choice, (name, _)) in enumerate(zip(self._layout, _OF_FILE, strict=True)):
            label = Label(name)
            set_kind(label, "hint")
            layout.addWidget(label, 0, place)
            layout.addWidget(choice, 1, place)
        column = QVBoxLayout(self)
        column.addWidget(self._about)
        column.addWidget(self.table, 1)
        column.addLayout(goal)
        column.addLayout(layout)
        column.addWidget(self._note)
        column.addWidget(self._buttons)

    @Slot(object)
    def _on_target_chosen(self, name: str | tuple[str, ...]) -> None:
        if isinstance(name, str):
            self.set_part(name, "target")

    @Slot(str)
    def _on_task_chosen(self, task: Task) -> None:
        self._guess(self.found.targets, task)

    @Slot()
    def _on_layout_chosen(self) -> None:
        self._told_features = None
        self.layoutChanged.emit(self.told)

    @Slot(int, QPoint)
    def _on_part_requested(self, column: int, place: QPoint) -> None:
        part = self.found.parts[column]
        self._menu.clear()
        for role, words in _PARTS:
            action = self._menu.addAction(words)
            action.setData((part.name, role, False))
            action.setCheckable(True)
            action.setChecked(part.role == role)
            if role == "target" and self.found.targets and part.role != "target":
                self._menu.addAction("Predict it, too").setData((part.name, "target", True))
        self._menu.popup(place)

    @Slot(QAction)
    def _on_part_chosen(self, action: QAction) -> None:
        name, role, beside = action.data()
        self.set_part(name, role, beside=beside)


_OF_FILE: tuple[tuple[str, Sequence[tuple[object, str, str]]], ...] = (
    ("Cells are parted by", _DELIMITERS),
    ("Decimal sign", _DECIMALS),
    ("First row holds", _HEADERS),
)
_STORED = (".xlsx", ".parquet")
_TOO_NARROW = (
    "The table has one column, {}. Learning needs at least two: one to learn from, and one to predict. "
    "Choose what parts the cells, or add a column."
)
