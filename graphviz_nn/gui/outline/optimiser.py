"""The optimiser: which update rule, the settings that it has, and what is rarely changed below them."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.finer import FinerSettings, is_in_use
from graphviz_nn.gui.outline.section import Ask, Row, Setting, choice, draw_opener, opener, switch
from graphviz_nn.gui.widgets.knob import Scale
from graphviz_nn.optim import OPTIMISERS, AnyOptimiser, rule_name
from graphviz_nn.optim.sgd import MomentumFormula
from graphviz_nn.session import State, commands
from graphviz_nn.session.queries import settings

_FORMULAS = {
    "rate inside": "Keras: v ← α v − ε g, then w ← w + v.",
    "rate outside": "Goodfellow, Bengio and Courville: v ← α v − g, then w ← w + ε v.",
}


def _of_rule(field: str) -> Callable[[State], float]:
    """Return what reads a number of the shown variant's rule, which must have it."""
    return lambda state: float(getattr(settings(state).optimiser, field))


def _setting(field: str, label: str, tip: str, scale: Scale) -> Setting:
    return Setting(field, label, tip, scale, commands.set_optimiser, _of_rule(field))


_SETTINGS = (
    _setting(
        "learning_rate",
        "Learning rate",
        "How far each update moves along the gradient. Too small: slow. Too large: it overshoots and diverges.",
        Scale(1e-4, 10.0, is_log=True),
    ),
    _setting(
        "momentum",
        "Momentum",
        "How much of the velocity each update keeps, from 0 to below 1. It rolls through valleys and over bumps.",
        Scale(0.0, 0.99),
    ),
    _setting(
        "beta_1",
        "Beta 1",
        "How much of the gradients' running mean each update keeps, from 0 to below 1: the momentum of Adam.",
        Scale(0.0, 0.99),
    ),
    _setting(
        "beta_2",
        "Beta 2",
        "How much of the squares' running mean each update keeps, from 0 to below 1: how long it remembers sizes.",
        Scale(0.9, 0.999),
    ),
    _setting(
        "rho",
        "Rho",
        "How much of the squares' running mean each update keeps, from 0 to below 1: how long it remembers sizes.",
        Scale(0.0, 0.999),
    ),
)


class OptimiserRows(QWidget):
    """The choice of the rule, with knobs and switches for what that rule has."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._was_in_use = False
        self.rule = choice(
            ask, commands.set_rule, "rule", "Optimiser", "The rule by which a gradient moves its weight."
        )
        self.rule.set_options([(name, kind.title, kind.words) for name, kind in OPTIMISERS.items()])
        self.knobs = {setting.field: setting.make(ask) for setting in _SETTINGS}
        self.nesterov = switch(
            ask,
            commands.set_optimiser,
            "nesterov",
            "Nesterov",
            "Measure the gradient after the step along the velocity: it looks ahead, and brakes earlier.",
        )
        self.centred = switch(
            ask,
            commands.set_optimiser,
            "centred",
            "Centred",
            "Divide by the gradients' spread about their mean, and not by their whole size.",
        )
        self.formula = choice(
            ask, commands.set_optimiser, "momentum_formula", "Formula", "Where the learning rate stands."
        )
        self.formula.set_options([(name, name, _FORMULAS[name]) for name in get_args(MomentumFormula)])
        self.finer = FinerSettings(ask)
        tip = "Weight decay, clipping, and how the learning rate changes."
        self.more = opener("More of the optimiser", tip, self.finer)
        self.more.setText("More")
        set_kind(self.more, "section")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._arrange()

    def _arrange(self) -> None:
        self._formula_row = Row("Formula", self.formula, tip=self.formula.toolTip(), stretch=1)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addWidget(Row("Optimiser", self.rule, tip=self.rule.toolTip(), stretch=1))
        for widget in (*self.knobs.values(), self.nesterov, self._formula_row, self.centred):
            self._rows.addWidget(widget)
        self._rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows.addWidget(self.finer)

    def show_state(self, state: State) -> None:
        """Show the rule of the variant that is stepped through, and those settings that it has."""
        rule = settings(state).optimiser
        self.rule.show_option(rule_name(rule))
        for setting in _SETTINGS:
            knob = self.knobs[setting.field]
            knob.setVisible(_has(rule, setting.field))
            if _has(rule, setting.field):
                knob.show_number(setting.read(state))
        has_momentum = getattr(rule, "momentum", 0.0) > 0
        for widget, field in ((self.nesterov, "nesterov"), (self._formula_row, "momentum_formula")):
            widget.setVisible(_has(rule, field))
            widget.setEnabled(has_momentum)
        self.nesterov.setChecked(getattr(rule, "nesterov", False))
        self.formula.show_option(getattr(rule, "momentum_formula", None))
        self.centred.setVisible(_has(rule, "centred"))
        self.centred.setChecked(getattr(rule, "centred", False))
        self.finer.show_rule(rule)
        self._unfold(is_in_use(rule))

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._rows.setSpacing(theme.space(1))
        self.finer.show_theme(theme)
        draw_opener(self.more, theme, 12)

    def _unfold(self, in_use: bool) -> None:
        """Open what is folded away as soon as something of it is in use; then it is the user's."""
        if in_use and not self._was_in_use:
            self.more.setChecked(True)
            self.finer.show()  # signals are blocked while a state is shown
        self._was_in_use = in_use


def _has(rule: AnyOptimiser, field: str) -> bool:
    return field in rule.__struct_fields__
