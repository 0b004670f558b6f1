"""Which two of the features are drawn, and where the others rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.points.rest_bar import RestBar
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.elided import Elided
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.landscape.boundary import axes_of
from graphviz_nn.session import commands
from graphviz_nn.session.resting import Resting, resting
from graphviz_nn.session.state import State
from graphviz_nn.text import short


class Cut(QWidget):
    """Two choices of features, and a bar for the others; below it in words where they rest, or what is seen instead."""

    def __init__(self, ask: Callable[..., None]) -> None:
        super().__init__()
        self._ask, self._drawn = ask, (0, 1)
        self._across = Choice("Feature across", "The feature that is drawn across")
        self._up = Choice("Feature up", "The feature that is drawn upwards")
        self._across.chosen.connect(self._on_across_chosen)
        self._up.chosen.connect(self._on_up_chosen)
        self._rests, self._words = RestBar(), Elided()
        self._rests.moved.connect(self._on_rest_moved)
        self._rests.means_asked.connect(self._on_means_asked)
        self._rests.row_asked.connect(self._on_row_asked)
        self._rests.rejected.connect(self._on_rejected)
        set_kind(self._words, "hint")
        self._axes = QWidget()
        self._line = QHBoxLayout(self._axes)
        self._line.setContentsMargins(0, 0, 0, 0)
        for widget, share in ((Label("→"), 0), (self._across, 1), (Label("↑"), 0), (self._up, 1)):
            self._line.addWidget(widget, share)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._axes, self._rests, self._words):
            self._column.addWidget(part)

    def show_state(self, state: State, *, is_offered: bool, about: str, is_roomy: bool) -> None:
        """Show the features where there are more than two and the picture is over them.

        `about` says what the picture is, where that is not the ground over the features.
        """
        dataset = state.dataset
        names = dataset.features if dataset is not None and is_offered else ()
        has_choice = len(names) > 2
        self._axes.setVisible(has_choice)
        self._words.setVisible(has_choice or bool(about))
        self.setVisible(has_choice or bool(about))
        others = resting(state) if has_choice else ()
        self._rests.show_others(others if is_roomy else ())
        if has_choice:
            self._drawn = axes_of(state.view.features, len(names))
            for choice, place in zip((self._across, self._up), self._drawn, strict=True):
                choice.set_options([(number, name, name) for number, name in enumerate(names)])
                choice.show_option(place)
        self._words.show_text(about or _ground(others))

    def show_theme(self, theme: Theme) -> None:
        """Take over the spaces."""
        self._rests.set_space(theme.space(1))
        for layout in (self._line, self._column):
            layout.setSpacing(theme.space(1))

    @Slot(object)
    def _on_across_chosen(self, place: object) -> None:
        if isinstance(place, int):
            self._ask(commands.set_features, place, self._drawn[1])

    @Slot(object)
    def _on_up_chosen(self, place: object) -> None:
        if isinstance(place, int):
            self._ask(commands.set_features, self._drawn[0], place)

    @Slot(str, float)
    def _on_rest_moved(self, name: str, value: float) -> None:
        self._ask(commands.rest_feature, name, value)

    @Slot()
    def _on_means_asked(self) -> None:
        self._ask(commands.rest_at_means)

    @Slot()
    def _on_row_asked(self) -> None:
        self._ask(commands.rest_at_row)

    @Slot(str)
    def _on_rejected(self, why: str) -> None:
        self._ask(commands.tell, why, "error")


def _ground(others: tuple[Resting, ...]) -> str:
    words = ", ".join(f"{each.name} {short(each.value)}" for each in others)
    return f"ground where {words}" if any(each.is_put for each in others) else f"ground at the means: {words}"
