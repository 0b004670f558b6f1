"""How the network is trained: the update rule with its settings, and the run."""

from __future__ import annotations

from PySide6.QtCore import Qt

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, Opener, Section, draw_button, draw_opener, small_button
from graphviz_nn.optim import OPTIMISERS, SCHEDULES, Optimiser
from graphviz_nn.session import State, commands
from graphviz_nn.session.descent import rate_marks
from graphviz_nn.session.queries import run_name, settings
from graphviz_nn.settings import Field, settings_of
from graphviz_nn.training.spec import TrainingSpec

# An expression descends by updates alone, from the values of its variables.
_OF_NETWORK = frozenset({"batch_size", "seed", "shuffle", "start", "dtype"})


class TrainingSection(Section):
    """The settings of a run; those of its rule that are rarely changed are folded away.

    Attributes:
        rows: the settings.
        finer: what is folded away.
        more: opens it.

    """

    def __init__(self, ask: Ask) -> None:
        super().__init__("Training")
        self._ask, self._was_in_use = ask, False
        self.rows, self.finer = Rows(ask, "Training"), Rows(ask, "Training", is_quiet=True)
        self.more = Opener("More of the training", "What is rarely changed of the training.", self.finer)
        self.more.setText("More")
        set_kind(self.more, "section")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.dice = small_button("Throw the dice", "Take another seed: other first weights, another order.")
        self.dice.clicked.connect(self._on_dice)
        for field in settings_of(TrainingSpec).values():
            if field.name == "optimiser":
                self._add_rule(field)
            else:
                beside = self.dice if field.name == "seed" else None
                (self.finer if field.setting.finer else self.rows).add(
                    field, commands.set_training, beside=beside
                )
        self.add(self.rows)

    def _add_rule(self, optimiser: Field) -> None:
        self.rows.add(optimiser, commands.set_rule, name="rule")
        for field in settings_of(*OPTIMISERS.values()).values():
            if field.name == "schedule":
                self._add_schedule(field)
            else:
                (self.finer if field.setting.finer else self.rows).add(field, commands.set_optimiser)
        self.rows.add_wide(self.more, Qt.AlignmentFlag.AlignLeft)
        self.rows.add_wide(self.finer)

    def _add_schedule(self, schedule: Field) -> None:
        self.finer.add(schedule, commands.set_schedule, name="kind")
        for field in settings_of(*SCHEDULES.values()).values():
            self.finer.add(field, commands.set_schedule)

    def show_state(self, state: State) -> None:
        """Show the settings of the variant that is stepped through; of an expression those of its descent."""
        training, is_network = settings(state), state.network.is_fed
        rule = training.optimiser
        self.set_title(f"Training · {run_name(state)}")
        self.rows.call("epochs", "Epochs" if is_network else "Updates")
        self.rows.reach("batch_size", max(len(state.dataset.x), 2) if state.dataset else 256)
        hidden = () if is_network else _OF_NETWORK
        self.rows.show_structs(training, rule, hidden=hidden)
        self.rows.mark("learning_rate", rate_marks(state))
        self.finer.show_structs(training, rule, rule.schedule, hidden=hidden)
        self._unfold(any(map(is_in_use, (training, rule))))

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.show_space(theme)
        self.rows.show_space(theme)
        self.finer.show_space(theme, 3, 0.5, 2)
        draw_opener(self.more, theme, 12)
        draw_button(self.dice, "dice", theme)

    def _unfold(self, in_use: bool) -> None:
        """Open what is folded away as soon as something of it is in use; then it is the user's."""
        if in_use and not self._was_in_use:
            self.more.setChecked(True)
            self.finer.show()  # signals are blocked while a state is shown
        self._was_in_use = in_use

    def _on_dice(self) -> None:
        self._ask(commands.reseed)


def is_in_use(struct: TrainingSpec | Optimiser) -> bool:
    """Whether something that is rarely changed is other than it is at first."""
    fields = settings_of(type(struct)).values()
    return any(field.setting.finer and getattr(struct, field.name) != field.usual for field in fields)
