"""What is rarely changed of an optimiser: its small constants, weight decay, clipping, and the rate's schedule."""

from __future__ import annotations

import math
from typing import TypeVar

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.section import Ask, Binding, add_line, choice, number_edit
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.optim import SCHEDULES, AnyOptimiser, AnySchedule
from graphviz_nn.session import commands

# (field of the rule, label, tip)
_OF_RULE = (
    ("epsilon", "Epsilon", "A small number in the divisor, so that a gradient of 0 divides by no 0."),
    (
        "initial_accumulator_value",
        "First sum",
        "What the sum of squares starts at: the larger, the calmer the first steps.",
    ),
    ("weight_decay", "Weight decay", "Each update takes this share of rate · weight off every weight."),
)
# (field of the schedule, label, tip, whether it is a whole number)
_OF_SCHEDULE = (
    ("updates", "Updates", "In how many updates the rate falls.", True),
    ("decay", "Factor", "What the rate is multiplied by in so many updates: above 0, at most 1.", False),
    ("floor", "Floor", "The share of the rate at which it stays in the end, from 0 to 1.", False),
)
_KINDS = {
    "constant": ("constant", "The rate stays as it is."),
    "step": ("in steps", "The rate falls by a factor all at once, every so many updates."),
    "exponential": ("exponential", "The rate falls smoothly, by a factor in so many updates."),
    "cosine": ("cosine", "The rate falls along half a cosine, and then stays."),
}
_CLIPPINGS = (
    ("", "none", "The gradient is taken as it is."),
    ("clip_value", "by value", "Each number of the gradient is cut to plus or minus a bound."),
    (
        "clip_norm",
        "by norm",
        "A gradient longer than a bound, all weights together, is shortened to it.",
    ),
)
_FIRST_BOUND = 1.0

W = TypeVar("W", bound=QWidget)


class FinerSettings(QWidget):
    """Rows of settings, of which those are shown that the rule and its schedule have."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._lines: dict[str, tuple[QLabel, QWidget]] = {}
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self.numbers = {
            field: self._add(field, label, number_edit(ask, commands.set_optimiser, field, label, tip))
            for field, label, tip in _OF_RULE
        }
        self.clipping = self._add(
            "clip",
            "Clipping",
            Choice(
                "Clipping", "What is done to a gradient that is too large: it can throw the weights far off."
            ),
        )
        self.clipping.set_options(_CLIPPINGS)
        self.clipping.activated.connect(self._on_clipping_activated)
        self.bound = self._add(
            "bound", "Bound", NumberEdit("Bound", "Where the gradient is clipped, above 0.")
        )
        self.bound.changeRequested.connect(self._on_bound_requested)
        self.bound.rejected.connect(Binding(self.bound, ask, commands.set_optimiser, "clip_norm").on_rejected)
        tip = "How the learning rate changes from update to update."
        self.schedule = self._add(
            "kind", "Schedule", choice(ask, commands.set_schedule, "kind", "Schedule", tip)
        )
        self.schedule.set_options([(kind, *_KINDS[kind]) for kind in SCHEDULES])
        self.of_schedule = {
            field: self._add(
                field, label, number_edit(ask, commands.set_schedule, field, label, tip, whole=whole)
            )
            for field, label, tip, whole in _OF_SCHEDULE
        }

    def show_rule(self, rule: AnyOptimiser) -> None:
        """Show the settings of a rule."""
        for field, edit in self.numbers.items():
            self._show(field, edit, rule)
        clipped = next(
            (field for field, _, _ in _CLIPPINGS if field and getattr(rule, field) is not None), ""
        )
        self.clipping.show_option(clipped)
        self._set_visible("bound", bool(clipped))
        if clipped:
            self.bound.show_number(getattr(rule, clipped))
        self.schedule.show_option(next(k for k, kind in SCHEDULES.items() if isinstance(rule.schedule, kind)))
        for field, edit in self.of_schedule.items():
            self._show(field, edit, rule.schedule)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._grid.setContentsMargins(theme.space(3), 0, 0, theme.space(2))
        self._grid.setVerticalSpacing(theme.space(0.5))

    def _add(self, field: str, label: str, widget: W) -> W:
        words = add_line(self._grid, self._grid.rowCount(), label, widget)
        words.setToolTip(widget.toolTip())
        self._lines[field] = (words, widget)
        return widget

    def _show(self, field: str, edit: NumberEdit, holder: AnyOptimiser | AnySchedule) -> None:
        has = field in holder.__struct_fields__
        self._set_visible(field, has)
        if has:
            edit.show_number(getattr(holder, field))

    def _set_visible(self, field: str, visible: bool) -> None:
        for widget in self._lines[field]:
            widget.setVisible(visible)

    def _on_clipping_activated(self) -> None:
        chosen = self.clipping.currentData()
        bound = _FIRST_BOUND if math.isnan(self.bound.value) else self.bound.value
        fields = {field: bound if field == chosen else None for field, _, _ in _CLIPPINGS if field}
        self._ask(commands.set_optimiser, **fields)

    def _on_bound_requested(self, bound: float) -> None:
        self._ask(commands.set_optimiser, **{self.clipping.currentData(): bound})


def is_in_use(rule: AnyOptimiser) -> bool:
    """Whether something of the finer settings is other than a rule of this kind has it at first."""
    usual = type(rule)()
    fields = (*(field for field, _, _ in _OF_RULE), "clip_value", "clip_norm", "schedule")
    return any(getattr(rule, field, None) != getattr(usual, field, None) for field in fields)
