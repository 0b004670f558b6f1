"""The layers of the network, and its loss."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.layer import LayerRow
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, Row, Section, discard, draw_button, small_button
from graphviz_nn.model import LAYERS, Stack
from graphviz_nn.session import State, commands
from graphviz_nn.settings import settings_of


class ModelSection(Section):
    """A row for each layer, which opens for its finer settings; the loss; the number of parameters."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Model")
        self._ask = ask
        self._theme: Theme | None = None
        self.layers: list[LayerRow] = []
        self.add_button = small_button("Add a layer", "Add a layer before the last one.")
        self.kinds = QMenu(self.add_button)
        self.kinds.setToolTipsVisible(True)
        for kind in LAYERS:
            action = self.kinds.addAction(kind.title)
            action.setToolTip(kind.words)
            action.triggered.connect(partial(ask, commands.add_layer, str(kind.__struct_config__.tag)))
        self.add_button.clicked.connect(self._on_add)
        self.head.addWidget(self.add_button)
        layers = QWidget()
        self._layers_column = QVBoxLayout(layers)
        self._layers_column.setContentsMargins(0, 0, 0, 0)
        self.add(layers)
        self.rows = Rows(ask, "Model")
        self.rows.add(settings_of(Stack)["loss"], commands.set_loss, name="name")
        self.add(self.rows)
        self._parameters = QLabel()
        self._parameters.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_kind(self._parameters, "muted")
        row = Row("Parameters", self._parameters, tip="How many numbers training may change.")
        set_kind(row.label, "muted")
        self.add(row)

    def show_state(self, state: State) -> None:
        """Show the stack."""
        stack = state.work.subject
        if not isinstance(stack, Stack):
            return
        kinds = [type(layer) for layer in stack.layers]
        if [row.kind for row in self.layers] != kinds:
            self._make_rows(kinds)
        for row, name, layer in zip(self.layers, stack.layer_names, stack.layers, strict=True):
            row.show_layer(name, layer, is_last=row is self.layers[-1])
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
            self._layers_column.addWidget(self.layers[-1])
            if self._theme:
                self.layers[-1].show_theme(self._theme)

    def _on_add(self) -> None:
        self.kinds.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))
