"""What the network learns from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from graphviz_nn.data import SOURCES, Dataset
from graphviz_nn.data.synthetic import SYNTHETIC
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.section import Ask, Section, Setting, switch
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.knob import Scale
from graphviz_nn.session import State, commands

OWN_FILE = ""  # what the choice gives for a CSV file of the user's

_GENERATED = (
    Setting(
        "rows",
        "Rows",
        "How many points are drawn.",
        Scale(8, 2000, is_log=True, is_whole=True),
        commands.set_data,
        lambda state: state.work.data.rows,
    ),
    Setting(
        "noise",
        "Noise",
        "How far the points scatter, as a share of the distance between the two classes.",
        Scale(0.0, 1.0),
        commands.set_data,
        lambda state: state.work.data.noise,
    ),
)
_HELD_OUT = Setting(
    "held_out",
    "Held out",
    "The share of the rows that is never trained on, and tells how well the network does on new ones.",
    Scale(0.0, 0.9),
    commands.set_data,
    lambda state: state.work.data.held_out,
)


class DataSection(Section):
    """The source and how it is prepared.

    Signals: `fileRequested()`: the user wants to learn from a file.
    """

    fileRequested = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__("Data")
        self._ask = ask
        self.source = Choice("Data", "What the network learns from.")
        self.source.activated.connect(self._on_source_chosen)
        self._words = QLabel()
        self._words.setWordWrap(True)
        set_kind(self._words, "hint")
        self.standardise = switch(
            ask,
            commands.set_data,
            "standardise",
            "Standardise",
            "Shift each feature to mean 0 and scale it to deviation 1, as measured on the training rows: "
            "the loss surface becomes rounder.",
        )
        self.generated = {setting.field: setting.make(ask) for setting in _GENERATED}
        self.held_out = _HELD_OUT.make(ask)
        for widget in (self.source, self._words, *self.generated.values(), self.held_out, self.standardise):
            self.add(widget)

    def show_state(self, state: State) -> None:
        """Show the source and the settings."""
        source = state.work.data.source
        own = () if source in SOURCES else ((source, Path(source).name, source),)
        built_in = [(name, name, words) for name, words in SOURCES.items()]
        self.source.set_options([*own, *built_in, (OWN_FILE, "your CSV…", "Learn from a table of your own.")])
        self.source.show_option(source)
        self._words.setText(_summary(state.dataset))
        for setting in _GENERATED:
            self.generated[setting.field].setVisible(source in SYNTHETIC)
            self.generated[setting.field].show_number(setting.read(state))
        self.held_out.show_number(_HELD_OUT.read(state))
        self.standardise.setChecked(state.work.data.standardise)

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self.show_space(theme)

    def _on_source_chosen(self) -> None:
        source = self.source.currentData()
        if source == OWN_FILE:
            self.fileRequested.emit()
        else:
            self._ask(commands.set_data, source=source)


def _summary(dataset: Dataset | None) -> str:
    if dataset is None:
        return "loading …"
    test = f" + {len(dataset.x_test)} held out" if len(dataset.x_test) else ""
    classes = f" · {len(dataset.classes)} classes" if dataset.classes else ""
    return f"{len(dataset.x)} rows{test} · {len(dataset.features)} features{classes}"
