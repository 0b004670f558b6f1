"""The settings that a page of a lesson wants at hand, each as the outline has it."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphviz_nn.files.places import places
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, discard
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.session import State, commands, queries
from graphviz_nn.settings import Field


class PageSettings(QWidget):
    """A row for each place in the document that the page names; one that the document has no more is left out."""

    def __init__(self, ask: Ask, theme: Theme) -> None:
        super().__init__()
        self._ask, self._theme = ask, theme
        self._shown: dict[str, Field] = {}
        self.rows = Rows(ask, "Lesson")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.rows)

    def show_state(self, state: State) -> None:
        """Show the settings of the page with their values."""
        page = queries.page_of(state)
        known = places(state.shown) if page is not None and page.settings else {}
        wanted = {place: known[place] for place in (page.settings if page else ()) if place in known}
        if wanted != self._shown:
            self._shown = wanted
            self._make_rows()
        for place, row in self.rows.rows.items():
            row.input.show(*queries.setting_at(state, place))
        if "training.batch_size" in wanted and state.dataset is not None:
            self.rows.reach("training.batch_size", max(len(state.dataset.x), 2))
        self.setVisible(bool(wanted))

    def show_theme(self, theme: Theme) -> None:
        """Take over the sizes."""
        self._theme = theme
        self.rows.show_space(theme, 0, 1)

    def show_font(self, font: QFont) -> None:
        """Write in the size of the words around it."""
        for row in self.rows.rows.values():
            if row.label is not None:
                row.label.setFont(font)

    def _make_rows(self) -> None:
        discard(self.rows)
        self._column.removeWidget(self.rows)
        self.rows = Rows(self._ask, "Lesson")
        for place, field in self._shown.items():
            self.rows.add(field, commands.set_place, place, name="value", key=place)
        for row in self.rows.rows.values():
            if row.label is not None:
                row.label.setWordWrap(True)  # beside the stage there is little room
            if isinstance(row.input.widget, Knob):
                row.input.widget.lie_flat()
        self.rows.show_space(self._theme, 0, 1)
        self._column.addWidget(self.rows)
