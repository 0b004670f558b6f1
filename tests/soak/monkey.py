"""Does one act after the other in a window, while the window does what it does, and keeps what went wrong."""

from __future__ import annotations

import faulthandler
import math
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, count
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QLayout, QWidget

from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.shell.main_window import MainWindow
from tests.soak.acts import DEEDS
from tests.soak.faults import Faults
from tests.soak.hand import Grip, Hand, uppermost
from tests.soak.laws import LAWS, Broken, Home, close_all, close_top, come_home
from tests.soak.pulse import Pulse
from tests.soak.subjects import write_files

BUSY_MS = 200.0  # the bar for one turn of the event loop
STUCK_S = 120.0  # after which the process ends itself and says where it stood
HOME_EVERY = 500  # acts
LAW_EVERY = 25
HOME = "come_home"
WAIT_MS = 20
PAUSES_MS = (0, 0, 0, 5, 5, 15, 40)  # between two acts: the last ones let some frames be painted
_BUTTON = asking.Button


class Act(NamedTuple):
    """One act: its name, and the number that decides all that is left to chance in it."""

    name: str
    number: int

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def script(seed: int) -> Iterator[Act]:
    """Yield what a monkey with this seed does, without end: the same for the same seed."""
    chance = Random(seed)
    names, weights = list(DEEDS), list(accumulate(weight for _, weight in DEEDS.values()))
    for place in count():
        number = chance.getrandbits(32)
        if place % HOME_EVERY == 0:
            yield Act(HOME, number)
        elif place % LAW_EVERY == 0:
            yield Act(chance.choice(list(LAWS)), number)
        else:
            yield Act(chance.choices(names, cum_weights=weights)[0], number)


class Bars(NamedTuple):
    """How many minutes it goes on at most, and how many milliseconds a turn of the event loop may take."""

    minutes: float = math.inf
    busy_ms: float = BUSY_MS


@dataclass(frozen=True)
class Busy:
    """A turn of the event loop that took long: how long, during which act, and where the thread was seen most often."""

    ms: float
    act: str
    stack: str


class Monkey(QObject):
    """Acts in a window until its acts are at an end, or its time is.

    Signals:
        done: there is nothing more to do.

    """

    done = Signal()

    def __init__(self, hand: Hand, acts: Iterable[Act], faults: Faults, log: Path, bars: Bars) -> None:
        super().__init__()
        self._hand, self._acts, self._faults = hand, iter(acts), faults
        self._log = log.open("w", encoding="utf-8")
        self._began = time.monotonic()
        self._until, self._busy_ms = self._began + 60 * bars.minutes, bars.busy_ms
        self._searched = 0.0
        self._within: list[QWidget | None] = []  # what asked when each act began that is under way
        self._is_looking, self._is_over = False, False
        self.acted = 0
        self.longest = Busy(0.0, "", "")
        self.homes: list[tuple[float, Home]] = []
        self._pulse = Pulse(self._on_turn)
        self._stranger = QWidget()
        self._parts = _layout_of(hand.window).count()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_tick)

    @property
    def minutes(self) -> float:
        """How long it has been going on."""
        return (time.monotonic() - self._began) / 60

    def start(self) -> None:
        """Begin."""
        self._timer.start(0)

    def stop(self) -> None:
        """Put everything away."""
        faulthandler.cancel_dump_traceback_later()
        self._timer.stop()
        self._pulse.stop()
        self._log.close()

    def _on_turn(self, ms: float, stack: str) -> None:
        """Take note of what a turn of the event loop took, but for what the hand itself took in it."""
        ms -= 1000 * (self._hand.searched - self._searched)
        self._searched = self._hand.searched
        if ms > self.longest.ms:
            self.longest = Busy(ms, self._faults.act, stack)
        if ms >= self._busy_ms:
            place = stack.strip().splitlines()[-2:]
            self._faults.add("busy", " ".join(place).strip() or "nobody saw where", f"{ms:.0f} ms\n{stack}")

    def _on_tick(self) -> None:
        """Do the next act, also within one that waits for the answer to a dialog or a menu."""
        if self._is_looking:
            # Else what is done in a menu that has just come would go on for as long as one is there.
            close_top()
            self._timer.start(WAIT_MS)
            return
        asking = uppermost()
        if Grip.drags and asking is None:
            # A text, which waits for a mouse in vain, and not a menu under a held button.
            QDrag.cancel()
            self._timer.start(WAIT_MS)
            return
        if self._within and (asking is None or asking in self._within):
            QDrag.cancel()  # a text that scrolls by itself while a button is held begins to be dragged, too
            self._timer.start(WAIT_MS)  # let it go on, which lets the window work meanwhile
            return
        act = next(self._acts, None) if time.monotonic() < self._until else None
        if act is None:
            self._end()
            return
        self._timer.start(Random(act.number).choice(PAUSES_MS))
        self._within.append(asking)
        try:
            self._do(act)
        finally:
            self._within.pop()

    def _do(self, act: Act) -> None:
        self.acted += 1
        self._faults.act = f"act {self.acted}, {act}"
        print(act, file=self._log, flush=True)
        faulthandler.dump_traceback_later(STUCK_S, exit=True, file=sys.__stderr__ or 2)
        self._hand.chance = Random(act.number)
        if act.name == HOME or act.name in LAWS:
            self._look(act)
        else:
            DEEDS[act.name][0](self._hand)
        self._count_parts()

    def _count_parts(self) -> None:
        """Look whether Qt has every dock in its layout, and once: this is the act that lost one, not a later crash."""
        layout = _layout_of(self._hand.window)
        layout.indexOf(self._stranger)  # asked for a stranger it goes through all docks
        is_dragged = QWidget.mouseGrabber() is not None  # its gap is a part, too
        if layout.count() != self._parts and not is_dragged:
            self._faults.add("law", f"the window's layout has {layout.count()} parts, and not {self._parts}")

    def _look(self, act: Act) -> None:
        """Look whether a law holds; that is not the window's work."""
        if self._within[-1] is not None and act.name != HOME:
            return  # something asks, and the work stands still
        self._is_looking = True
        try:
            with self._pulse.excused():
                if act.name == HOME:
                    self.homes.append((self.minutes, come_home(self._hand)))
                else:
                    LAWS[act.name](self._hand)
        except Broken as broken:
            self._faults.add("law", f"{act.name}: {broken}"[:600])
        finally:
            self._is_looking = False

    def _end(self) -> None:
        """Close what lies over the window, so that all acts that wait come to an end, and say so."""
        close_all(self._hand)
        if self._within:
            self._timer.start(20)
        elif not self._is_over:
            self._is_over = True
            self.done.emit()


def _layout_of(window: MainWindow) -> QLayout:
    layout = window.layout()
    assert layout is not None
    return layout


@contextmanager
def answers(window: MainWindow, folder: Path, chance: Random) -> Iterator[None]:
    """Answer the dialogs of the platform, which no hand of ours reaches, and the question about unsaved work.

    And stay: a window that was left is no more, and what is done in it proves nothing.
    """

    def existing(*_: object) -> str:
        return str(chance.choice([*write_files(folder), ""]))

    def new(parent: QWidget, title: str, start: Path, kinds: str) -> tuple[str, str]:
        name = chance.choice(("", "a.gnn.json", "b.png", "c.svg", "d.pdf", "no/such/folder/e"))
        return str(folder / name) if name else "", chance.choice(kinds.split(";;"))

    def question(*_: object) -> asking.Button:
        return chance.choice((_BUTTON.Discard, _BUTTON.Discard, _BUTTON.Save, _BUTTON.Cancel))

    with (
        patch.object(asking, "existing_file", existing),
        patch.object(asking, "new_file", new),
        patch.object(asking, "question", question),
        patch.object(
            window, "leave", lambda *_, **__: None
        ),  # there are more ways to that than one thinks of
    ):
        yield
