"""The layers of the network, and its loss."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.section import (
    Ask,
    Row,
    Section,
    add_line,
    choice,
    draw_button,
    draw_opener,
    number_edit,
    opener,
    small_button,
)
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.model import ACTIVATIONS, INITIALISERS, LOSSES, Dense, Stack
from graphviz_nn.session import State, commands


class ModelSection(Section):
    """A row for each layer, which opens for its finer settings; the loss; the number of parameters."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("Model")
        self._ask = ask
        self._theme: Theme | None = None
        self.layers: list[LayerRow] = []
        self.add_button = small_button("Add a layer", "Add a hidden layer before the last one.")
        self.add_button.clicked.connect(self._on_add)
        self.head.addWidget(self.add_button)
        layers = QWidget()
        self._layers_column = QVBoxLayout(layers)
        self._layers_column.setContentsMargins(0, 0, 0, 0)
        self.add(layers)
        self.loss = Choice(
            "Loss", "The number that training makes small: how far the prediction is from the target."
        )
        self.loss.set_options([(name, name.replace("_", " "), op.words) for name, op in LOSSES.items()])
        self.loss.activated.connect(self._on_loss_chosen)
        self.add(Row("Loss", self.loss, tip=self.loss.toolTip(), stretch=1))
        self._parameters = QLabel()
        self._parameters.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_kind(self._parameters, "muted")
        row = Row("Parameters", self._parameters, tip="How many numbers training may change.")
        set_kind(row.label, "muted")
        self.add(row)

    def show_state(self, state: State) -> None:
        """Show the model."""
        model = state.work.subject
        if not isinstance(model, Stack):
            return
        while len(self.layers) < len(model.layers):
            self.layers.append(LayerRow(self._ask, len(self.layers)))
            self._layers_column.addWidget(self.layers[-1])
            if self._theme:
                self.layers[-1].show_theme(self._theme)
        for place, row in enumerate(self.layers):
            row.setVisible(place < len(model.layers))
            if place < len(model.layers):
                is_last = place == len(model.layers) - 1
                row.show_layer(model.layer_names[place], model.layers[place], is_last=is_last)
        self.loss.show_option(model.loss)
        self._parameters.setText(f"{model.parameters:,}")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._theme = theme
        self.show_space(theme)
        self._layers_column.setSpacing(theme.space(1))
        draw_button(self.add_button, "add", theme)
        for row in self.layers:
            row.show_theme(theme)

    def _on_add(self) -> None:
        self._ask(commands.add_layer)

    def _on_loss_chosen(self) -> None:
        self._ask(commands.set_loss, self.loss.currentData())


class LayerRow(QWidget):
    """One layer: units and activation at once, the rest when opened."""

    def __init__(self, ask: Ask, place: int) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        command = commands.set_layer
        self._name = QLabel()
        self.units = number_edit(
            ask, command, "units", "Units", "How many neurons the layer has.", place, whole=True
        )
        self.activation = choice(
            ask, command, "activation", "Activation", "What each neuron does to its weighted sum.", place
        )
        self.activation.set_options(
            [
                (n, n.replace("_", " "), op.words if op else "The sum as it is.")
                for n, op in ACTIVATIONS.items()
            ]
        )
        self.details = _Details(ask, place)
        self._more = opener(
            "More of this layer", "Bias, first weights, penalties, and removing the layer.", self.details
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for column, widget in enumerate((self._name, self.units, self.activation, self._more)):
            self._grid.addWidget(widget, 0, column)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.details, 1, 0, 1, 4)

    def show_layer(self, name: str, layer: Dense, *, is_last: bool) -> None:
        """Show a layer."""
        self._name.setText(name)
        self.units.show_number(layer.units)
        self.activation.show_option(layer.activation)
        self.details.show_layer(layer, is_last=is_last)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.units.setFixedWidth(theme.pixels(44))
        self.activation.setFixedWidth(theme.pixels(92))
        self._grid.setHorizontalSpacing(theme.space(0.5))
        self.details.show_theme(theme)
        draw_opener(self._more, theme)


class _Details(QWidget):
    """The finer settings of a layer."""

    def __init__(self, ask: Ask, place: int) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        command = commands.set_layer
        starts = [(name, name.replace("_", " "), start.words) for name, start in INITIALISERS.items()]
        self.bias = Switch(
            "Bias", "Each neuron adds a number to its weighted sum: it moves the boundary off the origin."
        )
        self.kernel = choice(
            ask, command, "kernel_initializer", "First weights", "How the weights start.", place
        )
        self.bias_start = choice(
            ask, command, "bias_initializer", "First bias", "How the bias starts.", place
        )
        for each in (self.kernel, self.bias_start):
            each.set_options(starts)
        self.bias.clicked.connect(self._on_bias)
        tip = "A penalty on {}: it keeps the weights small, and the boundary smooth."
        self.l1 = number_edit(ask, command, "l1", "L1 penalty", tip.format("|weights|"), place)
        self.l2 = number_edit(ask, command, "l2", "L2 penalty", tip.format("weights²"), place)
        self.spread = number_edit(
            ask,
            command,
            "kernel_spread",
            "Spread",
            "Half-width or deviation of the first weights; empty takes the initialiser's own.",
            place,
            optional=True,
        )
        self.spread.setPlaceholderText("its own")
        self.remove = small_button("Remove the layer", "Remove this layer.")
        self.remove.clicked.connect(self._on_remove)
        self._grid = QGridLayout(self)
        rows = (
            ("Weights", self.kernel),
            ("Spread", self.spread),
            ("Bias start", self.bias_start),
            ("L1", self.l1),
            ("L2", self.l2),
        )
        self._grid.addWidget(self.bias, 0, 0)
        self._grid.addWidget(self.remove, 0, 1, Qt.AlignmentFlag.AlignRight)
        for line, (label, widget) in enumerate(rows, 1):
            add_line(self._grid, line, label, widget)
        self._grid.setColumnStretch(1, 1)

    def show_layer(self, layer: Dense, *, is_last: bool) -> None:
        """Show a layer."""
        self.bias.setChecked(layer.use_bias)
        self.bias_start.setEnabled(layer.use_bias)
        self.kernel.show_option(layer.kernel_initializer)
        self.bias_start.show_option(layer.bias_initializer)
        self.spread.show_number(float("nan") if layer.kernel_spread is None else layer.kernel_spread)
        self.l1.show_number(layer.l1)
        self.l2.show_number(layer.l2)
        self.remove.setVisible(not is_last)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self._grid.setContentsMargins(theme.space(3), 0, 0, theme.space(2))
        self._grid.setVerticalSpacing(theme.space(0.5))
        draw_button(self.remove, "remove", theme)

    def _on_bias(self, on: bool) -> None:
        self._ask(commands.set_layer, self._place, use_bias=on)

    def _on_remove(self) -> None:
        self._ask(commands.remove_layer, self._place)
