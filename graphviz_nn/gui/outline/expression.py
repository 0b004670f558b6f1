"""The formula of a document without a network, and the values of its names."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from graphviz_nn.files.document import LeafValue
from graphviz_nn.gui.outline.section import Ask, Section
from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.knob import Knob, Scale
from graphviz_nn.session import State, commands

REACH = 10.0  # how far the slider of a variable goes both ways


class ExpressionSection(Section):
    """The text to be changed, and a knob for each variable."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Expression")
        self._ask = ask
        self.text = QLineEdit()
        self.text.setAccessibleName("Expression")
        self.text.setToolTip(
            "A formula: arithmetic, @, functions such as ln, sin, tanh, relu, and names. Enter takes it."
        )
        self.text.editingFinished.connect(self._on_text)
        self.add(self.text)
        self.leaves: dict[str, LeafRow] = {}

    def show_state(self, state: State) -> None:
        """Show the text, and the variables' values."""
        spec = state.document.expression
        if spec is None:
            return
        if not (self.text.hasFocus() and self.text.isModified()):
            self.text.setText(spec.text)
        for name, value in spec.leaves.items():
            if name not in self.leaves:
                self.leaves[name] = LeafRow(self._ask, name)
                self.add(self.leaves[name])
            self.leaves[name].show_value(value)
        for name, row in self.leaves.items():
            row.setVisible(name in spec.leaves)

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self.show_space(theme)

    def _on_text(self) -> None:
        if self.text.isModified():
            self.text.setModified(False)
            self._ask(commands.set_expression, self.text.text().strip())


class LeafRow(QWidget):
    """One variable: a knob for a number, a line for a list of numbers."""

    def __init__(self, ask: Ask, name: str) -> None:
        super().__init__()
        self._ask, self._name = ask, name
        tip = f"The value of {name}. Type a list, as [1, 2] or [[1, 2], [3, 4]], to make it a tensor."
        self.knob = Knob(name, Scale(-REACH, REACH), tip)
        self.knob.changeRequested.connect(self._on_number)
        self.knob.rejected.connect(self._on_rejected)
        self.list = QWidget()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self.edit.setToolTip(tip)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.editingFinished.connect(self._on_list)
        row = QHBoxLayout(self.list)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(name))
        row.addWidget(self.edit, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.knob)
        column.addWidget(self.list)

    def show_value(self, value: LeafValue) -> None:
        """Show a number or nested lists of them."""
        is_list = isinstance(value, list)
        self.knob.setVisible(not is_list)
        self.list.setVisible(is_list)
        if not isinstance(value, list):
            self.knob.show_number(value)
        elif not (self.edit.hasFocus() and self.edit.isModified()):
            self.edit.setText(msgspec.json.encode(value).decode().replace(",", ", "))

    def _on_number(self, value: float) -> None:
        self._ask(commands.set_leaf, self._name, value)

    def _on_list(self) -> None:
        if self.edit.isModified():
            self.edit.setModified(False)
            self._take(self.edit.text())

    def _on_rejected(self, text: str) -> None:
        self._ask(commands.tell, text, "error")

    def _take(self, text: str) -> None:
        try:
            value: LeafValue = msgspec.json.decode(text, type=LeafValue)
        except (msgspec.DecodeError, msgspec.ValidationError):
            words = (
                f"{self._name} is {text!r}. Type a number, or lists of numbers as [1, 2] or [[1, 2], [3, 4]]."
            )
            self._ask(commands.tell, words, "error")
            return
        self._ask(commands.set_leaf, self._name, value)
