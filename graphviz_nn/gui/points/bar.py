"""What a hand over the points holds: a class, or what takes points away; and the way back to the source's rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.session.commands.points import MOST_CLASSES
from graphviz_nn.session.hand import ERASER
from graphviz_nn.session.state import State

MARKS = "■●▲◆★✕"  # of the classes, as they are drawn on the plot
HOW = "Drag a point; press beside one to add, and draw on. Tab, arrows, Shift, Delete, Insert, digits do it by keys."
BACK_TIP = (
    "Go back to the rows as they were before they were edited by hand. Undo brings the edited ones again."
)


class EditBar(QWidget):
    """A palette and a word on how to edit, plainly on as long as a hand is over the points.

    Attributes:
        palette_: what is in the hand.
        back: the button that leads back to the source's rows.
        inked: emitted with the number of the class that is to be added; −1 to take points away.
        returned: emitted when the source's rows are wanted back.

    """

    inked = Signal(int)
    returned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.palette_ = Segmented("Add points of")
        self.palette_.chosen.connect(self._on_chosen)
        self.back = QToolButton()
        self.back.setText("back to the source")
        self.back.setToolTip(BACK_TIP)
        self.back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.back.clicked.connect(self.returned)
        set_kind(self.back, "segment")
        self._how = Elided()
        self._how.show_text(HOW)
        set_kind(self._how, "hint")
        self.setToolTip(HOW)
        self._row = Flow(self.palette_, self.back)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._row)
        self._column.addWidget(self._how)

    def show_state(self, state: State, *, is_roomy: bool) -> None:
        """Show what the hand holds, and how it edits where there is room; be out of sight while there is none."""
        hand, dataset = state.holding, state.dataset
        self.setVisible(hand is not None)
        self._how.setVisible(is_roomy)
        if hand is None or dataset is None:
            return
        self.palette_.set_options(_options(dataset.classes))
        self.palette_.show_option(str(min(hand.ink, max(len(dataset.classes), 0))))
        self.back.setVisible(state.work.data.by_hand is not None)

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self._row.set_space(theme.space(1))
        self._column.setSpacing(theme.space(1))

    @Slot(str)
    def _on_chosen(self, key: str) -> None:
        self.inked.emit(int(key))


def _options(classes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return what can be held: each class with its mark, a new one where there are marks left, the eraser."""
    found = [
        (
            str(place),
            f"{MARKS[place % len(MARKS)]} {name}",
            f"Add points of the class {name} (key {place + 1})",
        )
        for place, name in enumerate(classes)
    ]
    n = len(classes)
    if not classes:
        found = [("0", f"{MARKS[1]} point", "Add points (key 1)")]
    elif n < MOST_CLASSES:
        found.append(
            (str(n), f"{MARKS[n]} new class", f"Add points of a class that is not there yet (key {n + 1})")
        )
    return [*found, (str(ERASER), "erase", "Take away the points that are touched (key 0)")]
