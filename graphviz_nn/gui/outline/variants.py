"""The variants that are trained side by side."""

from __future__ import annotations

from math import nan

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QLineEdit, QRadioButton, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.section import (
    Ask,
    Section,
    add_line,
    choice,
    draw_button,
    draw_opener,
    number_edit,
    opener,
    small_button,
)
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.optim import OPTIMISERS, AnyOptimiser, rule_name
from graphviz_nn.session import State, commands, queries
from graphviz_nn.text import short
from graphviz_nn.training.run import Run
from graphviz_nn.training.variants import Variant

_NUMBERS = (
    ("learning_rate", "Learning rate", False),
    ("momentum", "Momentum", False),
    ("batch_size", "Mini-batch", True),
    ("seed", "Seed", True),
)
_RULES = (
    ("", "as above", "The optimiser that is chosen above."),
    *((name, kind.title, kind.words) for name, kind in OPTIMISERS.items()),
)


class VariantsSection(Section):
    """A row for each variant."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Variants")
        self._ask = ask
        self._theme: Theme | None = None
        self.rows: list[VariantRow] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_clicked)
        self.add_button = small_button(
            "Add a variant", "Train one more network beside these, with a setting of its own."
        )
        self.add_button.clicked.connect(self._on_add)
        self.head.addWidget(self.add_button)

    @property
    def newest(self) -> VariantRow:
        """The last row that is shown."""
        return [row for row in self.rows if not row.isHidden()][-1]

    def show_state(self, state: State) -> None:
        """Show the variants, their last losses, and which one the graph steps through."""
        variants = state.work.variants
        while len(self.rows) < len(variants):
            self._append()
        labels = queries.variant_labels(state)
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(variants))
            if place < len(variants):
                run = state.runs[place] if place < len(state.runs) else None
                shared = state.work.training.optimiser
                row.show_variant(variants[place], shared, labels[place], run, removable=len(variants) > 1)
        self.rows[min(state.view.variant, len(variants) - 1)].button.setChecked(True)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.show_space(theme)
        draw_button(self.add_button, "add", theme)
        for row in self.rows:
            row.show_theme(theme)

    def _append(self) -> None:
        row = VariantRow(self._ask, len(self.rows))
        self._group.addButton(row.button, len(self.rows))
        self.rows.append(row)
        self.add(row)
        if self._theme:
            row.show_theme(self._theme)

    def _on_clicked(self, place: int) -> None:
        self._ask(commands.choose_variant, place)

    def _on_add(self) -> None:
        self._ask(commands.add_variant)


class VariantRow(QWidget):
    """One variant: its letter in its hue, its name, its last loss; opened, what it does differently."""

    def __init__(self, ask: Ask, place: int) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        self.button = QRadioButton()
        self.button.setToolTip("Step through this one.")
        self._letter = QLabel(chr(ord("A") + place))
        self._letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name, self.loss = Elided(), QLabel()
        self.loss.setToolTip("The mean loss over the last epoch.")
        self.details = _Details(ask, place)
        tip = "What this variant does differently."
        self._more = opener("What this variant changes", tip, self.details)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column, widget in enumerate((self.button, self._letter, self._name, self.loss, self._more)):
            self._grid.addWidget(widget, 0, column)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(self.details, 1, 0, 1, 5)

    def show_variant(
        self, variant: Variant, shared: AnyOptimiser, label: str, run: Run | None, *, removable: bool
    ) -> None:
        """Show a variant and how far its run came; `shared` is the rule that variants have without their own."""
        self._name.show_text(label)
        self.button.setAccessibleName(f"Step through {label}")
        self.loss.setText(_last_loss(run))
        self.details.show_variant(variant, shared, removable=removable)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._grid.setHorizontalSpacing(theme.space(1))
        color = theme.variant_color(self._place).name()
        ink, round_ = theme.color("surface").name(), theme.pixels(8)
        self._letter.setFixedSize(theme.pixels(24), theme.pixels(17))
        self._letter.setFont(theme.font("small_bold"))
        self._letter.setStyleSheet(f"background: {color}; color: {ink}; border-radius: {round_}px;")
        self.details.show_theme(theme)
        draw_opener(self._more, theme)


class _Details(QWidget):
    """What a variant does differently; an empty line leaves a setting as it is above."""

    def __init__(self, ask: Ask, place: int) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        self._grid = QGridLayout(self)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name")
        self.name.setPlaceholderText("its setting")
        self.name.setToolTip("What the legend calls this variant.")
        set_kind(self.name, "inline")
        self.name.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.name.editingFinished.connect(self._on_named)
        add_line(self._grid, 0, "Name", self.name)
        self.rule = choice(
            ask, commands.set_variant_rule, "rule", "Optimiser", "The rule of this variant alone.", place
        )
        self.rule.set_options(_RULES)
        add_line(self._grid, 1, "Optimiser", self.rule)
        self.numbers: dict[str, NumberEdit] = {}
        self.labels: dict[str, QLabel] = {}
        for line, (field, label, whole) in enumerate(_NUMBERS, 2):
            tip = f"{label} of this variant alone; empty takes the one above."
            edit = number_edit(
                ask, commands.set_variant, field, label, tip, place, whole=whole, optional=True
            )
            self.numbers[field] = edit
            self.labels[field] = add_line(self._grid, line, label, edit)
        self.remove = small_button("Remove the variant", "Remove this variant.")
        self.remove.clicked.connect(self._on_remove)
        self._grid.addWidget(self.remove, len(_NUMBERS) + 2, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(1, 1)

    def show_variant(self, variant: Variant, shared: AnyOptimiser, *, removable: bool) -> None:
        """Show what the variant does differently, and which of it its rule has."""
        if not self.name.hasFocus():
            self.name.setText(variant.name)
        own = variant.optimiser
        self.rule.show_option(rule_name(own) if own else "")
        has_momentum = "momentum" in (own or shared).__struct_fields__
        for widget in (self.labels["momentum"], self.numbers["momentum"]):
            widget.setVisible(has_momentum)
        for field, edit in self.numbers.items():
            value, inherited = getattr(variant, field), getattr(own, field, None)
            edit.setPlaceholderText("as above" if inherited is None else short(inherited))
            edit.show_number(nan if value is None else value)
        self.remove.setVisible(removable)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._grid.setContentsMargins(theme.space(6), 0, 0, theme.space(2))
        self._grid.setVerticalSpacing(theme.space(0.5))
        draw_button(self.remove, "remove", theme)

    def _on_named(self) -> None:
        if self.name.isModified():
            self.name.setModified(False)
            self._ask(commands.set_variant, self._place, name=self.name.text().strip())

    def _on_remove(self) -> None:
        self._ask(commands.remove_variant, self._place)


def _last_loss(run: Run | None) -> str:
    if run is None:
        return "…"
    if run.divergence:
        return "diverged"
    return short(float(run.losses[-1])) if len(run.losses) else "…"
