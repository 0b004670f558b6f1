"""Acts that look whether promises hold: undo takes back, a document opens as it was saved, memory comes home."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QPixmapCache
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from graphviz_nn.files import store
from graphviz_nn.files.document import Document
from graphviz_nn.gui import memory
from graphviz_nn.gui.dialogs.palette import Palette
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.scene.stage import STARS
from graphviz_nn.session import Session, commands
from graphviz_nn.session.undo import MERGE_SECONDS
from tests.gui.settling import settle
from tests.soak.edits import EDITS, Doer
from tests.soak.hand import Hand, uppermost
from tests.soak.holding import in_use_mb, resident_mb

FIRST_SIZE = QSize(1280, 720)
TRIES, ANSWER_MS = 5, 100
PATIENCE_S = 90.0  # for what was begun to come to its end
# The jobs that a change of the document may have to wait for.
_OPENING = frozenset({"data", "table", commands.SAVING})
_TIME = ("update", "position")  # of the view: undo takes work back, and leaves time where it is


class Broken(Exception):
    """A law that does not hold: what was expected, and what is so."""


@dataclass(frozen=True)
class Home:
    """What there is when the window shows again what it showed first.

    Attributes:
        mb: of memory that is in use.
        pythons: MB of them in Python's own blocks; the others are in the C library's.
        resident: MB that the system counts.
        widgets, objects: Qt's.
        python: Python's objects that are collected.
        kinds: how many widgets there are of each class.

    """

    mb: float
    pythons: float
    resident: float
    widgets: int
    objects: int
    python: int
    kinds: dict[str, int]


def wait_for(is_so: Callable[[], bool], what: str, told: Callable[[], object] = str) -> None:
    """Let the window work until something is so; `told` says what there is instead."""
    if not _comes(is_so, PATIENCE_S):
        raise Broken(f"{what} did not come in {PATIENCE_S:g} s: {told()}")


def _comes(is_so: Callable[[], bool], seconds: float) -> bool:
    """Let the window work until something is so; return whether it came in time."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        QTest.qWait(10)
    return True


def stand_still(hand: Doer) -> None:
    """Stop time, and wait for a document that is on its way, from a file or into one."""
    hand.session.perform(commands.pause)
    jobs = hand.session.jobs
    wait_for(
        lambda: _OPENING.isdisjoint(jobs.running), "the end of loading and saving", lambda: list(jobs.running)
    )


def undo_takes_back(hand: Doer) -> None:
    """Change something, take it back, do it again: work and view are as they were before, and then after."""
    session = hand.session
    stand_still(hand)
    _part_from_what_was_before(session)
    before, behind = session.state.document, len(session.history.behind)
    hand.chance.choice(EDITS)(hand)
    stand_still(hand)
    after, steps = session.state.document, len(session.history.behind) - behind
    if after.work == before.work or steps < 1:
        return
    for _ in range(steps):
        session.perform(commands.undo)
        stand_still(hand)
    _hold_equal("undo", before, session.state.document)
    for _ in range(steps):
        session.perform(commands.redo)
        stand_still(hand)
    _hold_equal("redo", after, session.state.document)


def a_document_opens_as_it_was_saved(hand: Doer) -> None:
    """Save what is there, read the file, and open it: all three are one document."""
    session = hand.session
    stand_still(hand)
    path = hand.folder / f"saved-{hand.chance.randrange(3)}{store.SUFFIX}"
    session.perform(commands.save_as, path)
    stand_still(hand)
    saved = session.state.document
    if session.state.path != path:
        return  # it said why not
    _hold_equal("reading", saved, store.load(path))
    session.perform(commands.open_file, path)
    stand_still(hand)
    _hold_equal("opening", saved, session.state.document)


def come_home(hand: Hand) -> Home:
    """Let the window show again what it showed first, as it was first, and count what it holds then.

    Each panel shows it once, so that none still holds the picture of something else.
    """
    close_all(hand)
    window, session = hand.window, hand.session
    session.perform(commands.pause)
    if window.presenting:
        window.present()
        settle(window)  # the panels come back as they were, and are reset after that
    window.actions_["theme_light"].trigger()
    while window.preferences.scale > 1:
        window.actions_["smaller"].trigger()
    take_first_size(window)
    session.perform(commands.set_stage, "graph")
    window.reset_layout()
    hand.subject.home(session)
    for star in (*STARS, "graph"):
        session.perform(commands.set_stage, star)
        _rest(window)
    return count(hand)


def _rest(window: MainWindow) -> None:
    """Let a window work until nothing is left to do."""
    jobs = window.session.jobs
    for _ in range(2):  # what is drawn may ask for more
        wait_for(lambda: not jobs.running, "the end of all work", lambda: list(jobs.running))
        settle(window)


def take_first_size(window: MainWindow) -> None:
    """Give a window the size that it had first.

    A window manager answers when it likes, and where a window was made large and small at once it may take it for a
    large one for ever: then it is made large once more.
    """
    for _ in range(TRIES):
        window.showNormal()
        window.resize(FIRST_SIZE)
        QTest.qWait(ANSWER_MS)
        if _comes(lambda: window.size() == FIRST_SIZE, 1.0):
            return
        window.showMaximized()
        QTest.qWait(ANSWER_MS)
    raise Broken(f"the window's first size did not come: it has {window.size().toTuple()}")


def count(hand: Hand) -> Home:
    """Return what there is now, but for what is garbage."""
    QPixmapCache.clear()
    widgets = QApplication.allWidgets()
    gc.collect()
    memory.give_back()
    in_library, in_python = in_use_mb()
    return Home(
        in_library + in_python,
        in_python,
        resident_mb(),
        len(widgets),
        len(hand.window.findChildren(QObject)),
        len(gc.get_objects()),
        dict(Counter(type(widget).__name__ for widget in widgets)),
    )


def close_all(hand: Hand) -> None:
    """Close whatever lies over the window."""
    for _ in range(20):
        if not close_top():
            return
        QTest.qWait(1)


def close_top() -> bool:
    """Close what lies uppermost over the window; say whether there was anything."""
    over = uppermost()
    if isinstance(over, Palette):
        over.leave()
    elif over is not None:
        over.reject() if isinstance(over, QDialog) else over.close()
    return over is not None


LAWS: dict[str, Callable[[Doer], object]] = {
    law.__name__: law for law in (undo_takes_back, a_document_opens_as_it_was_saved)
}


class _Clock:
    """The session's clock, which can be put on."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


def _part_from_what_was_before(session: Session) -> None:
    """Let the session's clock go on by so much that a change does not join the one before it."""
    if not isinstance(session.clock, _Clock):
        session.clock = _Clock()
    session.clock.ahead += 2 * MERGE_SECONDS


def _hold_equal(what: str, wanted: Document, got: Document) -> None:
    if store.to_bytes(_out_of_time(wanted)) == store.to_bytes(_out_of_time(got)):
        return
    one, other = (msgspec.to_builtins((each.work, each.view)) for each in (wanted, got))
    parts = [
        f"{name}: {a[name]!r:.300} became {b[name]!r:.300}"
        for a, b in zip(one, other, strict=True)
        for name in sorted(a.keys() | b.keys())
        if name not in _TIME and repr(a.get(name)) != repr(b.get(name))
    ]
    raise Broken(f"after {what}, {'; '.join(parts) or 'the text differs'}")


def _out_of_time(document: Document) -> Document:
    view = msgspec.structs.replace(document.view, **dict.fromkeys(_TIME, 0))
    return Document(document.work, view)
