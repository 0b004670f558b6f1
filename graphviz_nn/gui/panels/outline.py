"""The outline: everything that makes the network and its training, to be read and to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.outline.data import DataSection
from graphviz_nn.gui.outline.expression import ExpressionSection
from graphviz_nn.gui.outline.inputs import Input
from graphviz_nn.gui.outline.model import ModelSection
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Folded, Opener
from graphviz_nn.gui.outline.training import TrainingSection
from graphviz_nn.gui.outline.variants import VariantsSection
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.column_scroll import ColumnScroll
from graphviz_nn.model import Stack
from graphviz_nn.session import State


class OutlinePanel(Panel):
    """Model, data, training and variants; for an expression, its text and its variables.

    Signals: `fileRequested()`: the user wants to learn from a file. `columnsRequested()`: from other columns of it.
    """

    title: ClassVar[str] = "Outline"
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.LeftDockWidgetArea
    # A message may say that a wish could not be fulfilled: then the inputs go back to what is true.
    watches: ClassVar[tuple[str, ...]] = (
        "work.subject",
        "work.data",
        "work.training",
        "work.variants",
        "view.variant",
        "dataset",
        "runs",
        "surface",
        "outlook",
        "message",
    )
    hint: ClassVar[str] = (
        "The model, the data, how it is trained, and what is compared. Change anything: all follows."
    )

    fileRequested = Signal()
    columnsRequested = Signal()

    def build(self) -> None:
        """Stack the sections in a column that scrolls."""
        self.model, self.data = ModelSection(self.ask), DataSection(self.ask)
        self.training, self.variants = TrainingSection(self.ask), VariantsSection(self.ask)
        self.expression = ExpressionSection(self.ask)
        self.data.fileRequested.connect(self.fileRequested)
        self.data.columnsRequested.connect(self.columnsRequested)
        self._of_network = (self.model, self.data)
        self._of_all = (self.training, self.variants)
        page = QWidget()
        set_kind(page, "side")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # A click on what takes no focus itself ends what is being typed.
        page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._column = QVBoxLayout(page)
        for section in (self.expression, *self._of_network, *self._of_all):
            self._column.addWidget(section)
        self._column.addStretch(1)
        self._scroll = ColumnScroll(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._sought: QWidget | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)  # once new rows have their places
        self._soon.timeout.connect(self._on_placed)
        self.variants.add_button.clicked.connect(self._on_added)
        self.variants.compared.connect(self.reveal)

    def show_state(self, state: State) -> None:
        """Show the sections that the document has."""
        has_network = isinstance(state.work.subject, Stack)
        self.expression.setVisible(not has_network)
        self.expression.show_state(state)
        for of_network in self._of_network:
            of_network.setVisible(has_network)
            if has_network:
                of_network.show_state(state)
        for section in self._of_all:
            section.show_state(state)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._column.setContentsMargins(
            theme.space(INSET), theme.space(1), theme.space(INSET), theme.space(4)
        )
        self._column.setSpacing(theme.space(1))
        for section in (self.expression, *self._of_network, *self._of_all):
            section.show_theme(theme)

    def entry(self) -> QWidget:
        """Return the learning rate: what is changed most often."""
        return self.training.rows.rows["learning_rate"].input.focus

    def settings(self) -> Iterator[tuple[str, Input]]:
        """Yield what the settings that the document has are of, and their inputs; also those that are folded away."""
        folded = {opener.opens for opener in self.findChildren(Opener)}
        for part in self.findChildren(Folded):
            _ = part.content
        for rows in self.findChildren(Rows):
            for row in rows.rows.values():
                if not any(part.isHidden() and part not in folded for part in self._way_to(row.input.widget)):
                    yield rows.heading, row.input

    def reveal(self, shown: Input) -> None:
        """Open what a setting is folded into, and give it the focus, in sight."""
        parts = set(self._way_to(shown.widget))
        for opener in self.findChildren(Opener):
            if opener.opens in parts:
                opener.setChecked(True)
        shown.focus.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._seek(shown.widget)

    def _way_to(self, widget: QWidget) -> Iterator[QWidget]:
        """Yield a widget and all that it is in, up to the panel."""
        part: QWidget | None = widget
        while part is not None and part is not self:
            yield part
            part = part.parentWidget()

    def _seek(self, widget: QWidget) -> None:
        self._sought = widget
        self._soon.start()

    def _on_added(self) -> None:
        self._seek(self.variants.newest)

    def _on_placed(self) -> None:
        if self._sought is not None:
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self._scroll.ensureWidgetVisible(self._sought, 0, self.theme.space(8))
