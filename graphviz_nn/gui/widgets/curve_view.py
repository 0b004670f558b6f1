"""A curve with balls on it, and below it the curve of its derivative, over the same axis."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.slice_picture import Balls, SlicePicture, SlopePicture
from graphviz_nn.gui.widgets.plot import Plot

SHARES = (64, 36)  # of the height: the curve, its derivative
LEAST = 210  # pixels: a lower view shows the curve alone


class CurveView(QWidget):
    """Shows a function of one variable, its derivative, and who descends it.

    Attributes:
        value, slope: the two plots.
        hovered: emitted with the number of the variable under the pointer.
        legend_clicked: emitted when a covered legend is clicked.

    """

    hovered = Signal(float, float)
    legend_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.value = Plot(theme, "The value over its variable")
        self.slope = Plot(theme, "Its derivative")
        for plot in (self.value, self.slope):
            plot.grow_with(self)
            plot.hovered.connect(self.hovered)
            plot.clicked.connect(self.hovered)
        self.value.legend_clicked.connect(self.legend_clicked)
        self.value.stand_above(self.slope)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        for plot, share in zip((self.value, self.slope), SHARES, strict=True):
            self._splitter.addWidget(plot)
            self._splitter.setStretchFactor(self._splitter.count() - 1, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)
        self.setMinimumSize(self.value.minimumSize())  # not of both: a view as low as that shows one

    def show_curve(self, picture: SlicePicture, slope: SlopePicture, balls: Balls) -> None:
        """Show a curve, its derivative and the balls."""
        self.value.show_picture(picture, balls.shapes)
        self.slope.show_picture(slope, balls.slopes)

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in another theme."""
        self._theme = theme
        for plot in (self.value, self.slope):
            plot.use_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave all of a low view to the curve."""
        self.slope.setVisible(self.height() >= LEAST)
