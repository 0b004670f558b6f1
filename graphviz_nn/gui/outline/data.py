"""What the network learns from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from graphviz_nn.data import SOURCES, Dataset, DataSpec
from graphviz_nn.data.editing import BY_HAND
from graphviz_nn.data.spec import OF_COLUMNS, OF_GENERATED, OF_SOURCE
from graphviz_nn.data.synthetic import SYNTHETIC
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, Section
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.session import State, commands
from graphviz_nn.settings import settings_of

OWN_FILE = ""  # what the choice gives for a table of the user's
HAND = "\0by hand"  # and for the rows that a hand has edited: no set and no file is called so
_SETTINGS = settings_of(DataSpec)
_ELSEWHERE = ("source", *OF_COLUMNS)


class DataSection(Section):
    """The source and how it is prepared.

    Signals: `fileRequested()`: the user wants to learn from a file. `columnsRequested()`: the user wants to learn
    otherwise from the one that is open.
    """

    fileRequested = Signal()
    columnsRequested = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__("Data")
        self._ask, self._source = ask, ""
        source = _SETTINGS["source"]
        self.source = Choice(source.setting.label, source.tip)
        self.source.chosen.connect(self._on_source_chosen)
        self._words = Label()
        self._words.setWordWrap(True)
        set_kind(self._words, "hint")
        self.rows = Rows(ask, "Data")
        for field in _SETTINGS.values():
            if field.name not in _ELSEWHERE:
                self.rows.add(field, commands.set_data)
        self._columns = QPushButton("Columns …")
        self._columns.setToolTip("Choose what to learn from the table, and what to predict.")
        self._columns.clicked.connect(self.columnsRequested)
        for widget in (self.source, self._words, self._columns, self.rows):
            self.add(widget)

    def show_state(self, state: State) -> None:
        """Show the source and the settings."""
        data = state.shown.data
        own, self._source = _own(data), data.source
        built_in = [(name, name, words) for name, words in SOURCES.items()]
        self.source.set_options(
            [*_edited(data), *own, *built_in, (OWN_FILE, "your table…", "Learn from a table of your own.")]
        )
        self.source.show_option(HAND if data.by_hand else data.source)
        self._words.setText(_summary(state.dataset))
        self._columns.setVisible(bool(own) and data.given is None and data.by_hand is None)
        self.rows.show_structs(data, hidden=_hidden(state))

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self.show_space(theme)
        self.rows.show_space(theme)

    def _on_source_chosen(self, source: str) -> None:
        if source == OWN_FILE:
            self.fileRequested.emit()
        elif source == self._source:
            self._ask(commands.give_back)  # the very rows that were edited, with all that was chosen of them
        elif source != HAND:
            self._ask(commands.set_data, source=source)


def _own(data: DataSpec) -> tuple[tuple[str, str, str], ...]:
    """Return the option of a table, or of a script's rows; none where the data are built in."""
    if data.source in SOURCES:
        return ()
    name = Path(data.source).name if data.given is None else data.source
    return ((data.source, name, data.source),)


def _edited(data: DataSpec) -> tuple[tuple[str, str, str], ...]:
    """Return the option of rows that a hand has edited; none where it has not."""
    if data.by_hand is None:
        return ()
    name = data.by_hand.name
    return (
        (
            HAND,
            name,
            f"Points that were moved, added or taken away. {name.removesuffix(BY_HAND)} is the way back.",
        ),
    )


def _hidden(state: State) -> tuple[str, ...]:
    """Return the settings without an effect on the data that are shown."""
    has_two = state.dataset is not None and len(state.dataset.classes) == 2
    data = state.shown.data
    generated = OF_SOURCE if data.by_hand else () if data.source in SYNTHETIC else OF_GENERATED
    return generated if has_two else (*generated, "one_hot")


def _summary(dataset: Dataset | None) -> str:
    if dataset is None:
        return "loading …"
    test = f" + {len(dataset.x_test):,} held out" if len(dataset.x_test) else ""
    goal = f"{len(dataset.classes)} classes" if dataset.classes else ", ".join(dataset.targets)
    return f"{len(dataset.x):,} rows{test} · {len(dataset.features)} features → {goal}"
