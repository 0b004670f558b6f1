"""What the sections of the outline are made of: titles, rows, and settings bound to commands."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.knob import Knob, Scale
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.session import State, commands


class Ask(Protocol):
    """Performs a command of the session."""

    def __call__(self, command: Callable[..., None], *args: Any, **kwargs: Any) -> None:
        """Perform it with these arguments after the session."""


@dataclass(frozen=True)
class Setting:
    """A number of the document that a knob shows.

    Attributes:
        field: its name, in what the command takes.
        label: what the knob says.
        tip: what it does, for a student.
        scale: of the slider.
        command: changes it.
        read: finds it in a state.

    """

    field: str
    label: str
    tip: str
    scale: Scale
    command: Callable[..., None]
    read: Callable[[State], float]

    def make(self, ask: Ask) -> Knob:
        """Return the knob, bound to the command."""
        knob = Knob(self.label, self.scale, self.tip)
        binding = Binding(knob, ask, self.command, self.field, whole=self.scale.is_whole)
        knob.changeRequested.connect(binding.on_number)
        knob.rejected.connect(binding.on_rejected)
        return knob


class Binding(QObject):
    """Turns what an input asks for into a command with one named field; lives as long as the input."""

    def __init__(
        self,
        owner: QWidget,
        ask: Ask,
        command: Callable[..., None],
        field: str,
        *places: int,
        whole: bool = False,
    ) -> None:
        super().__init__(owner)
        self._ask, self._command, self._field, self._whole = ask, command, field, whole
        self._places = places

    def on_number(self, value: float) -> None:
        """Ask for a number; NaN asks for none."""
        wanted = None if math.isnan(value) else round(value) if self._whole else value
        self._ask(self._command, *self._places, **{self._field: wanted})

    def on_flag(self, on: bool) -> None:
        """Ask for a switch to be on or off."""
        self._ask(self._command, *self._places, **{self._field: on})

    def on_chosen(self) -> None:
        """Ask for what the choice shows now."""
        choice = self.parent()
        if isinstance(choice, Choice):
            self._ask(self._command, *self._places, **{self._field: choice.currentData()})

    def on_rejected(self, text: str) -> None:
        """Tell why a text was not taken."""
        self._ask(commands.tell, text, "error")


class Section(QWidget):
    """A titled column of rows; its title closes and opens it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.body = QWidget()
        self.title = opener(title, "Close this section, or open it again.", self.body)
        self.title.setText(title)
        self.title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.title.setChecked(True)
        set_kind(self.title, "section")
        self.head = QHBoxLayout()
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self._rows = QVBoxLayout(self.body)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self.head)
        self._column.addWidget(self.body)

    def set_title(self, title: str) -> None:
        """Say what the section holds."""
        self.title.setText(title)
        self.title.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the others."""
        self._rows.addWidget(widget)

    def show_space(self, theme: Theme) -> None:
        """Take over the theme's spaces."""
        self._column.setContentsMargins(0, 0, 0, theme.space(3))
        for column in (self._column, self._rows):
            column.setSpacing(theme.space(1))
        draw_opener(self.title, theme, 12)


class Row(QWidget):
    """A label at the left, inputs at the right."""

    def __init__(self, label: str, *inputs: QWidget, tip: str = "", stretch: int = 0) -> None:
        super().__init__()
        self.setToolTip(tip)
        self.label = QLabel(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label, 1 - stretch)
        for each in inputs:
            row.addWidget(each, stretch)
        if inputs:
            self.label.setBuddy(inputs[0])


def number_edit(
    ask: Ask,
    command: Callable[..., None],
    field: str,
    name: str,
    tip: str,
    *places: int,
    whole: bool = False,
    optional: bool = False,
) -> NumberEdit:
    """Return a number to be typed, bound to a command."""
    edit = NumberEdit(name, tip, whole=whole, optional=optional)
    binding = Binding(edit, ask, command, field, *places, whole=whole)
    edit.changeRequested.connect(binding.on_number)
    edit.rejected.connect(binding.on_rejected)
    return edit


def choice(ask: Ask, command: Callable[..., None], field: str, name: str, tip: str, *places: int) -> Choice:
    """Return a choice, bound to a command."""
    made = Choice(name, tip)
    made.activated.connect(Binding(made, ask, command, field, *places).on_chosen)
    return made


def switch(ask: Ask, command: Callable[..., None], field: str, name: str, tip: str, *places: int) -> Switch:
    """Return a switch, bound to a command."""
    made = Switch(name, tip)
    made.clicked.connect(Binding(made, ask, command, field, *places).on_flag)
    return made


def small_button(name: str, tip: str) -> QToolButton:
    """Return a small button without a frame; `draw_button` gives it its icon."""
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_kind(button, "quiet")
    return button


def opener(name: str, tip: str, opens: QWidget) -> QToolButton:
    """Return a small button that shows a widget while it is checked; `draw_opener` gives it its chevron."""
    button = small_button(name, tip)
    button.setCheckable(True)
    button.toggled.connect(opens.setVisible)
    opens.hide()
    return button


def draw_button(
    button: QToolButton, picture: str, theme: Theme, pixels: float = 15, *, checked: str = ""
) -> None:
    """Give a small button its icon in the theme's colours, and another one for while it is checked."""
    size = theme.pixels(pixels)
    button.setIcon(icon(picture, theme, "muted", checked=checked))
    button.setIconSize(QSize(size, size))


def draw_opener(button: QToolButton, theme: Theme, pixels: float = 15) -> None:
    """Give an opener its chevron in the theme's colours: to the right, and down while it is open."""
    draw_button(button, "chevron_right", theme, pixels, checked="chevron_down")


def add_line(grid: QGridLayout, line: int, label: str, widget: QWidget) -> QLabel:
    """Put a widget into a line of a grid, with a muted label at its left; return the label."""
    words = QLabel(label)
    set_kind(words, "muted")
    words.setBuddy(widget)
    grid.addWidget(words, line, 0)
    grid.addWidget(widget, line, 1)
    return words
