"""The layers of the network, and its loss."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.layer import LayerRow
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, Row, Section, discard, draw_button, small_button
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.model import LAYERS, AnyLayer, Stack
from graphviz_nn.session import State, commands
from graphviz_nn.settings import settings_of


class ModelSection(Section):
    """A row for each layer, which opens for its finer settings; the loss; the number of parameters."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Model")
        self._ask = ask
        self._theme: Theme | None = None
        self.layers: list[LayerRow] = []
        self._shown: tuple[AnyLayer, ...] = ()
        self._behind: int | None = None  # where what the menu offers is to stand
        tip = "Add a layer behind the chosen one, else before the last one, or where it fits."
        self.add_button = small_button("Add a layer", tip)
        self.kinds = self._make_menu()
        self.add_button.clicked.connect(self._on_add)
        self.head.addWidget(self.add_button)
        layers = QWidget()
        self._layers_column = QVBoxLayout(layers)
        self._layers_column.setContentsMargins(0, 0, 0, 0)
        self.add(layers)
        self.rows = Rows(ask, "Model")
        self.rows.add(settings_of(Stack)["loss"], commands.set_loss, name="name")
        self.add(self.rows)
        self._parameters = Label()
        self._parameters.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_kind(self._parameters, "muted")
        row = Row("Parameters", self._parameters, tip="How many numbers training may change.")
        set_kind(row.label, "muted")
        self.add(row)

    def show_state(self, state: State) -> None:
        """Show the stack; a layer that stands elsewhere than before takes what is open in it, and the keys, along."""
        stack = state.shown.subject
        if not isinstance(stack, Stack):
            return
        were_open, focused = [row.opener.isChecked() for row in self.layers], self.focused()
        origins = _origins(self._shown, stack.layers)
        kinds = [type(layer) for layer in stack.layers]
        if [row.kind for row in self.layers] != kinds:
            self._make_rows(kinds)
        named = zip(self.layers, stack.layer_names, stack.layers, origins, strict=True)
        for place, (row, name, layer, origin) in enumerate(named):
            row.show_layer(name, layer, below=len(kinds) - 1 - place)
            row.set_open(origin is not None and were_open[origin])
        self._shown = stack.layers
        if focused is not None and focused in origins:
            self._focus(origins.index(focused))
        self.rows.show_structs(stack)
        self._parameters.setText(f"{stack.parameters:,}")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.show_space(theme)
        self.rows.show_space(theme)
        self._layers_column.setSpacing(theme.space(1))
        draw_button(self.add_button, "add", theme)
        for row in self.layers:
            row.show_theme(theme)

    def focused(self) -> int | None:
        """Return the place of the layer whose row the keys go to; None where they go elsewhere."""
        focus = self.window().focusWidget()
        rows = (place for place, row in enumerate(self.layers) if focus and row.isAncestorOf(focus))
        return next(rows, None)

    def add_layer(self, kind: str = "dense") -> None:
        """Add a layer, behind the one whose row the keys go to."""
        self._ask(commands.add_layer, kind, self.focused())

    def move_layer(self, by: int, place: int | None = None) -> None:
        """Move the layer at a place, else the one whose row the keys go to, else the chosen one."""
        place = self.focused() if place is None else place
        if place is not None:
            self.layers[place].opener.setFocus()  # what is being typed into it is for the layer as it stands
        self._ask(commands.move_layer, by, place)

    def _make_menu(self) -> QMenu:
        """Return the menu of every kind of layer."""
        kinds = QMenu(self.add_button)
        kinds.setToolTipsVisible(True)
        for kind in LAYERS:
            action = kinds.addAction(kind.title)
            action.setToolTip(kind.words)
            action.triggered.connect(partial(self._on_kind, str(kind.__struct_config__.tag)))
        return kinds

    def _make_rows(self, kinds: list[type]) -> None:
        """Make rows for layers of these kinds; those at the front that fit stay, with what is open in them."""
        kept = 0
        while kept < min(len(kinds), len(self.layers)) and self.layers[kept].kind is kinds[kept]:
            kept += 1
        for row in self.layers[kept:]:
            discard(row)
        self.layers = self.layers[:kept]
        for place in range(kept, len(kinds)):
            self.layers.append(LayerRow(self._ask, place, kinds[place]))
            self.layers[-1].moveRequested.connect(self.move_layer)
            self.layers[-1].addRequested.connect(self._offer)
            self._layers_column.addWidget(self.layers[-1])
            if self._theme:
                self.layers[-1].show_theme(self._theme)

    def _focus(self, place: int) -> None:
        """Let the keys go to a layer's row, unless they do so already."""
        if self.focused() != place:
            self.layers[place].show()  # what is not shown yet takes no focus
            self.layers[place].opener.setFocus()

    def _on_add(self) -> None:
        self._offer(None, self.add_button)

    def _offer(self, behind: int | None, button: QToolButton) -> None:
        """Let the user choose a kind of layer to be added behind one."""
        self._behind = behind
        self.kinds.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _on_kind(self, kind: str) -> None:
        self._ask(commands.add_layer, kind, self._behind)


def _origins(before: Sequence[AnyLayer], after: Sequence[AnyLayer]) -> list[int | None]:
    """Return where each layer stood before, be it as it is or as it was until it was changed; None for a new one."""
    places = {id(layer): place for place, layer in enumerate(before)}
    stayed = {id(layer) for layer in after}
    changed = [place for place, layer in enumerate(before) if id(layer) not in stayed]
    return [places.get(id(layer), place if place in changed else None) for place, layer in enumerate(after)]
