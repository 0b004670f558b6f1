"""One layer in the outline, made from what its kind declares."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.inputs import Input, make_input
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, Folded, Opener, draw_button, draw_opener, small_button
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.model import AnyLayer
from graphviz_nn.session import commands
from graphviz_nn.settings import Field, settings_of

NUMBER_WIDTH, CHOICE_WIDTH = 44, 92
UP, DOWN = "Move this layer towards the input. (Alt+Up)", "Move this layer towards the output. (Alt+Down)"


class LayerRow(QWidget):
    """Its name and, beside or below it, what can be typed or chosen at once; its sliders; the rest when opened.

    Attributes:
        kind: of the layer.
        inputs: those beside the name, by the names of their settings.
        knobs: the sliders.
        details: what is shown when it is opened.
        opener: opens it.

    Signals: `moveRequested(int, int)`: by one place, or with −1 back, from its place; `addRequested(int,
    QToolButton)`: one more layer behind its place, of the kind that is chosen at a button.
    """

    moveRequested = Signal(int, int)
    addRequested = Signal(int, QToolButton)

    def __init__(self, ask: Ask, place: int, kind: type[AnyLayer]) -> None:
        super().__init__()
        self._ask, self._place, self.kind = ask, place, kind
        self._name = Label()
        self._name.setToolTip(kind.words)
        self.knobs, self.details = Rows(ask, kind.title), Folded(self._make_details)
        self.inputs: dict[str, Input] = {}
        for field in settings_of(kind).values():
            if field.setting.finer:
                continue
            if field.setting.slider:
                self.knobs.add(field, commands.set_layer, place)
            else:
                self.inputs[field.name] = _bound(field, ask, place)
        tip = "Finer settings; moving the layer, removing it, and adding one behind it."
        self.opener = Opener("More of this layer", tip, self.details)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._head = Flow(*(each.widget for each in self.inputs.values()), leader=self._name)
        self._grid.addWidget(self._head, 0, 0)
        self._grid.addWidget(self.opener, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.knobs, 1, 0, 1, -1)
        self._grid.addWidget(self.details, 2, 0, 1, -1)

    def show_layer(self, name: str, layer: AnyLayer, *, below: int) -> None:
        """Show a layer of the kind, with so many below it."""
        self._name.setText(name)
        for field, shown in self.inputs.items():
            shown.show(getattr(layer, field), "")
        self.knobs.show_structs(layer)
        self.details.tell("layer", lambda details: details.show_layer(layer, below=below))

    def set_open(self, is_open: bool) -> None:
        """Open it, or close it, also while the opener's signals are blocked."""
        self.opener.setChecked(is_open)
        self.details.setVisible(is_open)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        for shown in self.inputs.values():
            width = CHOICE_WIDTH if shown.field.options else NUMBER_WIDTH
            shown.widget.setFixedWidth(theme.pixels(width))
        self._grid.setHorizontalSpacing(theme.space(0.5))
        self._head.set_space(theme.space(0.5))
        self.knobs.show_space(theme, 3, 0.5)
        self.details.tell("theme", lambda details: details.show_theme(theme))
        draw_opener(self.opener, theme)
        self._name.setMinimumHeight(self.opener.sizeHint().height())  # so that both stand on one line

    def _make_details(self) -> LayerDetails:
        details = LayerDetails(self._ask, self._place, self.kind)
        details.moveRequested.connect(self.moveRequested)
        details.addRequested.connect(self.addRequested)
        return details


class LayerDetails(QWidget):
    """The finer settings of a layer, and the buttons that move it, remove it, and add one behind it.

    Signals: those of `LayerRow`.
    """

    moveRequested = Signal(int, int)
    addRequested = Signal(int, QToolButton)

    def __init__(self, ask: Ask, place: int, kind: type[AnyLayer]) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        self.rows = Rows(ask, kind.title, is_quiet=True)
        for field in settings_of(kind).values():
            if field.setting.finer:
                self.rows.add(field, commands.set_layer, place)
        self.add = small_button(
            "Add a layer behind it", "Add a layer behind this one, or as near as it fits."
        )
        self.up, self.down = small_button("Move the layer up", UP), small_button("Move the layer down", DOWN)
        self.remove = small_button("Remove the layer", "Remove this layer.")
        self.add.clicked.connect(self._on_add)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.remove.clicked.connect(self._on_remove)
        self._buttons = QWidget()
        line = QHBoxLayout(self._buttons)
        line.setContentsMargins(0, 0, 0, 0)
        for button in (self.add, self.up, self.down, self.remove):
            line.addWidget(button)
        self.rows.add_wide(self._buttons, Qt.AlignmentFlag.AlignRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.rows)

    def show_layer(self, layer: AnyLayer, *, below: int) -> None:
        """Show the settings of a layer; the last one stays where it is, since the data need it."""
        self.rows.show_structs(layer)
        self._buttons.setVisible(below > 0)
        _allow(self.up, UP, "" if self._place > 0 else "It is the first layer already.")
        _allow(self.down, DOWN, "" if below > 1 else "Behind it is the output layer, which stays last.")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.rows.show_space(theme, 3, 0.5, 2)
        pictures = {self.add: "add", self.up: "move_up", self.down: "move_down", self.remove: "remove"}
        for button, picture in pictures.items():
            draw_button(button, picture, theme)

    def _on_add(self) -> None:
        self.addRequested.emit(self._place, self.add)

    def _on_up(self) -> None:
        self.moveRequested.emit(-1, self._place)

    def _on_down(self) -> None:
        self.moveRequested.emit(1, self._place)

    def _on_remove(self) -> None:
        self._ask(commands.remove_layer, self._place)


def _allow(button: QToolButton, tip: str, refusal: str) -> None:
    """Let a button be used; or not, and say why below its tip."""
    button.setEnabled(not refusal)
    button.setToolTip(f"{tip}\n{refusal}".strip())


def _bound(field: Field, ask: Ask, place: int) -> Input:
    made = make_input(field)
    made.bind(ask, commands.set_layer, field.name, place)
    return made
