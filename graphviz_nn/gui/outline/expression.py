"""The formula of a document without a network, and the values of its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from graphviz_nn.errors import GnnError, SettingError
from graphviz_nn.graph import IN_SHORT, QUICK, begun, in_one_line
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.section import Ask, Section, discard
from graphviz_nn.gui.widgets.cap import MOST_LETTERS, Cap
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.gui.widgets.number_edit import NumberEdit, Value
from graphviz_nn.gui.widgets.one_line import OneLine
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.model import Formula
from graphviz_nn.model.formula import LeafValue, leaf_field
from graphviz_nn.ops import shape_text
from graphviz_nn.session import State, commands
from graphviz_nn.settings import Field, typed
from graphviz_nn.text import MINUS, cited, full, number_in

_NOT_FINITE = re.compile(rf"NaN|[-{MINUS}]?∞")
_FITS = "This fits now. Press Enter in the formula to take it."


class ExpressionSection(Section):
    """The text to be changed, and a knob for each variable."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Expression")
        self._ask = ask
        self.text = _Formula()
        self.text.setAccessibleName("Expression")
        self.text.setToolTip(f"{IN_SHORT} Enter takes it.")
        self.text.editingFinished.connect(self._on_text)
        self.text.restored.connect(self._on_restored)
        Cap(self.text).refused.connect(self._on_refused)
        OneLine(self.text)
        self.fault = Wrapped()
        set_kind(self.fault, "error")
        self.fault.hide()
        self.add(self.text)
        self.add(self.fault)
        self._spec: Formula | None = None
        self._wanted = ""  # the long formula that was asked for: it stays until it is taken, or taken back
        self.leaves: dict[str, LeafRow] = {}

    def show_state(self, state: State) -> None:
        """Show the text, and the variables' values."""
        spec = state.work.subject
        self._show_leaves(spec.leaves if isinstance(spec, Formula) else {})
        if not isinstance(spec, Formula):
            if self._spec is not None:
                self._let_go()
            return
        is_other = self._spec is None or spec.text != self._spec.text
        self._spec = spec
        if not is_other and self.fault.text() and len(self.text.text()) <= QUICK:
            self._show_fault(_fault(self.text.text().strip(), spec) or _FITS)
            return
        self._show_fault("")
        is_wanted = self.text.isModified() and self.text.text().strip() == self._wanted != spec.text
        if not is_wanted and not (self.text.hasFocus() and self.text.isModified()):
            self.text.show_formula(spec.text)

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self.show_space(theme)

    def _let_go(self) -> None:
        """Forget what was typed for an expression that is not there any more, which may be long."""
        self._spec, self._wanted = None, ""
        self._show_fault("")
        self.text.show_formula("")

    def _show_leaves(self, leaves: Mapping[str, LeafValue]) -> None:
        """Have a row for each variable, and for no other."""
        for name in self.leaves.keys() - leaves.keys():
            discard(self.leaves.pop(name))
        for name, value in leaves.items():
            if name not in self.leaves:
                self.leaves[name] = LeafRow(self._ask, name)
                self.add(self.leaves[name])
            self.leaves[name].show_value(value)

    def _on_text(self) -> None:
        """Take the formula, or leave it to be mended, with what is wrong below it."""
        if not self.text.isModified() or self._spec is None:
            return
        text = self.text.text().strip()
        if len(text) > QUICK:  # it is read aside
            self._wanted = text
            self._show_fault("")
            if text != self._spec.text:
                self._ask(commands.set_expression, text)
            return
        self._show_fault(_fault(text, self._spec))
        if not self.fault.text():
            self.text.setModified(False)
            self._ask(commands.set_expression, text)

    def _on_refused(self, words: str) -> None:
        self._ask(commands.tell, words, "error")

    def _on_restored(self) -> None:
        if self._spec is not None:
            self._show_fault("")
            self.text.show_formula(self._spec.text)

    def _show_fault(self, words: str) -> None:
        """Say what is wrong with the formula that is typed, or that nothing is any more, or nothing."""
        wrong = bool(words) and words != _FITS
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
        set_kind(self.fault, "error" if wrong else "hint")
        if self.text.property("wrong") is not wrong:
            self.text.setProperty("wrong", wrong)
            self.text.style().unpolish(self.text)
            self.text.style().polish(self.text)


class _Formula(QLineEdit):
    """A line that can be taken back by Escape.

    Signals: `restored` once it was.
    """

    restored = Signal()

    def show_formula(self, text: str) -> None:
        """Show a formula; one that is too long for a line is only said to be so, for a part of it would be another."""
        is_long = len(text) > MOST_LETTERS
        self.setReadOnly(is_long)
        self.setPlaceholderText(f"{len(text):,} characters, too many to be changed here" if is_long else "")
        self.setText("" if is_long else in_one_line(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the text back on Escape, and leave it."""
        if event.key() == Qt.Key.Key_Escape:
            if self.isModified():
                self.restored.emit()
                self.clearFocus()
            else:
                event.ignore()
        else:
            super().keyPressEvent(event)


def _fault(text: str, spec: Formula) -> str:
    """Return what keeps a formula from having a graph at the known values, whatever new names begin with."""
    try:
        begun(text, spec.leaves)
    except GnnError as error:
        return str(error)
    return ""


class LeafRow(QWidget):
    """One variable: what it holds, to be typed, and for a number a slider."""

    def __init__(self, ask: Ask, name: str) -> None:
        super().__init__()
        self._ask, self._name = ask, name
        field = leaf_field(name)
        self.edit = LeafEdit(field)
        self.knob = Knob(field, self.edit)
        self.knob.changeRequested.connect(self._on_asked)
        self.knob.rejected.connect(self._on_rejected)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.knob)

    def show_value(self, value: LeafValue) -> None:
        """Show a number or nested lists of them."""
        self.knob.slider.setVisible(not isinstance(value, list))
        if isinstance(value, list):
            self.edit.show_value(value)
        else:
            self.knob.show_value(value)

    def _on_asked(self, value: LeafValue) -> None:
        self._ask(commands.set_leaf, self._name, value)

    def _on_rejected(self, text: str) -> None:
        self._ask(commands.tell, text, "error")


class LeafEdit(NumberEdit):
    """A number, or nested lists of numbers."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._written = ""

    def show_value(self, value: Value, inherited: str = "") -> None:
        """Show lists or a number; the same lists are written once."""
        if value is not self.value:
            self._written = _written(value) if isinstance(value, list) else ""
        super().show_value(value, inherited)

    def true_text(self) -> str:
        """Return the lists or the number as they are written; lists that are too long for a line by their shape."""
        return self._written or super().true_text()

    def take(self, text: str) -> str:
        """Ask for lists or a number, or say what can be typed."""
        try:
            value = _read(self.field, text)
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError, SettingError):
            return (
                f"{self.field.name} is {cited(text)}. "
                "Type a number, or lists of numbers as [1, 2] or [[1, 2], [3, 4]]."
            )
        if value != self.value:
            self.changeRequested.emit(value)
        return ""


def _written(lists: list[Any]) -> str:
    text = _lists(lists)
    return text if len(text) <= MOST_LETTERS else f"{shape_text(np.shape(lists))} numbers"


def _lists(value: LeafValue) -> str:
    """Return nested lists as they are typed, each number with all its digits."""
    return f"[{', '.join(map(_lists, value))}]" if isinstance(value, list) else full(value)


def _read(field: Field, text: str) -> LeafValue:
    """Return nested lists where a text begins with a bracket, else the number that it is.

    What is shown of a number that is not finite can be typed: `NaN`, `∞`.
    """
    if not text.startswith("["):
        number: float = number_in(text) if _NOT_FINITE.fullmatch(text.strip()) else typed(field, text)
        return number
    quoted = _NOT_FINITE.sub(r'"\g<0>"', text.replace(MINUS, "-"))
    lists: LeafValue = _unquoted(msgspec.json.decode(quoted, type=LeafValue))
    return lists


def _unquoted(value: Any) -> Any:
    if isinstance(value, list):
        return [_unquoted(each) for each in value]
    return number_in(value) if isinstance(value, str) and _NOT_FINITE.fullmatch(value) else value
