"""Who takes turns is called about as often as was asked, and never all at once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from time import thread_time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.next_frame import NextFrame
from graphviz_nn.gui.turns import BUDGET_S, FRAME_MS, Turns

FRAMES = 24


def work(seconds: float) -> None:
    until = thread_time() + seconds
    while thread_time() < until:
        pass


@pytest.fixture
def turns(qapp: object) -> Turns:
    return Turns()


def test_all_that_was_asked_for_is_made_once(turns: Turns, qtbot: QtBot) -> None:
    made: Counter[str] = Counter()
    for _ in range(3):
        turns.ask(count_first := lambda: made.update(["first"]), 0)
    turns.ask(lambda: made.update(["second"]), 0)
    with qtbot.waitSignal(turns.done):
        pass
    assert made["second"] == 1
    assert made["first"] == 3, "three calls that are not the same"
    turns.ask(count_first, 0)
    turns.ask(count_first, 0)
    with qtbot.waitSignal(turns.done):
        pass
    assert made["first"] == 4


def test_what_costs_more_than_a_frame_has_is_spread_over_frames(turns: Turns, qtbot: QtBot) -> None:
    frames: list[Counter[str]] = [Counter()]

    def slow(name: str) -> None:
        frames[-1].update([name])
        work(0.7 * BUDGET_S)

    calls = [partial(slow, name) for name in "abc"]
    beat = QTimer()
    beat.setInterval(FRAME_MS)

    def on_beat() -> None:
        frames.append(Counter())
        for call in calls:
            turns.ask(call, FRAME_MS)

    beat.timeout.connect(on_beat)
    beat.start()
    qtbot.waitUntil(lambda: len(frames) > FRAMES)
    beat.stop()
    learnt = frames[6:]  # by then it is known what each costs
    assert max(sum(frame.values()) for frame in learnt) <= 2
    total = sum(learnt, Counter())
    assert min(total.values()) >= 0.5 * max(total.values()), "nobody is left out"
    turns.take_all()


def test_who_asks_for_a_slower_pace_is_called_less_often(turns: Turns, qtbot: QtBot) -> None:
    made: Counter[str] = Counter()

    def fast() -> None:
        made["fast"] += 1
        turns.ask(fast, FRAME_MS)
        turns.ask(slow, 8 * FRAME_MS)

    def slow() -> None:
        made["slow"] += 1

    fast()
    qtbot.waitUntil(lambda: made["slow"] >= 4)
    assert made["fast"] >= 2 * made["slow"]
    turns.take_all()


def test_when_time_stops_nothing_that_was_asked_for_is_lost(qapp: object, qtbot: QtBot) -> None:
    frames, made = NextFrame(), Counter[str]()
    frames.set_running(True)
    frames.ask(lambda: made.update(["late"]), 10_000_000)
    frames.set_running(False)
    with qtbot.waitSignal(frames.done):
        pass
    assert made["late"] == 1
