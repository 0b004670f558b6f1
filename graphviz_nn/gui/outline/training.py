"""How the network is trained."""

from __future__ import annotations

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.optimiser import OptimiserRows
from graphviz_nn.gui.outline.section import (
    Ask,
    Row,
    Section,
    Setting,
    draw_button,
    number_edit,
    small_button,
    switch,
)
from graphviz_nn.gui.widgets.knob import Scale
from graphviz_nn.session import State, commands
from graphviz_nn.session.queries import settings, shown_variant
from graphviz_nn.training.variants import label

_BATCH = Setting(
    "batch_size",
    "Mini-batch",
    "How many examples each update looks at. One: cheap and noisy. All: exact and slow.",
    Scale(1, 256, is_log=True, is_whole=True),
    commands.set_training,
    lambda state: settings(state).batch_size,
)


class TrainingSection(Section):
    """Knobs of the update rule, and the settings of a run."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Training")
        self._ask = ask
        self.optimiser = OptimiserRows(ask)
        self.batch = _BATCH.make(ask)
        self.knobs = {**self.optimiser.knobs, _BATCH.field: self.batch}
        self.add(self.optimiser)
        self.add(self.batch)
        self.epochs = number_edit(
            ask,
            commands.set_training,
            "epochs",
            "Epochs",
            "How often every example is seen.",
            whole=True,
        )
        self._epochs_row = Row("Epochs", self.epochs, tip=self.epochs.toolTip())
        self.add(self._epochs_row)
        self.seed = number_edit(
            ask,
            commands.set_training,
            "seed",
            "Seed",
            "Of the first weights and of the shuffling: the same seed gives the same run, to the last bit.",
            whole=True,
        )
        self.dice = small_button("Throw the dice", "Take another seed: other first weights, another order.")
        self.dice.clicked.connect(self._on_dice)
        self._seed_row = Row("Seed", self.seed, self.dice, tip=self.seed.toolTip())
        self.add(self._seed_row)
        self.shuffle = switch(
            ask,
            commands.set_training,
            "shuffle",
            "Shuffle each epoch",
            "Take the examples in a new order each epoch, so that no order is learnt.",
        )
        self.add(self.shuffle)

    def show_state(self, state: State) -> None:
        """Show the settings of the variant that is stepped through; of an expression those of its descent."""
        training = settings(state)
        of_network = state.work.subject.network.is_fed
        self.set_title(f"Training · {label(shown_variant(state), state.work.training)}")
        for widget in (self.batch, self._seed_row, self.shuffle):
            widget.setVisible(of_network)
        self._epochs_row.label.setText("Epochs" if of_network else "Updates")
        rows = len(state.dataset.x) if state.dataset else 256
        self.batch.set_scale(Scale(1, max(rows, 2), is_log=True, is_whole=True))
        self.batch.show_number(_BATCH.read(state))
        self.optimiser.show_state(state)
        self.epochs.show_number(training.epochs)
        self.seed.show_number(training.seed)
        self.shuffle.setChecked(training.shuffle)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.show_space(theme)
        self.optimiser.show_theme(theme)
        draw_button(self.dice, "dice", theme)
        self.seed.setMaximumWidth(theme.pixels(110))
        self.epochs.setMaximumWidth(theme.pixels(110))

    def _on_dice(self) -> None:
        self._ask(commands.reseed)
