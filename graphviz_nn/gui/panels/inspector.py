"""Why a number is what it is, and the tensor that it stands in."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from graphviz_nn.analysis.explain import Cell, explain
from graphviz_nn.analysis.record import Phase, Record
from graphviz_nn.graph import Node, Role
from graphviz_nn.gui.colour_map import ColourMap
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.plots.cells import scene_of
from graphviz_nn.gui.plots.tensors import Tensor, statistics, tensors_of
from graphviz_nn.gui.style import set_kind
from graphviz_nn.gui.theme import Theme
from graphviz_nn.gui.widgets.arithmetic import Arithmetic
from graphviz_nn.gui.widgets.cells_view import CellsView
from graphviz_nn.gui.widgets.formula import Formula
from graphviz_nn.gui.widgets.heat_map import HeatMap
from graphviz_nn.gui.widgets.number_table import NumberTable
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.wrapped import Wrapped
from graphviz_nn.ops import shape_text
from graphviz_nn.session import commands, queries
from graphviz_nn.session.state import State

WIDE = 600  # pixels; from this width on, the tensor stands beside the explanation
CELLS = "cells"


class InspectorPanel(Panel):
    """Explains one number: formula, numbers and words; beside it the whole tensor as table and heat map."""

    title = "Why this number"
    area = Qt.DockWidgetArea.BottomDockWidgetArea
    watches = ("record", "cell", "document.view.position", "document.view.update", "document.view.selected")
    hint = "The formula behind a number, the same in numbers, and the tensor that it stands in."

    def build(self) -> None:
        """Make the explanation and the tensor's views."""
        self._tab = ""
        self._title, self._kind, self._words, self._statistics = Wrapped(), Wrapped(), Wrapped(), Wrapped()
        set_kind(self._title, "name")
        for label in (self._kind, self._statistics):
            set_kind(label, "hint")
        set_kind(self._words, "muted")
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._formula, self._lines = Formula(self.theme), Arithmetic(self.theme)
        self._lines.followed.connect(self._on_cell_chosen)
        self._tabs = Segmented("What to show of the node")
        self._tabs.chosen.connect(self._on_tab_chosen)
        self._table, self._heat = NumberTable(self.theme), HeatMap(self.theme)
        self._table.chosen.connect(self._on_index_chosen)
        self._heat.chosen.connect(self._on_index_chosen)
        self._cells = CellsView(self.theme)
        self._cells.chosen.connect(self._on_cell_chosen)
        self._missing = QLabel("not yet")
        self._missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_kind(self._missing, "muted")
        self._arrange()

    def _arrange(self) -> None:
        why = QWidget()
        self._why = QVBoxLayout(why)
        self._why.setContentsMargins(0, 0, 0, 0)
        for part in (self._title, self._kind, self._formula, self._lines, self._words):
            self._why.addWidget(part)
        self._why.addStretch()
        both = QWidget()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, both)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.addWidget(self._table, 3)
        self._both.addWidget(self._heat, 2)
        self._stack = QStackedWidget()
        for widget in (both, self._cells, self._missing):
            self._stack.addWidget(widget)
        tensor = QWidget()
        self._tensor = QVBoxLayout(tensor)
        self._tensor.setContentsMargins(0, 0, 0, 0)
        self._tensor.addWidget(self._tabs)
        self._tensor.addWidget(self._stack, 1)
        self._tensor.addWidget(self._statistics)
        page = QWidget()
        self._page = QBoxLayout(QBoxLayout.Direction.TopToBottom, page)
        self._page.addWidget(why, 1)
        self._page.addWidget(tensor, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What is in it takes the focus, and is brought into sight.
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        page.setAutoFillBackground(False)  # the panel's own ground shows through
        scroll.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def show_state(self, state: State) -> None:
        """Show why the current number is what it is."""
        cell, record = subject(state), state.record
        if record is None or cell is None:
            self._show_nothing()
            return
        position = queries.position(state)
        node = record.graph.nodes[record.graph.index[cell.node]]
        explanation = explain(record, position, cell)
        self._title.setText(explanation.title if explanation else str(cell))
        self._kind.setText(_kind(node))
        self._formula.show_latex(explanation.formula if explanation else "")
        self._lines.show_lines(explanation.lines if explanation else ())
        self._words.setText(explanation.words if explanation else "")
        self._show_tensor(record, position, cell)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        for widget in (self._formula, self._lines, self._table, self._heat, self._cells):
            widget.use_theme(theme)
        self._page.setContentsMargins(*[theme.space(3)] * 4)
        self._page.setSpacing(theme.space(4))
        for layout in (self._why, self._tensor, self._both):
            layout.setSpacing(theme.space(1.5))
        self._cells.setMinimumHeight(theme.space(30))
        self._table.setMinimumHeight(theme.space(24))

    def sizeHint(self) -> QSize:
        """Ask for room for a formula, some lines and a small table."""
        return QSize(self.theme.pixels(480), self.theme.pixels(280))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tensor beside the explanation where there is room, else below it."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        wide = self.width() >= self.theme.pixels(WIDE)
        self._page.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _show_nothing(self) -> None:
        self._title.setText("Nothing to explain yet")
        for label in (self._kind, self._words, self._statistics):
            label.setText("")
        self._formula.show_latex("")
        self._lines.show_lines(())
        self._tabs.set_options(())
        self._missing.setText("")
        self._stack.setCurrentWidget(self._missing)

    def _show_tensor(self, record: Record, position: int, cell: Cell) -> None:
        tensors = tensors_of(record, position, cell)
        scene = scene_of(record, position, cell) if tensors[cell.of].array is not None else ()
        options = [(t.key, t.text, t.tip) for t in tensors.values()]
        extra = [(CELLS, "cells", "The op's tensors side by side, the numbers lit that make up this one")]
        self._tabs.set_options(options + extra if scene else options)
        tab = self._tab if self._tab in tensors or (self._tab == CELLS and scene) else cell.of
        self._tabs.show_option(tab)
        self._statistics.setText("")
        if tab == CELLS:
            self._cells.show_blocks(scene)
            self._stack.setCurrentWidget(self._cells)
            return
        shown = tensors[tab]
        if shown.array is None:
            self._missing.setText("gradient not yet" if shown.is_gradient else "value not yet")
            self._stack.setCurrentWidget(self._missing)
            return
        color, colors = self._hue(shown)
        self._table.show_array(shown.array, color, cell.index)
        self._heat.show_array(shown.array, colors, cell.index)
        self._stack.setCurrentIndex(0)
        op = record.graph.nodes[record.graph.index[cell.node]].op
        self._statistics.setText(statistics(shown.array, op.name if op and tab == "value" else ""))

    def _hue(self, tensor: Tensor) -> tuple[QColor, ColourMap]:
        if tensor.is_gradient:
            return self.theme.color("backward"), self.theme.gradient_map
        return self.theme.color("forward" if tensor.key == "value" else "text"), self.theme.value_map

    @Slot(str)
    def _on_tab_chosen(self, key: str) -> None:
        cell = subject(self.session.state)
        if cell is None:
            return
        if key in ("value", "gradient"):
            self._tab = ""
            self.session.perform(
                commands.select_cell, Cell(cell.node, "value" if key == "value" else "gradient", cell.index)
            )
        else:
            self._tab = key
        self.show_state(self.session.state)

    @Slot(tuple)
    def _on_index_chosen(self, index: tuple[int, ...]) -> None:
        cell = subject(self.session.state)
        if cell is not None:
            self.session.perform(commands.select_cell, Cell(cell.node, cell.of, index))

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell) -> None:
        self.session.perform(commands.select_cell, cell)


def subject(state: State) -> Cell | None:
    """Return the number to explain: the selected one, the selected node's first, or that of the newest event."""
    record = state.record
    if record is None or not record.graph.nodes:
        return None
    if state.cell is not None and state.cell.node in record.graph.index:
        return state.cell
    position = queries.position(state)
    event = record.events[position - 1] if position else None
    selected = record.graph.index.get(state.document.view.selected)
    place = selected if selected is not None else event.node if event else record.events[0].node
    node = record.graph.nodes[place]
    backward = event is not None and event.phase is Phase.BACKWARD and arrived(record, position, place)
    return (
        Cell(node.name, "gradient" if backward else "value", (0,) * len(node.shape)) if _cells(node) else None
    )


def arrived(record: Record, position: int, place: int) -> bool:
    """Whether some of a node's gradient has arrived."""
    return any(event.phase is Phase.BACKWARD and event.node == place for event in record.events[:position])


def _kind(node: Node) -> str:
    what = node.op.name if node.op and node.role is Role.OP else node.role.value
    return " · ".join(part for part in (what, shape_text(node.shape), node.layer) if part)


def _cells(node: Node) -> bool:
    return all(node.shape)
