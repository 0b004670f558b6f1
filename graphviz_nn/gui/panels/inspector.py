"""Why a number is what it is, and the tensor that it stands in."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphviz_nn.debug.diagnosis import divergence_text
from graphviz_nn.debug.explain import Cell
from graphviz_nn.graph import Node, Role
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.arithmetic import Arithmetic
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.findings import Findings
from graphviz_nn.gui.widgets.formula import Formula
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.tensor_side import CELLS, TensorSide
from graphviz_nn.gui.widgets.veil import Veil
from graphviz_nn.ops import shape_text
from graphviz_nn.scene.inspection import Inspection
from graphviz_nn.session import commands, queries
from graphviz_nn.session.state import State

Shape = Literal["abreast", "stacked", "folded"]
# Row, column and rows of the head, the explanation, the switch and the tensor, in each shape of the panel.
PLACES: dict[Shape, tuple[tuple[int, int], ...]] = {
    "abreast": ((0, 0), (1, 0), (0, 1), (1, 1)),
    "stacked": ((0, 0), (1, 0), (2, 0), (3, 0)),
    "folded": ((0, 0), (2, 0), (1, 0), (2, 0)),
}
LEAST = 220  # pixels of width
WIDE, HIGH = 560, 330  # pixels; narrower, the tensor stands below, and lower still, behind the explanation
WHY_SHARE, TENSOR_SHARE = 42, 58  # of the width, where they stand side by side
LEAST_WHY = 210  # pixels of it for the explanation there
LEAST_TENSOR = 110  # pixels of height of it below the explanation: with less it is left out
TERMS: dict[Shape, int] = {"abreast": 3, "stacked": 8, "folded": 2}  # of a sum that are written out
ALL_TERMS = 1_000  # more of them nobody reads
WHY = "why"


class InspectorPanel(Panel):
    """Explains one number: formula, numbers and words; beside it the tensor, above it what is wrong."""

    title = "Why this number"
    tab = "Why"
    stars = ("why", "cells")
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    watches = (
        "inspection",
        "findings",
        "since",
        "cell",
        "pointed",
        "runs",
        "view.update",
        "view.selected",
        "view.tab",
        "view.variant",
        "activities",
    )
    termsWanted = Signal(int)
    hint = "The formula behind a number, the same in numbers, and the tensor that it stands in."

    def build(self) -> None:
        """Make the explanation and the tensor's views."""
        self._shape: Shape = "abreast"
        self._whole: Cell | None = None  # the number all of whose terms are written out
        self._opened: bool | None = None  # None: while nothing is selected, if there is room
        self._title, self._kind, self._words = Elided(), Elided(), Label()
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        for label, kind in ((self._title, "name"), (self._kind, "hint"), (self._words, "muted")):
            set_kind(label, kind)
        self._words.setWordWrap(True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._formula, self._lines = Formula(self.theme), Arithmetic(self.theme)
        self._findings = Findings(self.theme)
        self._tabs = Segmented("What to show of the node")
        self._side = TensorSide(self.theme)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        # Later: a panel that appears while the views are being told of a state takes another shape.
        self.termsWanted.connect(self._on_terms_wanted, Qt.ConnectionType.QueuedConnection)
        self._lines.followed.connect(self._on_cell_chosen)
        self._lines.opened.connect(self._on_terms_opened)
        self._side.cellChosen.connect(self._on_cell_chosen)
        self._side.cellPointed.connect(self._on_cell_pointed)
        self._tabs.chosen.connect(self._on_tab_chosen)
        self._findings.nodeChosen.connect(self._on_node_chosen)
        self._findings.toggleRequested.connect(self._on_findings_toggled)
        self._findings.travelRequested.connect(self._on_travel_requested)

    def _arrange(self) -> None:
        head = QWidget()
        self._head = QHBoxLayout(head)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.addWidget(self._title)
        self._head.addWidget(self._kind, 1)
        why = QWidget()
        self._why = QVBoxLayout(why)
        self._why.setContentsMargins(0, 0, 0, 0)
        for part in (self._findings, self._formula, self._lines, self._words):
            self._why.addWidget(part)
        self._why.addStretch()
        self._scroll = _scroll_of(why)
        self._regions = (head, self._scroll, self._tabs, self._side)
        self._grid = QGridLayout(self)
        self._veil = Veil(self, self.theme)
        self._place()

    def show_state(self, state: State) -> None:
        """Show why the current number is what it is."""
        self._show_findings(state)
        self._veil.show_old(state.is_computing("inspection"))
        inspection = state.inspection
        if inspection is None:
            self._show_nothing()
            return
        if self._whole not in (None, inspection.cell):
            self._whole = None
            self.termsWanted.emit(TERMS[self._shape])
        explanation = inspection.explanation
        self._title.show_text(explanation.title if explanation else str(inspection.cell))
        self._kind.show_text(_kind(inspection.node))
        self._formula.show_latex(explanation.formula if explanation else "")
        self._lines.show_lines(explanation.lines if explanation else ())
        self._words.setText(explanation.words if explanation else "")
        self._show_tensor(inspection, state.view.tab)
        self._side.point_at(state.pointed)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        for widget in (self._formula, self._lines, self._side, self._findings, self._veil):
            widget.use_theme(theme)
        self._grid.setContentsMargins(
            theme.space(INSET), theme.space(0.5), theme.space(INSET), theme.space(2)
        )
        self._grid.setHorizontalSpacing(theme.space(4))
        self._grid.setVerticalSpacing(theme.space(1))
        self._head.setSpacing(theme.space(3))
        self._place()
        self._why.setSpacing(theme.space(1.5))

    def sizeHint(self) -> QSize:
        """Ask for room for a formula, some lines and a small table."""
        return QSize(self.theme.pixels(480), self.theme.pixels(280))

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than the smallest shape needs, so that a window that shrinks can fold a wide one."""
        return super().minimumSizeHint().boundedTo(QSize(self.theme.pixels(LEAST), self.maximumHeight()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tensor beside the explanation where there is room, else below it, else behind it."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.pixels(WIDE)
        shape: Shape = (
            "abreast" if wide else "stacked" if self.height() >= self.theme.pixels(HIGH) else "folded"
        )
        if shape != self._shape:
            self._shape = shape
            self._scroll.setMinimumHeight(0)
            self._place()
            self.show_state(self.session.state)
            self._whole = None
            self.termsWanted.emit(TERMS[shape])
        elif shape == "stacked":
            self._share_out()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for explanations as long as they can be seen."""
        super().showEvent(event)
        self.termsWanted.emit(TERMS[self._shape])

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for none any more."""
        super().hideEvent(event)
        self.termsWanted.emit(0)

    def _place(self) -> None:
        """Put the four parts where the panel's shape wants them."""
        for part, place in zip(self._regions, PLACES[self._shape], strict=True):
            self._grid.removeWidget(part)
            self._grid.addWidget(part, *place)
        abreast = self._shape == "abreast"
        for column, share in enumerate((WHY_SHARE, TENSOR_SHARE)):
            self._grid.setColumnStretch(column, share if abreast or not column else 0)
        self._grid.setColumnMinimumWidth(0, self.theme.pixels(LEAST_WHY) if abreast else 0)
        growing = {place[0] for place in PLACES[self._shape][1::2]}
        for row in range(4):
            self._grid.setRowStretch(row, int(row in growing))

    def _show_findings(self, state: State) -> None:
        """Show what is wrong with the update, and whether the run diverged."""
        run = queries.active_run(state)
        error = run.divergence if run is not None else None
        elsewhere = error is not None and state.view.update != error.update - 1
        diverged = divergence_text(error) if error is not None else ""
        if diverged and len(state.runs) > 1:
            diverged = f"{queries.run_name(state)}: {diverged[0].lower()}{diverged[1:]}"
        opened = self._opened
        if opened is None:
            idle = state.cell is None and not state.view.selected
            opened = idle and self._shape != "folded"
        found, since = state.findings, state.since
        words = since.words_of(found) if since else ()
        found = since.told(found) if since else found
        self._findings.show_findings(found, diverged, opened=opened, elsewhere=elsewhere, since=words)

    def _show_nothing(self) -> None:
        self._title.show_text("Nothing to explain yet")
        self._words.setText("")
        self._kind.show_text("")
        self._formula.show_latex("")
        self._lines.show_lines(())
        self._tabs.set_options(())
        self._side.show_nothing()
        self._show_sides(WHY)

    def _show_tensor(self, inspection: Inspection, wanted: str) -> None:
        cell, tensors = inspection.cell, inspection.tensors
        options = [(t.key, t.text, t.tip) for t in tensors.values()]
        if self._shape == "folded":
            options.insert(0, (WHY, "why", "The formula, the same in numbers, and in words"))
        if inspection.blocks:
            options.append(
                (CELLS, "cells", "The op's tensors side by side, the numbers lit that make up this one")
            )
        self._tabs.set_options(options)
        tab = wanted if wanted in {option[0] for option in options} else cell.of
        self._tabs.show_option(tab)
        self._side.show_tensor(inspection, cell.of if tab == WHY else tab)
        self._show_sides(tab)

    def _show_sides(self, tab: str) -> None:
        """In a small panel show the explanation or the tensor, else both, one below the other if need be."""
        folded = self._shape == "folded"
        self._scroll.setVisible(not folded or tab == WHY)
        self._side.setVisible(not folded or tab != WHY)
        if self._shape == "stacked":
            self._share_out()
        else:
            self._tabs.show()

    def _share_out(self) -> None:
        """Give the explanation the height that it needs, and the tensor below it the rest.

        Where that is too little, nobody scrolls in front of a class: the tensor is left out, and the explanation
        scrolled elsewhere. A tensor that is not there yet needs no room.
        """
        wide = (
            self.width() - 2 * self.theme.space(INSET) - self._scroll.verticalScrollBar().sizeHint().width()
        )
        for label in (self._words, self._lines):
            label.updateGeometry()
        needed = self._why.totalHeightForWidth(wide)
        above = self._regions[0].sizeHint().height() + self._tabs.sizeHint().height() + self.theme.space(6)
        rest = self.height() - above - self.theme.pixels(LEAST_TENSOR)
        is_wanted = needed <= rest or not self.is_slim or self._tabs.option == CELLS
        has_room = is_wanted and not self._side.is_empty
        self._side.setVisible(has_room)
        self._tabs.setVisible(has_room or not self.is_slim)
        self._grid.setRowStretch(PLACES["stacked"][-1][0], int(has_room))
        self._scroll.setMinimumHeight(max(min(needed, rest), 0) if has_room else 0)

    @Slot(str)
    def _on_tab_chosen(self, key: str) -> None:
        if self._cell is None:
            return
        cell = self._cell
        if key in ("value", "gradient"):
            self.session.perform(commands.show_tab, key if self._shape == "folded" else "")
            self.session.perform(
                commands.select_cell, Cell(cell.node, "value" if key == "value" else "gradient", cell.index)
            )
        else:
            self.session.perform(commands.show_tab, key)

    @Slot()
    def _on_terms_opened(self) -> None:
        self._whole = self._cell
        self.termsWanted.emit(ALL_TERMS)

    @property
    def _cell(self) -> Cell | None:
        """The number that is explained."""
        inspection = self.session.state.inspection
        return inspection.cell if inspection else None

    @Slot(int)
    def _on_terms_wanted(self, terms: int) -> None:
        self.session.perform(commands.set_terms, terms)

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell) -> None:
        self.session.perform(commands.select_cell, cell)

    @Slot(object)
    def _on_cell_pointed(self, cell: Cell | None) -> None:
        self.session.perform(commands.point_at, cell)

    @Slot(str)
    def _on_node_chosen(self, name: str) -> None:
        self.session.perform(commands.select_node, name)

    @Slot()
    def _on_findings_toggled(self) -> None:
        self._opened = "▸" in self._findings.text()
        self._show_findings(self.session.state)

    @Slot()
    def _on_travel_requested(self) -> None:
        self.session.perform(commands.to_divergence)


def _scroll_of(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    set_kind(scroll, "reading")
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    scroll.setWidget(page)
    page.setAutoFillBackground(False)  # the panel's own ground shows through
    scroll.viewport().setAutoFillBackground(False)
    return scroll


def _kind(node: Node) -> str:
    what = node.op.name if node.op and node.role is Role.OP else node.role.value
    return " · ".join(part for part in (what, shape_text(node.shape), node.layer) if part)
