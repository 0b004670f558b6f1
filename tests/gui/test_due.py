"""Timers that leave a long pass of the event loop: each goes off, and none but the first lengthens such a pass."""

from __future__ import annotations

from collections.abc import Iterator
from time import thread_time

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QTimer
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.due import MOST_S, Due


class Passes:
    """What went off in each pass of the event loop."""

    def __init__(self) -> None:
        self.made: list[list[str]] = [[]]

    def begin(self) -> None:
        if self.made[-1]:
            self.made.append([])

    def note(self, name: str, seconds: float) -> None:
        """Note what went off, and work so long."""
        self.made[-1].append(name)
        end = thread_time() + seconds
        while thread_time() < end:
            pass

    @property
    def named(self) -> list[list[str]]:
        return [names for names in self.made if names]


@pytest.fixture
def passes(qtbot: QtBot) -> Iterator[Passes]:
    made = Passes()
    dispatcher = QAbstractEventDispatcher.instance()
    for signal in (dispatcher.aboutToBlock, dispatcher.awake):
        signal.connect(made.begin)
    yield made
    for signal in (dispatcher.aboutToBlock, dispatcher.awake):
        signal.disconnect(made.begin)


def run(qtbot: QtBot, passes: Passes, work: dict[str, float]) -> None:
    """Start a timer for each work, all at once, and wait until all have gone off."""
    timers = []
    for name, seconds in work.items():
        timer = Due()
        timer.went_off.connect(lambda name=name, seconds=seconds: passes.note(name, seconds))
        timers.append(timer)
    for timer in timers:
        timer.start()
    qtbot.waitUntil(lambda: sum(map(len, passes.made)) == len(work))


def test_what_is_short_goes_off_in_one_pass(qtbot: QtBot, passes: Passes) -> None:
    run(qtbot, passes, {"one": 0.0, "two": 0.0, "three": 0.0})
    assert sorted(name for names in passes.named for name in names) == ["one", "three", "two"]
    assert len(passes.named[0]) > 1


def test_after_what_is_long_the_others_wait_for_the_next_pass(qtbot: QtBot, passes: Passes) -> None:
    run(qtbot, passes, {"one": 2 * MOST_S, "two": 0.0})
    assert passes.named == [["one"], ["two"]]


def test_one_pass_has_one_that_is_long_and_each_comes_in_its_turn(qtbot: QtBot, passes: Passes) -> None:
    run(qtbot, passes, {"one": 2 * MOST_S, "two": 2 * MOST_S, "three": 2 * MOST_S})
    assert passes.named == [["one"], ["two"], ["three"]]


def test_where_every_pass_is_long_by_other_things_it_goes_off_in_the_second(
    qtbot: QtBot, passes: Passes
) -> None:
    timer, tries = Due(), 0

    def work() -> None:
        nonlocal tries
        tries += 1
        passes.note(f"other {tries}", 2 * MOST_S)

    other = QTimer(interval=0)
    other.timeout.connect(work)
    timer.went_off.connect(lambda: passes.note("due", 0.0))
    other.start()
    qtbot.waitUntil(lambda: tries > 0)
    timer.start()
    qtbot.waitUntil(lambda: any("due" in names for names in passes.made))
    other.stop()
    since = [names for names in passes.named if names != ["other 1"]]
    assert len(since) <= 3
