"""Lines of arithmetic, each number in the hue of what it is, and a link to where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from graphviz_nn.debug.explain import Cell, Piece
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.wrapped import Wrapped

# Lines break before a plus, a minus or a stroke, and not within a product.
_PRODUCT, _OTHERS = re.compile(" · "), re.compile(" ([−/]) ")
_MORE = re.compile(r"… ([\d,]+) more")  # terms that are not written out
_ALL = "all"
HUES = {"plain": "text", "value": "forward", "gradient": "backward", "parameter": "parameter"}


class Arithmetic(Wrapped):
    """Shows lines of pieces; a piece with a cell is a link.

    Attributes:
        followed: emitted with the `Cell` of the piece that the user clicked.
        opened: emitted when the user clicks on the terms that are not written out.

    """

    followed = Signal(object)
    opened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        set_kind(self, "reading")
        self._theme = theme
        self._lines: tuple[tuple[Piece, ...], ...] = ()
        self._cells: list[Cell] = []
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.linkActivated.connect(self._on_link_activated)
        self.linkHovered.connect(self._on_link_hovered)

    def show_lines(self, lines: tuple[tuple[Piece, ...], ...]) -> None:
        """Show these lines."""
        self._lines = lines
        self._cells = [piece.cell for line in lines for piece in line if piece.cell is not None]
        place = iter(range(len(self._cells)))
        self.setText("<br>".join("".join(self._html(piece, place) for piece in line) for line in lines))
        self.setVisible(bool(lines))

    def use_theme(self, theme: Theme) -> None:
        """Write in other colours and fonts."""
        self._theme = theme
        self.setFont(theme.font("body"))
        self.show_lines(self._lines)

    @Slot(str)
    def _on_link_activated(self, link: str) -> None:
        if link == _ALL:
            self.opened.emit()
        else:
            self.followed.emit(self._cells[int(link)])

    @Slot(str)
    def _on_link_hovered(self, link: str) -> None:
        why = "" if link in ("", _ALL) else f"Why {self._cells[int(link)]}?"
        self.setToolTip("Write all terms out" if link == _ALL else why)

    def _html(self, piece: Piece, place: Iterator[int]) -> str:
        style = f"color:{self._theme.color(HUES[piece.hue]).name()};text-decoration:none"
        text = _OTHERS.sub(" \\1\u00a0", _PRODUCT.sub("\u00a0·\u00a0", escape(piece.text)))
        text = text if text.strip() else text.replace(" ", "\u00a0")
        if piece.cell is None:
            text = _MORE.sub(rf'<a href="{_ALL}" style="{style}">\g<0></a>', text)
            return f'<span style="{style}">{text}</span>'
        return f'<a href="{next(place)}" style="{style}">{text}</a>'
