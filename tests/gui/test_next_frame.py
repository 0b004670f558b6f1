"""What waits for the next frame is done there, once, and never in the frame that asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.next_frame import NextFrame


class Calls:
    """Asks for calls, and counts those that were made."""

    def __init__(self, frames: NextFrame) -> None:
        self.frames, self.made = frames, [0, 0]

    def first(self) -> None:
        self.made[0] += 1

    def second(self) -> None:
        self.made[1] += 1

    def failing(self) -> None:
        raise ValueError("a fault")

    def asking_again(self) -> None:
        self.frames.ask(self.first)


@pytest.fixture
def calls(qapp: object) -> Calls:
    return Calls(NextFrame())


def test_what_is_asked_for_often_is_done_once_and_later(calls: Calls, qtbot: QtBot) -> None:
    for _ in range(3):
        calls.frames.ask(calls.first)
        calls.frames.ask(calls.second)
    assert calls.made == [0, 0]
    with qtbot.waitSignal(calls.frames.done):
        pass
    assert calls.made == [1, 1]


def test_after_a_flush_nothing_is_left_to_do(calls: Calls) -> None:
    calls.frames.ask(calls.first)
    calls.frames.flush()
    calls.frames.flush()
    assert calls.made == [1, 0]


def test_what_is_asked_for_meanwhile_waits_for_the_frame_after(calls: Calls) -> None:
    asked: list[Callable[[], None]] = [calls.first, calls.asking_again]
    for call in asked:
        calls.frames.ask(call)
    calls.frames.flush()
    assert calls.made == [1, 0]
    calls.frames.flush()
    assert calls.made == [2, 0]


def test_what_is_asked_for_again_before_it_was_done_is_done_once(calls: Calls) -> None:
    calls.frames.ask(calls.asking_again)
    calls.frames.ask(calls.first)
    calls.frames.flush()
    calls.frames.flush()
    assert calls.made == [1, 0]


def test_what_takes_long_is_done_in_an_event_of_its_own(
    calls: Calls, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphviz_nn.gui.next_frame.BUDGET_S", -1.0)
    order: list[str] = []

    def first() -> None:
        order.append("first")
        QTimer.singleShot(0, lambda: order.append("a key"))

    calls.frames.ask(first)
    calls.frames.ask(lambda: order.append("second"))
    with qtbot.waitSignal(calls.frames.done):
        pass
    assert order == ["first", "a key", "second"]


def test_where_one_call_fails_the_others_are_made_all_the_same(
    calls: Calls, qtbot: QtBot, faults: list[Exception]
) -> None:
    for running in (False, True):
        calls.frames.set_running(running)
        calls.frames.ask(calls.failing)
        with qtbot.waitSignal(calls.frames.done):
            calls.frames.ask(calls.second)
    assert calls.made == [0, 2]
    assert [str(fault) for fault in faults] == ["a fault"] * 2
