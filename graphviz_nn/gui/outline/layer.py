"""One layer in the outline, made from what its kind declares."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.outline.inputs import Input, make_input
from graphviz_nn.gui.outline.rows import Rows
from graphviz_nn.gui.outline.section import Ask, Folded, Opener, draw_button, draw_opener, small_button
from graphviz_nn.gui.widgets.flow import Flow
from graphviz_nn.model import AnyLayer
from graphviz_nn.session import commands
from graphviz_nn.settings import Field, settings_of

NUMBER_WIDTH, CHOICE_WIDTH = 44, 92


class LayerRow(QWidget):
    """Its name and, beside or below it, what can be typed or chosen at once; its sliders; the rest when opened.

    Attributes:
        kind: of the layer.
        inputs: those beside the name, by the names of their settings.
        knobs: the sliders.
        details: what is shown when it is opened.

    """

    def __init__(self, ask: Ask, place: int, kind: type[AnyLayer]) -> None:
        super().__init__()
        self.kind = kind
        self._name = QLabel()
        self._name.setToolTip(kind.words)
        self.knobs, self.details = Rows(ask, kind.title), Folded(lambda: LayerDetails(ask, place, kind))
        self.inputs: dict[str, Input] = {}
        for field in settings_of(kind).values():
            if field.setting.finer:
                continue
            if field.setting.slider:
                self.knobs.add(field, commands.set_layer, place)
            else:
                self.inputs[field.name] = _bound(field, ask, place)
        self._more = Opener("More of this layer", "Finer settings, and removing the layer.", self.details)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._head = Flow(*(each.widget for each in self.inputs.values()), leader=self._name)
        self._grid.addWidget(self._head, 0, 0)
        self._grid.addWidget(self._more, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.knobs, 1, 0, 1, -1)
        self._grid.addWidget(self.details, 2, 0, 1, -1)

    def show_layer(self, name: str, layer: AnyLayer, *, is_last: bool) -> None:
        """Show a layer of the kind."""
        self._name.setText(name)
        for field, shown in self.inputs.items():
            shown.show(getattr(layer, field), "")
        self.knobs.show_structs(layer)
        self.details.tell("layer", lambda details: details.show_layer(layer, is_last=is_last))

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        for shown in self.inputs.values():
            width = CHOICE_WIDTH if shown.field.options else NUMBER_WIDTH
            shown.widget.setFixedWidth(theme.pixels(width))
        self._grid.setHorizontalSpacing(theme.space(0.5))
        self._head.set_space(theme.space(0.5))
        self.knobs.show_space(theme, 3, 0.5)
        self.details.tell("theme", lambda details: details.show_theme(theme))
        draw_opener(self._more, theme)
        self._name.setMinimumHeight(self._more.sizeHint().height())  # so that both stand on one line


class LayerDetails(QWidget):
    """The finer settings of a layer, and the button that removes it."""

    def __init__(self, ask: Ask, place: int, kind: type[AnyLayer]) -> None:
        super().__init__()
        self._ask, self._place = ask, place
        self.rows = Rows(ask, kind.title, is_quiet=True)
        for field in settings_of(kind).values():
            if field.setting.finer:
                self.rows.add(field, commands.set_layer, place)
        self.remove = small_button("Remove the layer", "Remove this layer.")
        self.remove.clicked.connect(self._on_remove)
        self.rows.add_wide(self.remove, Qt.AlignmentFlag.AlignRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.rows)

    def show_layer(self, layer: AnyLayer, *, is_last: bool) -> None:
        """Show the settings of a layer; the last one stays, since the data need it."""
        self.rows.show_structs(layer)
        self.remove.setVisible(not is_last)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.rows.show_space(theme, 3, 0.5, 2)
        draw_button(self.remove, "remove", theme)

    def _on_remove(self) -> None:
        self._ask(commands.remove_layer, self._place)


def _bound(field: Field, ask: Ask, place: int) -> Input:
    made = make_input(field)
    made.bind(ask, commands.set_layer, field.name, place)
    return made
