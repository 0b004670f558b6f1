"""The confusion matrix beside the data: what is said of a cell, and which rows it counts."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.plots.confusion_picture import ConfusionPicture
from graphviz_nn.gui.points.shown import confusion_of, rows_in
from graphviz_nn.gui.widgets.plot import Plot
from graphviz_nn.session.state import State
from graphviz_nn.text import counted


class Matrix(Plot):
    """Counts the rows by what they are and are seen as; the cell under the pointer, or clicked, lights its rows.

    Attributes:
        lit: emitted when other rows are to be lit.

    """

    lit = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Confusion matrix", parent)
        self._counts: ConfusionPicture | None = None
        self._pointed: tuple[int, int] | None = None
        self._pinned: tuple[int, int] | None = None
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
        self.show_picture(self._counts)
        self.setAccessibleDescription(words_of(self._counts))

    def rows(self, state: State) -> list[int]:
        """Return the rows of the cell that is pointed at, or else of the one that was clicked."""
        cell = self._pointed or self._pinned
        if cell is None or self._counts is None or max(cell) >= len(self._counts.classes):
            return []
        return rows_in(state, *cell, held_out=state.view.confusion == "held out")

    @Slot(float, float)
    def _on_cell_hovered(self, across: float, up: float) -> None:
        if self._counts is not None:
            self._point(self._counts.cell_at(across, up))
            self.say(said_of(self._counts, *self._pointed) if self._pointed else "")

    @Slot(float, float)
    def _on_cell_clicked(self, across: float, up: float) -> None:
        cell = self._counts.cell_at(across, up) if self._counts else None
        self._pinned = None if cell == self._pinned else cell
        self.lit.emit()

    @Slot()
    def _on_left(self) -> None:
        self._point(None)

    def _point(self, cell: tuple[int, int] | None) -> None:
        if cell != self._pointed:
            self._pointed = cell
            self.lit.emit()


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
