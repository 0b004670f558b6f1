"""Where the features rest that are not drawn: each can be moved, and the picture follows."""

from __future__ import annotations

from math import floor, log10

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.session.resting import Resting
from graphviz_nn.settings import Field, Linear, Setting

LETTERS = 10  # of a feature's name that are seen at least
STEPS = 200  # of the slider, about so many
TIP = "A feature that is not drawn: the picture is a cut through all features where it rests"
MEANS_TIP = "Let all features that are not drawn rest at their means"
ROW_TIP = (
    "Let them rest where those of the shown row are: the ground says there what the model says of this row"
)
_FIELD = Field("rest", Setting("", "Where this feature rests", slider=Linear(0.0, 1.0, 0.01)), "number")


class RestBar(Flow):
    """Chooses one of the features, and where it rests.

    Signals: `moved(str, float)` with a feature's name and a number in the source's units; `means_asked()` and
    `row_asked()`; `rejected(str)` says why a text was not taken.
    """

    moved = Signal(str, float)
    means_asked = Signal()
    row_asked = Signal()
    rejected = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._choice = Choice("Feature that rests", TIP)
        self._choice.setMinimumContentsLength(LETTERS)
        self._choice.chosen.connect(self._on_chosen)
        self._knob = Knob(_FIELD)
        self._knob.label.hide()
        self._knob.lie_flat()
        self._knob.changeRequested.connect(self._on_moved)
        self._knob.rejected.connect(self.rejected)
        self._means, row = QToolButton(), QToolButton()
        for button, text, tip in ((self._means, "means", MEANS_TIP), (row, "shown row", ROW_TIP)):
            button.setText(text)
            button.setToolTip(tip)
            set_kind(button, "segment")
        self._means.clicked.connect(self.means_asked)
        row.clicked.connect(self.row_asked)
        self._others: tuple[Resting, ...] = ()
        for widget in (self._choice, self._means, row, self._knob):
            self.add(widget)

    def show_others(self, others: tuple[Resting, ...]) -> None:
        """Show the features that are not drawn; be out of sight where there is none."""
        self._others = others
        self.setVisible(bool(others))
        if not others:
            return
        self._choice.set_options([(each.name, each.name, TIP) for each in others])
        chosen = self._chosen
        self._choice.show_option(chosen.name)
        self._knob.use_scale(_scale(*chosen.reach))
        self._knob.slider.setAccessibleName(f"{chosen.name}, slider")
        self._knob.show_value(chosen.value)
        self._means.setEnabled(any(each.is_put for each in others))

    @property
    def _chosen(self) -> Resting:
        name = self._choice.currentText()
        return next((each for each in self._others if each.name == name), self._others[0])

    @Slot(object)
    def _on_chosen(self, name: object) -> None:
        self._choice.show_option(name)
        self.show_others(self._others)

    @Slot(object)
    def _on_moved(self, value: object) -> None:
        if isinstance(value, int | float) and self._others:
            self.moved.emit(self._chosen.name, float(value))


def _scale(low: float, high: float) -> Linear:
    """Return round steps from about one number to another."""
    step = 10.0 ** floor(log10(max(high - low, 1e-300) / STEPS) + 0.5)
    first, last = floor(low / step), -floor(-high / step)
    return Linear(first * step, last * step, step)
