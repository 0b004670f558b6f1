"""A tensor as a table with its heat map: beside it where there is room, else behind the numbers."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.heat_map import HeatMap
from graphviz_nn.gui.widgets.number_table import NumberTable
from graphviz_nn.ops import FloatArray

LEAST_MAP = 96  # pixels of width that a heat map of its own needs


class TensorView(QWidget):
    """Shows a tensor's numbers and shades; whole columns of numbers only.

    Attributes:
        chosen: emitted with the index of the cell that the user clicked.

    """

    chosen = Signal(tuple)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.table, self.heat = NumberTable(theme), HeatMap(theme)
        for view in (self.table, self.heat):
            view.chosen.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.table)
        self._row.addWidget(self.heat, 1)
        self._row.addStretch()

    def show_array(
        self,
        array: FloatArray,
        color: QColor,
        colors: ColourMap,
        selected: tuple[int, ...] | None,
        *,
        is_kernel: bool = False,
    ) -> None:
        """Show a tensor: its numbers in a hue, its shades from a map, one of its cells marked."""
        self.table.show_array(array, color, selected, colors)
        self.heat.show_array(array, colors, selected, is_kernel=is_kernel)
        self._share_out()

    def use_theme(self, theme: Theme) -> None:
        """Take over fonts, colours and distances."""
        self._theme = theme
        self.table.use_theme(theme)
        self.heat.use_theme(theme)
        self._row.setSpacing(theme.space(2))
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        """Ask for no more than a small table: what it shows now must not keep it from becoming narrower."""
        return QSize(self.table.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the new width."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Give the table whole columns, and the heat map the rest if that is enough."""
        wide = self.table.whole_width(self.width())
        rest = self.width() - wide - self._row.spacing()
        beside = rest >= self._theme.pixels(LEAST_MAP)
        self.table.setFixedWidth(wide)
        self.heat.setVisible(beside)
        self.table.show_tint(not beside)
