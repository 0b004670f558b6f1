"""A map of runs with a dot on it, to be dragged, clicked elsewhere, or moved by the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphviz_nn.faults import contained
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.plots.map_picture import Dots, MapPicture
from graphviz_nn.gui.widgets.plot import Plot

FRAME = 2  # pixels around it for the frame that says that it has the keys
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
NAME = "Map of runs"


class MapView(QWidget):
    """Shows a map, and asks for the cell to which the dot is moved.

    Attributes:
        plot: what draws it.
        moved: emitted with the column and the row of the cell to which the dot was dragged, or that was clicked, and
            whether it is held and dragged on.
        stepped: emitted with the columns and the rows by which an arrow key moves the dot, and whether it is held.
        hovered: emitted with the column and the row of the cell under the pointer.

    """

    moved = Signal(int, int, bool)
    stepped = Signal(int, int, bool)
    hovered = Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.plot = Plot(theme, NAME)
        self.plot.clicked.connect(self._on_clicked)
        self.plot.handle_moved.connect(self._on_moved)
        self.plot.hovered.connect(self._on_hovered)
        self.setAccessibleName(NAME)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(FRAME, FRAME, FRAME, FRAME)
        column.addWidget(self.plot)

    def show_map(self, picture: MapPicture | None, dots: Dots, note: str = "") -> None:
        """Show a map and where the runs lie on it; without one, a quiet note."""
        self.plot.show_picture(picture, dots.shapes, note)

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in another theme."""
        self._theme = theme
        self.plot.use_theme(theme)
        self.update()

    @Slot(float, float)
    def _on_clicked(self, across: float, up: float) -> None:
        self.moved.emit(round(across), round(up), False)

    @Slot(float, float, bool)
    def _on_moved(self, across: float, up: float, is_held: bool) -> None:
        self.moved.emit(round(across), round(up), is_held)

    @Slot(float, float)
    def _on_hovered(self, across: float, up: float) -> None:
        self.hovered.emit(round(across), round(up))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the dot by a cell; other keys are the window's."""
        step = KEYS.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(*step, event.isAutoRepeat())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys come here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they do not any more."""
        super().focusOutEvent(event)
        self.update()

    @contained()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame around all while it has the keys."""
        if not self.hasFocus():
            return
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("text"), 1.4))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
