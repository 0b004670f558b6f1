"""The confusion matrix beside the data: what is said of a cell, and which rows it counts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.confusion_picture import ConfusionPicture
from graphviz_nn.gui.plots.shapes import Line, Shape
from graphviz_nn.gui.points.shown import confusion_of, rows_in
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.session.state import State
from graphviz_nn.text import counted

_KEY = Qt.Key
_STEPS = {_KEY.Key_Left: (0, -1), _KEY.Key_Right: (0, 1), _KEY.Key_Up: (-1, 0), _KEY.Key_Down: (1, 0)}
_PINS = frozenset({_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_Space})
FRAME = 2.0  # pixels


class Matrix(Plot):
    """Counts the rows by what they are and are seen as; the cell under the pointer, or clicked, lights its rows.

    With the focus, arrow keys go from cell to cell, Enter clicks one, and Escape lets all go.

    Attributes:
        lit: emitted when other rows are to be lit.

    """

    lit = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Confusion matrix", parent)
        self._counts: ConfusionPicture | None = None
        self._pointed: tuple[int, int] | None = None
        self._pinned: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hovered.connect(self._on_cell_hovered)
        self.clicked.connect(self._on_cell_clicked)
        self.left.connect(self._on_left)

    def show_counts(self, state: State, *, has_room: bool) -> None:
        """Show the counts of the rows that the view names; be out of sight where it names none, or has no room."""
        made = (
            confusion_of(state, held_out=state.view.confusion == "held out") if state.view.confusion else None
        )
        counts = made.picture if made and isinstance(made.picture, ConfusionPicture) else None
        self._counts = replace(counts, is_beside=True) if counts else None
        self.setVisible(self._counts is not None and has_room)
        if self._counts is None:
            self._pointed = self._pinned = None
            return
        self._draw(self._counts)

    def rows(self, state: State) -> list[int]:
        """Return the rows of the cell that is pointed at, or else of the one that was clicked."""
        cell = self._cell
        if cell is None:
            return []
        return rows_in(state, *cell, held_out=state.view.confusion == "held out")

    def _draw(self, counts: ConfusionPicture) -> None:
        self.show_picture(counts, self._frame)
        self.setAccessibleDescription(words_of(counts))

    @property
    def _cell(self) -> tuple[int, int] | None:
        """The cell that is pointed at, or else the one that was clicked, where the classes still have it."""
        cell = self._pointed or self._pinned
        return cell if cell and self._counts and max(cell) < len(self._counts.classes) else None

    def _frame(self, theme: Theme) -> list[Shape]:
        """Return the frame of that cell."""
        if self._cell is None or self._counts is None:
            return []
        color = theme.color("focus" if self.hasFocus() else "text")
        return [Line(self._counts.rim(*self._cell), color, FRAME)]

    @Slot(float, float)
    def _on_cell_hovered(self, across: float, up: float) -> None:
        if self._counts is not None:
            self._point(self._counts.cell_at(across, up))
            self.say(said_of(self._counts, *self._pointed) if self._pointed else "")

    @Slot(float, float)
    def _on_cell_clicked(self, across: float, up: float) -> None:
        self._pin(self._counts.cell_at(across, up) if self._counts else None)

    @Slot()
    def _on_left(self) -> None:
        self._point(None)

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self._pointed:
            self._pointed = cell
            self._show_cell()

    def _pin(self, cell: tuple[int, int] | None) -> None:
        """Keep a cell lit, or the one that is so no more."""
        self._pinned = None if cell == self._pinned else cell
        self._show_cell()

    def _show_cell(self) -> None:
        if self._counts is not None:
            self._draw(self._counts)
        self.lit.emit()

    def event(self, event: QEvent) -> bool:
        """Claim the keys before they count as shortcuts of the window."""
        is_claimed = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._counts is not None
            and (
                event.key() in (*_STEPS, *_PINS)
                or (event.key() == _KEY.Key_Escape and self._cell is not None)
            )
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        )
        if is_claimed:
            event.accept()
        return is_claimed or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next cell, click one, or let all go."""
        if self._counts is not None and event.key() in _STEPS:
            self._go_on(self._counts, *_STEPS[Qt.Key(event.key())])
        elif event.key() in _PINS and self._cell is not None:
            self._pin(self._cell)
        elif event.key() == _KEY.Key_Escape and self._cell is not None:
            self._pointed = self._pinned = None
            self.say("")
            self._show_cell()
        else:
            super().keyPressEvent(event)

    def _go_on(self, counts: ConfusionPicture, down: int, across: int) -> None:
        """Point at the next cell, at first at the one in the corner, and say what it counts."""
        last = len(counts.classes) - 1
        true, seen = self._cell or (-down, -across)
        cell = min(max(true + down, 0), last), min(max(seen + across, 0), last)
        self._point(cell)
        self.say(said_of(counts, *cell), counts.middle(*cell))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Light what was clicked alone."""
        self._point(None)
        super().focusOutEvent(event)


def said_of(picture: ConfusionPicture, true: int, seen: int) -> str:
    """Return a cell in words: "3 held-out rows of class 0 are seen as 1"."""
    number, classes = int(picture.counts[true, seen]), picture.classes
    rows = picture.rows if number != 1 else picture.rows.removesuffix("s")
    return (
        f"{number:,} {rows} of class {classes[true]} {'is' if number == 1 else 'are'} seen as {classes[seen]}"
    )


def words_of(picture: ConfusionPicture) -> str:
    """Return the mistakes in words, for who does not see the matrix."""
    count = len(picture.classes)
    wrong = [
        said_of(picture, true, seen)
        for true in range(count)
        for seen in range(count)
        if true != seen and picture.counts[true, seen]
    ]
    whole = counted(int(picture.counts.sum()), picture.rows.removesuffix("s"))
    return f"{whole}: {'; '.join(wrong) if wrong else 'all are seen as what they are'}."
