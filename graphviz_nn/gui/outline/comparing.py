"""What a variant changes beside the rule and its numbers: a menu of all settings, and a row for each that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from graphviz_nn.files.document import Work
from graphviz_nn.files.places import comparable
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, discard
from graphviz_nn.session import commands
from graphviz_nn.settings import Field
from graphviz_nn.settings.places import values_at
from graphviz_nn.training.variants import Variant

_PARTS = {"data": "Data", "subject": "Model", "training": "Training"}


class SettingMenu(QMenu):
    """Every setting that a variant can change, by the part of the work that it is of.

    Signals: `chosen(str)`: the place of a setting in the work.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)

    def offer(self, work: Work) -> None:
        """Offer the settings of some work, and what each is there."""
        self.clear()
        menus = {root: self.addMenu(title) for root, title in _PARTS.items()}
        for place, field in comparable(work).items():
            menu = menus[place.partition(".")[0]]
            menu.setToolTipsVisible(True)
            action = menu.addAction(f"{field.setting.label}: {_now(work, place, field)}")
            action.setToolTip(field.tip)
            action.triggered.connect(partial(self._on_triggered, place))
        for menu in menus.values():
            menu.menuAction().setVisible(not menu.isEmpty())

    def _on_triggered(self, place: str, checked: bool = False) -> None:
        self.chosen.emit(place)


class ChangeRows(QWidget):
    """A row for each further setting that a variant changes; an empty one leaves it to what all have."""

    def __init__(self, ask: Ask, place: int, heading: str) -> None:
        super().__init__()
        self._ask, self._place, self._heading = ask, place, heading
        self._fields: dict[str, Field] = {}
        self._theme: Theme | None = None
        self.rows = Rows(ask, heading, is_quiet=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.rows)

    def show_variant(self, variant: Variant, work: Work) -> None:
        """Show what a variant changes of some work."""
        known = comparable(work)
        fields = {place: replace(known[place], optional=True) for place in variant.changes if place in known}
        if fields != self._fields:
            self._fields = fields
            self._make_rows()
        for place, row in self.rows.rows.items():
            shared = f"{_now(work, place, known[place])}, shared"
            row.input.show(variant.changes[place], shared)
        self.setVisible(bool(fields))

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self._theme = theme
        self.rows.show_space(theme, 2, 0.5)

    def _make_rows(self) -> None:
        discard(self.rows)
        self._column.removeWidget(self.rows)
        self.rows = Rows(self._ask, self._heading, is_quiet=True)
        for place, field in self._fields.items():
            command = commands.change_variant
            self.rows.add(field, command, self._place, place, name="value", key=place)
        if self._theme is not None:
            self.show_theme(self._theme)
        self._column.addWidget(self.rows)


def _now(work: Work, place: str, field: Field) -> str:
    """Return what a setting is, or what several are."""
    words: Mapping[str, None] = dict.fromkeys(field.text(value) for value in values_at(work, place))
    return " or ".join(words)
