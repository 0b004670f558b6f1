"""Rows of settings, made from their declarations, in one grid."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.inputs import Input, make_input
from graphviz_nn.gui.outline.section import Ask
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.slider_marks import Mark
from graphviz_nn.settings import Field


class SettingRow:
    """A setting's input, and all that comes and goes with it.

    Attributes:
        input: what shows the setting.
        label: beside the input; None where the input has its own.

    """

    def __init__(self, shown: Input, label: QLabel | None, *beside: QWidget) -> None:
        self.input, self.label = shown, label
        self._widgets = [shown.widget, *beside, *([label] if label else [])]

    def set_visible(self, visible: bool) -> None:
        """Show the row, or hide it."""
        for widget in self._widgets:
            widget.setVisible(visible)

    def set_enabled(self, enabled: bool) -> None:
        """Let the row be used, or not."""
        for widget in self._widgets:
            widget.setEnabled(enabled)


class Rows(QWidget):
    """A grid of rows: labels at the left, inputs at the right.

    Attributes:
        heading: what the settings are of, as a list of all settings says it.
        rows: by the names of their settings, or by what else they were added under.

    """

    def __init__(self, ask: Ask, heading: str, *, is_quiet: bool = False) -> None:
        super().__init__()
        self.heading, self.rows = heading, dict[str, SettingRow]()
        self._ask, self._is_quiet = ask, is_quiet
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)

    def add(
        self,
        field: Field,
        command: Callable[..., None],
        *places: object,
        name: str = "",
        key: str = "",
        beside: QWidget | None = None,
    ) -> None:
        """Add the row of a setting, which performs a command with its field, or with an argument of another name."""
        key = key or field.name
        shown = make_input(field)
        shown.bind(self._ask, command, name or field.name, *places)
        if shown.has_label:
            self.add_wide(shown.widget)
            self.rows[key] = SettingRow(shown, None)
            return
        line, label = self._grid.rowCount(), self._label(field, shown.widget)
        self._grid.addWidget(label, line, 0)
        if beside is None:
            self._grid.addWidget(shown.widget, line, 1)
            self.rows[key] = SettingRow(shown, label)
            return
        both = QHBoxLayout()
        for widget in (shown.widget, beside):
            both.addWidget(widget)
        self._grid.addLayout(both, line, 1)
        self.rows[key] = SettingRow(shown, label, beside)

    def add_wide(self, widget: QWidget, *alignment: Qt.AlignmentFlag) -> None:
        """Add a widget below all others, over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2, *alignment)

    def show_structs(self, *structs: msgspec.Struct, hidden: Collection[str] = ()) -> None:
        """Show those settings that one of the structs has, but for some, and enable those that have an effect."""
        for name, row in self.rows.items():
            holder = next((struct for struct in structs if name in struct.__struct_fields__), None)
            row.set_visible(holder is not None and name not in hidden)
            if holder is not None:
                row.input.show(getattr(holder, name), "")
                row.set_enabled(row.input.field.has_effect(holder))

    def show_changes(self, struct: msgspec.Struct, inherited: Mapping[str, str], whole: object) -> None:
        """Show what a struct has of its own, for those settings of which it is known what they inherit.

        What has an effect follows from the whole that the struct changes.
        """
        for name, row in self.rows.items():
            row.set_visible(name in inherited)
            if name in inherited:
                row.input.show(getattr(struct, name), inherited[name])
                row.set_enabled(row.input.field.has_effect(whole))

    def reach(self, name: str, most: float) -> None:
        """Let the slider of a setting end at another number."""
        knob = self.rows[name].input.widget
        if isinstance(knob, Knob):
            knob.reach(most)

    def mark(self, name: str, marks: Sequence[Mark]) -> None:
        """Mark some numbers on the slider of a setting."""
        knob = self.rows[name].input.widget
        if isinstance(knob, Knob):
            knob.set_marks(marks)

    def call(self, name: str, label: str) -> None:
        """Write something else beside the input of a setting."""
        words = self.rows[name].label
        if words is not None:
            words.setText(label)

    def show_space(self, theme: Theme, left: float = 0, between: float = 1, below: float = 0) -> None:
        """Leave so many steps of room at the left, between the rows, and below them."""
        self._grid.setContentsMargins(theme.space(left), 0, 0, theme.space(below))
        self._grid.setVerticalSpacing(theme.space(between))
        self._grid.setHorizontalSpacing(theme.space(2))

    def _label(self, field: Field, widget: QWidget) -> QLabel:
        label = Label(field.setting.label)
        label.setWordWrap(self._is_quiet)  # that of one layer's setting is long, and the panel narrow
        label.setToolTip(field.tip)
        label.setBuddy(widget)
        set_kind(label, "muted" if self._is_quiet else "")
        return label
