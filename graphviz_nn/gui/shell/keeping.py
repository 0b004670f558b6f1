"""Unsaved work outlives a crash: it is kept while the window is open, and offered when the next one opens."""

from __future__ import annotations

from time import time
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot

from graphviz_nn.errors import GnnError
from graphviz_nn.files.kept import Kept, Place, abandoned, new
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.widgets.aside import Aside
from graphviz_nn.session import State, commands
from graphviz_nn.session.keeping import Keeper
from graphviz_nn.text import ago


class _Offer(NamedTuple):
    """Work that was left, where it is, and what is wrong with it if it can't be read."""

    place: Place
    kept: Kept | None
    fault: str

    @property
    def words(self) -> str:
        if self.kept is None:
            return f"Work that a crash left can't be read. {self.fault}"
        age = ago(time() - self.kept.at)
        return f"Left unsaved by a crash: “{self.kept.title}”{', ' if age else ''}{age}"


class Keeping(QObject):
    """Keeps the work of a window, and offers what the windows before have left.

    Attributes:
        has_looked: whether it is known by now what was left.

    """

    _faulted = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session, self._bar = window, window.session, window.bars.offers
        self.has_looked = False
        self._offers: list[_Offer] = []
        self._awaited: _Offer | None = None
        self._keeper: Keeper | None = None
        self._faulted.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        try:
            self._keeper = Keeper(self._session, new(), self._faulted.emit)
        except GnnError as error:
            self._faulted.emit(f"Unsaved work can't be kept for after a crash. {error}")
        self._bar.takeRequested.connect(self._on_take)
        self._bar.discardRequested.connect(self._on_discard)
        window.left.connect(self._on_left)
        self._unsubscribe = self._session.subscribe(self._on_state)
        self._aside = Aside(self)
        self._aside.done.connect(self._on_found)
        self._aside.ask("abandoned", _found)

    def finish(self) -> None:
        """Stop keeping, and leave what is kept to the next start: the window was not closed by its user."""
        self._end(clean=False)

    @Slot()
    def _on_left(self) -> None:
        self._end(clean=True)

    def _end(self, *, clean: bool) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper:
            keeper.stop(clean=clean)
        self._unsubscribe()
        offers, self._offers = self._offers, []
        for offer in offers:
            offer.place.let_go()

    @Slot(object, object)
    def _on_found(self, key: object, found: list[_Offer]) -> None:
        self._offers, self.has_looked = found, True
        self._show()

    def _show(self) -> None:
        self._bar.show_offers([offer.words for offer in self._offers])

    @Slot(int)
    def _on_take(self, number: int) -> None:
        offer = self._offers[number]
        if offer.kept is None:
            self._tell(offer.fault)
        elif self._window.files.may_leave():
            self._awaited = offer
            self._session.perform(commands.bring_back, offer.kept)

    @Slot(int)
    def _on_discard(self, number: int) -> None:
        self._offers.pop(number).place.remove()
        self._show()

    def _on_state(self, old: State, new: State) -> None:
        """Throw an offer away once its work is there, which takes a while where it has data, and is kept anew."""
        offer = self._awaited
        if offer is None or offer.kept is None or new.work is not offer.kept.document.work:
            return
        self._awaited = None
        if self._keeper:
            self._keeper.keep(new)
        if offer in self._offers:
            self._on_discard(self._offers.index(offer))

    @Slot(str)
    def _tell(self, text: str) -> None:
        self._session.perform(commands.tell, text, "error")


def _found() -> list[_Offer]:
    """Read what was left."""
    offers = []
    try:
        places = abandoned()
    except GnnError:  # told already: there nothing can be kept either
        return []
    for place in places:
        try:
            offers.append(_Offer(place, place.read(), ""))
        except GnnError as error:
            offers.append(_Offer(place, None, str(error)))
    return offers
