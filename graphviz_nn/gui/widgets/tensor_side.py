"""What stands beside an explanation: a tensor in figures, or an op cell by cell, or that it is not there yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from graphviz_nn.debug.explain import Cell
from graphviz_nn.graph import Role
from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.cells_view import CellsView
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.gui.widgets.tensor_view import TensorView
from graphviz_nn.scene.inspection import Inspection
from graphviz_nn.scene.tensors import Tensor

CELLS = "cells"  # the key of the op's tensors side by side


class TensorSide(QWidget):
    """Shows one of the tensors of what is looked into, or the op cell by cell.

    Signals: `cellChosen(Cell)`: a number was clicked; `cellPointed(object)`: one that the mouse is over, or None.
    """

    cellChosen = Signal(object)
    cellPointed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._cell: Cell | None = None
        self._tensor, self._cells = TensorView(theme), CellsView(theme)
        self._missing, self._statistics = Label("not yet"), Elided()
        set_kind(self._missing, "muted")
        set_kind(self._statistics, "hint")
        self._missing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tensor.chosen.connect(self._on_chosen)
        self._tensor.table.hover.pointed.connect(self._on_pointed)
        self._cells.chosen.connect(self.cellChosen)
        self._stack = QStackedWidget()
        for widget in (self._tensor, self._cells, self._missing):
            self._stack.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self._statistics)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be seen yet."""
        return self._stack.currentWidget() is self._missing

    def show_nothing(self) -> None:
        """Show that nothing is looked into."""
        self._statistics.show_text("")
        self._show_missing("")

    def show_tensor(self, inspection: Inspection, key: str) -> None:
        """Show the tensor of a key, or for CELLS the op's tensors side by side."""
        self._cell = inspection.cell
        self._statistics.show_text(inspection.statistics.get(key, ""))
        if key == CELLS:
            self._cells.show_blocks(inspection.blocks)
            self._stack.setCurrentWidget(self._cells)
            return
        shown = inspection.tensors[key]
        if shown.array is None:
            self._show_missing("gradient not yet" if shown.is_gradient else "value not yet")
            return
        is_kernel = inspection.node.role is Role.PARAMETER
        self._tensor.show_array(shown.array, *self._hue(shown), inspection.cell.index, is_kernel=is_kernel)
        self._stack.setCurrentWidget(self._tensor)

    def point_at(self, cell: Cell | None) -> None:
        """Mark the number that the mouse is over, wherever that is."""
        is_here = cell is not None and self._cell is not None and cell.node == self._cell.node
        self._tensor.table.point_at(cell.index if cell and is_here else None)

    def use_theme(self, theme: Theme) -> None:
        """Take over colours, fonts and distances."""
        self._theme = theme
        self._tensor.use_theme(theme)
        self._cells.use_theme(theme)
        self._column.setSpacing(theme.space(1.5))

    def _on_chosen(self, index: tuple[int, ...]) -> None:
        self.cellChosen.emit(self._at(index))

    def _on_pointed(self, index: tuple[int, ...] | None) -> None:
        self.cellPointed.emit(None if index is None else self._at(index))

    def _at(self, index: tuple[int, ...]) -> Cell:
        assert self._cell is not None
        return Cell(self._cell.node, self._cell.of, index)

    def _show_missing(self, text: str) -> None:
        self._missing.setText(text)
        self._stack.setCurrentWidget(self._missing)

    def _hue(self, tensor: Tensor) -> tuple[QColor, ColourMap]:
        if tensor.is_gradient:
            return self._theme.color("backward"), self._theme.gradient_map
        return self._theme.color("forward" if tensor.key == "value" else "text"), self._theme.value_map
