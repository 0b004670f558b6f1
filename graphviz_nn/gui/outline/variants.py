"""The variants that are trained side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from graphviz_nn.files.document import Work
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.comparing import ChangeRows, SettingMenu
from graphviz_nn.gui.outline.inputs import Input
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import (
    Ask,
    Folded,
    Opener,
    Section,
    discard,
    draw_button,
    draw_opener,
    small_button,
)
from graphviz_nn.gui.widgets.badge import Badge
from graphviz_nn.gui.widgets.covered import Covered, show_or_cover
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.session import State, commands, queries
from graphviz_nn.settings import settings_of
from graphviz_nn.text import short
from graphviz_nn.training.run import Run
from graphviz_nn.training.spec import TrainingSpec
from graphviz_nn.training.variants import Variant, apply, inherited, letter

COMPARE = (
    "Train one more network beside the shown one, with another value of any setting: "
    "of the model, the data or the training."
)
_SETTINGS = settings_of(Variant)
_SHARED = "shared"  # what is the same for all variants that do not change it


class VariantsSection(Section):
    """A row for each variant.

    Signals: `compared(Input)`: the input of a setting of a new variant, which is to be changed next.
    """

    compared = Signal(object)

    def __init__(self, ask: Ask) -> None:
        super().__init__("Variants")
        self._ask = ask
        self._theme: Theme | None = None
        self._work = Work()
        self.rows: list[VariantRow] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_clicked)
        self.add_button = small_button(
            "Add a variant", "Train one more network beside these, with a setting of its own."
        )
        self.add_button.clicked.connect(self._on_add)
        self.compare_button = QPushButton("Compare …")
        self.compare_button.setToolTip(COMPARE)
        self.compare_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.settings = SettingMenu(self)
        self.settings.chosen.connect(self._on_compared)
        self.compare_button.clicked.connect(self._on_compare)
        self.head.addWidget(self.compare_button)
        self.head.addWidget(self.add_button)
        self.seeds = Rows(ask, "Variants")
        self.seeds.add(settings_of(Work)["seeds"], commands.set_seeds)
        self.add(self.seeds)

    @property
    def newest(self) -> VariantRow:
        """The last row."""
        return self.rows[-1]

    def show_state(self, state: State) -> None:
        """Show the variants, their last losses, and which one the graph steps through."""
        variants, self._work = state.work.variants, state.shown
        self.seeds.show_structs(state.work)
        while len(self.rows) < len(variants):
            self._append()
        while len(self.rows) > len(variants):
            self._drop_last()
        labels, training, covered = queries.variant_labels(state), state.work.training, state.view.covered
        now = state.view.update if "future" in covered else None
        for place, row in enumerate(self.rows):
            alone = len(variants) == 1
            row.show_variant(variants[place], training, labels[place], state.work, removable=not alone)
            row.show_run(state.runs[place] if place < len(state.runs) else None, now)
            row.cover_name(covered="legend" in covered)
        self.rows[min(state.view.variant, len(variants) - 1)].button.setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.show_space(theme)
        draw_button(self.add_button, "add", theme)
        self.seeds.show_space(theme)
        for row in self.rows:
            row.show_theme(theme)

    def _append(self) -> None:
        row = VariantRow(self._ask, len(self.rows))
        self._group.addButton(row.button, len(self.rows))
        self.rows.append(row)
        self.add(row)
        if self._theme:
            row.show_theme(self._theme)

    def _drop_last(self) -> None:
        row = self.rows.pop()
        self._group.removeButton(row.button)
        discard(row)

    def _on_clicked(self, place: int) -> None:
        self._ask(commands.choose_variant, place)

    def _on_add(self) -> None:
        self._ask(commands.add_variant)

    def _on_compare(self) -> None:
        self.settings.offer(self._work)
        self.settings.popup(self.compare_button.mapToGlobal(self.compare_button.rect().bottomLeft()))

    def _on_compared(self, place: str) -> None:
        """Put another value beside the shown one, open to be changed."""
        before = len(self.rows)
        self._ask(commands.add_variant, place)
        if len(self.rows) > before:
            self.compared.emit(self.newest.details.content.input_of(place))


class VariantRow(QWidget):
    """One variant: its letter in its hue, its name, its last loss; opened, what it does differently."""

    def __init__(self, ask: Ask, place: int) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        self.button = QRadioButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setToolTip("Step through this one.")
        self._badge = Badge(place)
        self._name, self._field, self.loss = Elided(), Covered("name"), Label()
        self._field.clicked.connect(self._on_uncovered)
        self._words = Flow(self.loss, self._field, leader=self._name)
        self.details = Folded(lambda: _Details(ask, place))
        tip = "What this variant does differently."
        self._more = Opener("What this variant changes", tip, self.details)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column, widget in enumerate((self.button, self._badge, self._words, self._more)):
            self._grid.addWidget(widget, 0, column)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(self.details, 1, 0, 1, 4)

    def show_variant(
        self, variant: Variant, training: TrainingSpec, label: str, work: Work, *, removable: bool
    ) -> None:
        """Show a variant; `training` is what all of them share, as the rest of `work` is."""
        self._name.show_text(label)
        self.button.setAccessibleName(f"Step through {label}")
        self.details.tell(
            "variant",
            lambda details: details.show_variant(variant, training, label, work, removable=removable),
        )

    def show_run(self, run: Run | None, now: int | None) -> None:
        """Show the loss that a run came to or, where its future is covered, the newest that is known at an update."""
        if now is None:
            self.loss.setText(_last_loss(run))
            self.loss.setToolTip("The mean loss over the last epoch.")
        else:
            self.loss.setText("…" if run is None else f"loss {short(run.loss_known_at(now))}")
            self.loss.setToolTip("The newest loss so far: what lies ahead is covered.")

    def cover_name(self, *, covered: bool) -> None:
        """Show the name, or a plain field in its place."""
        show_or_cover(self._name, self._field, covered=covered)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._grid.setHorizontalSpacing(theme.space(1))
        self._words.set_space(theme.space(1))
        self._badge.show_theme(theme)
        self.details.tell("theme", lambda details: details.show_theme(theme))
        draw_opener(self._more, theme)

    def _on_uncovered(self) -> None:
        self._ask(commands.toggle_cover, "legend")


class _Details(QWidget):
    """What a variant does differently; an empty line leaves a setting to what it inherits, and names that."""

    def __init__(self, ask: Ask, place: int) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        self.rows = Rows(ask, f"Variant {letter(place)}", is_quiet=True)
        for field in _SETTINGS.values():
            if field.name == "optimiser":
                self.rows.add(field, commands.set_variant_rule, place, name="rule")
            else:
                self.rows.add(field, commands.set_variant, place)
        self.changes = ChangeRows(ask, place, f"Variant {letter(place)}")
        self.rows.add_wide(self.changes)
        self.remove = small_button("Remove the variant", "Remove this variant.")
        self.remove.clicked.connect(self._on_remove)
        self.rows.add_wide(self.remove, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows)

    def show_variant(
        self, variant: Variant, training: TrainingSpec, label: str, work: Work, *, removable: bool
    ) -> None:
        """Show what the variant does differently, and what it inherits."""
        self.changes.show_variant(variant, work)
        words = {"name": label, "optimiser": f"{training.optimiser.title}, {_SHARED}"}
        of_rule = _SHARED if variant.optimiser is None else variant.optimiser.title
        for name, value in inherited(variant, training).items():
            whence = _SHARED if name in training.__struct_fields__ else of_rule
            words[name] = f"{_SETTINGS[name].text(value)}, {whence}"
        self.rows.show_changes(variant, words, apply(variant, training).optimiser)
        self.remove.setVisible(removable)

    def input_of(self, place: str) -> Input:
        """Return the input of a setting that the variant changes, by its place in the work."""
        rows = self.changes.rows.rows
        return (rows[place] if place in rows else self.rows.rows[place.rpartition(".")[2]]).input

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.rows.show_space(theme, 2, 0.5, 2)
        self.changes.show_theme(theme)
        draw_button(self.remove, "remove", theme)

    def _on_remove(self) -> None:
        self._ask(commands.remove_variant, self._place)


def _last_loss(run: Run | None) -> str:
    if run is None:
        return "…"
    if run.divergence:
        return "not finite" if run.divergence.at_start else "diverged"
    return f"loss {short(float(run.losses[-1]))}" if len(run.losses) else "…"
