"""The mark of a variant: its letter in its hue."""

from __future__ import annotations

from PySide6.QtCore import Qt

from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.label import Label
from graphviz_nn.training.variants import letter

SIZE = (24, 17)  # pixels


class Badge(Label):
    """Shows the letter of a variant by its place."""

    def __init__(self, place: int = 0) -> None:
        super().__init__(letter(place))
        self._place = place
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_place(self, place: int, theme: Theme) -> None:
        """Show another variant's."""
        self._place = place
        self.setText(letter(place))
        set_kind(self, theme.variant_token(place))

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        self.setFixedSize(*map(theme.pixels, SIZE))
        self.setFont(theme.font("small_bold"))
        set_kind(self, theme.variant_token(self._place))
