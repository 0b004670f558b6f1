"""The evaluation trace, or Wengert list: a row for each node, filling up as time goes on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPointF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import Record
from graphviz_nn.gui.look.theme import INSET, Theme
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.widgets.hover import Hover
from graphviz_nn.gui.widgets.row_frame import RowFrame
from graphviz_nn.gui.widgets.trace_model import ADJOINT, FORMULA, NAME, VALUE, TraceModel
from graphviz_nn.session import commands, queries
from graphviz_nn.session.state import State

ROOMY = 460  # pixels; a narrower table leaves the formulas out


class TracePanel(Panel):
    """Shows the trace, the newest event's row lit, the selected node's framed; a click selects, Ctrl+C copies."""

    title = "Trace"
    stars = ("trace",)
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    watches = ("record", "view.position", "view.update", "view.selected", "pointed")
    hint = "The evaluation trace (Wengert list): every node's formula, forward value and adjoint."

    def build(self) -> None:
        """Make the table."""
        self._model = TraceModel(self.theme, self)
        self._record: Record | None = None
        self._selected = ""
        self.table = QTableView()
        self.table.setModel(self._model)
        self.table.setAccessibleName("Evaluation trace")
        self._frame = RowFrame(self.theme, self.table)
        self.table.setItemDelegate(self._frame)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)  # else Tab never leaves the table
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTextElideMode(Qt.TextElideMode.ElideLeft)  # the layer is the same in row after row
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        Hover(self.table.viewport(), self._under).pointed.connect(self._on_pointed)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.table)

    def show_state(self, state: State) -> None:
        """Show the trace at the cursor, its row in sight; a selection of several rows stays until another node's."""
        if state.record is not self._record:
            self._record = state.record
            self._fit_columns()
        before = self._model.current
        self._model.show_tape(state.tape, queries.position(state))
        self._select(state.view.selected)
        self._model.point_at(state.pointed.node if state.pointed else "")
        if self._model.current == before:
            return  # what was scrolled to stays in sight: by hand, or since it was selected
        if self._model.current >= 0:
            self.table.scrollTo(self._model.index(self._model.current, 0))
        elif not self._selected:
            self.table.scrollToTop()

    def copied(self) -> Callable[[], str] | None:
        """Return what makes CSV of the selected rows, or of all; None before there are any."""
        rows = sorted({place.row() for place in self.table.selectionModel().selectedRows()})
        return self._model.as_csv(rows)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._model.use_theme(theme)
        self._frame.use_theme(theme)
        digits = QFontMetricsF(theme.font("mono_small"))
        words = QFontMetricsF(theme.font("body"))
        self.table.verticalHeader().setDefaultSectionSize(round(words.height()) + theme.space(1.5))
        header = self.table.horizontalHeader()
        header.setFont(theme.font("small"))
        for column in (VALUE, ADJOINT):
            header.resizeSection(column, round(digits.horizontalAdvance("−0.000e−00 …")) + theme.space(2))
        self._fit_columns()
        self._column.setContentsMargins(*[theme.space(INSET), theme.space(2)] * 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the formulas out where there is no room for them."""
        super().resizeEvent(event)
        self._fit_columns()

    @Slot(QModelIndex)
    def _on_clicked(self, place: QModelIndex) -> None:
        self.session.perform(commands.select_node, self._model.name(place.row()))

    @Slot(object)
    def _on_pointed(self, cell: Cell | None) -> None:
        self.session.perform(commands.point_at, cell)

    def _under(self, at: QPointF) -> Cell | None:
        """Return the node of the row at a place."""
        row = self.table.rowAt(round(at.y()))
        return Cell(self._model.name(row), "value", ()) if row >= 0 else None

    def _select(self, name: str) -> None:
        """Frame the row of the selected node, if it is not framed already."""
        graph = self._record.graph if self._record is not None else None
        row = graph.index.get(name, -1) if graph is not None else -1
        chosen, flag = self.table.selectionModel(), QItemSelectionModel.SelectionFlag
        is_framed = chosen.isRowSelected(row) if row >= 0 else not self._selected
        if not is_framed:
            place = self._model.index(row, NAME)
            chosen.setCurrentIndex(place, flag.ClearAndSelect | flag.Rows)
        self._selected = name if row >= 0 else ""

    def _fit_columns(self) -> None:
        """Give the names what the longest needs, and the formulas the rest; without formulas, the names the rest."""
        roomy = self.width() >= self.theme.pixels(ROOMY)
        header, stretch = self.table.horizontalHeader(), QHeaderView.ResizeMode.Stretch
        self.table.setColumnHidden(FORMULA, not roomy)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Fixed if roomy else stretch)
        header.setSectionResizeMode(FORMULA, stretch)
        if roomy and self._record is not None:
            longest = max((node.name for node in self._record.graph.nodes), key=len, default="")
            words = QFontMetricsF(self.theme.font("body_bold"))
            needed = round(words.horizontalAdvance(longest)) + self.theme.space(4)
            needed = max(needed, header.sectionSizeFromContents(NAME).width())
            header.resizeSection(NAME, min(needed, self.width() // 3))
