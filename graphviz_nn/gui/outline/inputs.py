"""One input for one setting: a knob, a number, a switch, a choice or a text, as its declaration says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.outline.section import Ask
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.gui.widgets.word_edit import WordEdit
from graphviz_nn.session import commands
from graphviz_nn.settings import Field


class Binding(QObject):
    """Turns what an input asks for into a command with one named argument; lives as long as the input."""

    def __init__(
        self, owner: QWidget, ask: Ask, command: Callable[..., None], name: str, *places: object
    ) -> None:
        super().__init__(owner)
        self._ask, self._command, self._name, self._places = ask, command, name, places

    @Slot(object)
    def on_asked(self, value: object) -> None:
        """Ask for a value."""
        self._ask(self._command, *self._places, **{self._name: value})

    @Slot(str)
    def on_rejected(self, text: str) -> None:
        """Tell why a text was not taken."""
        self._ask(commands.tell, text, "error")


@dataclass(frozen=True, eq=False)
class Input:
    """What shows and changes one setting.

    Attributes:
        field: the setting.
        widget: all of it, but for its label.
        focus: the part of the widget that is given the focus.
        changed: emitted with the value that the user asks for.
        show: shows a value; where it may be None, the second argument says what holds then.
        rejected: emitted with the reason why a text was not taken; None where nothing is typed.
        has_label: whether the widget holds the label too.

    """

    field: Field
    widget: QWidget
    focus: QWidget
    changed: SignalInstance
    show: Callable[[Any, str], None]
    rejected: SignalInstance | None = None
    has_label: bool = False

    def bind(self, ask: Ask, command: Callable[..., None], name: str, *places: object) -> None:
        """Let the user's changes perform a command with this argument, after its places."""
        binding = Binding(self.widget, ask, command, name, *places)
        self.changed.connect(binding.on_asked)
        if self.rejected is not None:
            self.rejected.connect(binding.on_rejected)


def make_input(field: Field) -> Input:
    """Return the input of a setting; one that may be left out is typed, since a slider has no place for nothing."""
    if field.kind == "text":
        words = WordEdit(field)
        return Input(field, words, words, words.changeRequested, words.show_value, words.rejected)
    if field.kind in ("number", "whole"):
        return _knob(field) if field.setting.slider and not field.optional else _number(field)
    if field.kind in ("wholes", "numbers"):
        return _number(field)
    return _switch(field) if field.kind == "flag" and not field.optional else _choice(field)


def _knob(field: Field) -> Input:
    knob = Knob(field)
    return Input(field, knob, knob.edit, knob.changeRequested, knob.show_value, knob.rejected, has_label=True)


def _number(field: Field) -> Input:
    edit = NumberEdit(field)
    return Input(field, edit, edit, edit.changeRequested, edit.show_value, edit.rejected)


def _switch(field: Field) -> Input:
    switch = Switch(field.setting.label, field.tip)

    def show(value: bool, inherited: str) -> None:
        switch.setChecked(value)

    return Input(field, switch, switch, switch.clicked, show, has_label=True)


def _choice(field: Field) -> Input:
    choice = Choice(field.setting.label, field.tip)
    flags = [(True, "on", field.tip), (False, "off", field.tip)]
    options = flags if field.kind == "flag" else [option[:3] for option in field.options]

    def show(value: Any, inherited: str) -> None:
        nothing = [(None, inherited, field.tip)] if field.optional else []
        choice.set_options([*nothing, *options])
        choice.show_option(field.key(value))

    return Input(field, choice, choice, choice.chosen, show)
