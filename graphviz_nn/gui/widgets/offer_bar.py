"""Work that can be brought back: a line for each, above everything else, until one has chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from graphviz_nn.gui.look.icons import icon
from graphviz_nn.gui.look.style import set_kind
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.elided import Elided

MOST = 2  # lines; the others follow once one of these is gone


class OfferBar(QWidget):
    """Offers things by their words.

    Signals:
        takeRequested(int), discardRequested(int): the place of the offer that is wanted, or not, from 0.

    """

    takeRequested = Signal(int)
    discardRequested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_kind(self, "offers")
        self._theme, self._is_slim = theme, False
        self._words: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines = [_Line(place, theme) for place in range(MOST)]
        for line in self._lines:
            line.takeRequested.connect(self.takeRequested)
            line.discardRequested.connect(self.discardRequested)
            line.laterRequested.connect(self._on_later)
            self._column.addWidget(line)
        self.hide()

    def show_offers(self, words: Sequence[str]) -> None:
        """Offer these, the first of them first; none hides the bar."""
        self._words = tuple(words)
        more = len(words) - MOST
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(words))
            if place < len(words):
                is_last = place == MOST - 1 and more > 0
                line.show_words(words[place], f"and {more} more" if is_last else "")
        self.setVisible(bool(words) and not self._is_slim)

    def set_slim(self, slim: bool) -> None:
        """Leave the room to the stage: nobody is asked in front of a class."""
        self._is_slim = slim
        self.setVisible(bool(self._words) and not slim)

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        for line in self._lines:
            line.show_theme(theme)

    def _on_later(self) -> None:
        self.show_offers(())


class _Line(QWidget):
    """One offer, with what can be done about it."""

    takeRequested = Signal(int)
    discardRequested = Signal(int)
    laterRequested = Signal()

    def __init__(self, place: int, theme: Theme) -> None:
        super().__init__()
        self._place = place
        self._picture, self._words, self._more = QLabel(), Elided(), QLabel()
        set_kind(self._more, "muted")
        self._take, self._discard, self._later = (
            QPushButton("Bring back"),
            QPushButton("Discard"),
            QToolButton(),
        )
        self._later.setToolTip("Ask again at the next start")
        self._later.setAccessibleName("Ask again at the next start")
        self._take.clicked.connect(self._on_take)
        self._discard.clicked.connect(self._on_discard)
        self._later.clicked.connect(self.laterRequested)
        policy = self._later.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that the lines' buttons stand below each other
        self._later.setSizePolicy(policy)
        self._later.setVisible(place == 0)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._picture)
        self._row.addWidget(self._words, 1)
        for part in (self._more, self._take, self._discard, self._later):
            self._row.addWidget(part)
        self.show_theme(theme)

    def show_words(self, words: str, more: str) -> None:
        """Say what is offered, and how many others there are."""
        self._words.show_text(words)
        self._more.setText(more)
        self._take.setAccessibleName(f"Bring back {words}")
        self._discard.setAccessibleName(f"Discard {words}")

    def show_theme(self, theme: Theme) -> None:
        """Take over colours and sizes."""
        size = theme.pixels(18)
        self._row.setContentsMargins(theme.space(3), theme.space(1), theme.space(2), theme.space(1))
        self._row.setSpacing(theme.space(2))
        self._picture.setPixmap(icon("undo", theme, "text").pixmap(size, size))
        self._later.setIcon(icon("close", theme, "muted"))
        self._later.setIconSize(QSize(size, size))

    def _on_take(self) -> None:
        self.takeRequested.emit(self._place)

    def _on_discard(self) -> None:
        self.discardRequested.emit(self._place)
