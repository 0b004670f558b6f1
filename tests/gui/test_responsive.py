"""A step makes few calls on the window's thread, of Python and of Qt: their number is the same on every day.

How long they take is measured by `tests.benchmarks.demo`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands
from tests.benchmarks import demo
from tests.gui.settling import settle

ROUNDS = 15

Part = Callable[[MainWindow], object]


def key(window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_F11)


PARTS: dict[str, tuple[Part, int]] = {  # what is done, and the most calls that it may make
    "the key": (key, 8_000),
    "the canvas": (lambda window: window.canvas.repaint(), 7_500),
    "the panels": (lambda window: window.frames.flush(), 4_000),
}


def calls(part: Part, window: MainWindow) -> int:
    """Return how many functions and methods this thread calls meanwhile."""
    count = 0

    def on_event(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(on_event)
    try:
        part(window)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer's own calls would count")
def test_a_step_makes_some_thousands_of_calls(window: MainWindow) -> None:
    window.resize(1280, 720)
    settle(window)
    made: dict[str, list[int]] = {name: [] for name in PARTS}
    for _ in range(ROUNDS):
        for name, (part, _most) in PARTS.items():
            made[name].append(calls(part, window))
    assert {name: counts for name, counts in made.items() if max(counts) > PARTS[name][1]} == {}
    assert min(map(min, made.values())) > 0


def test_every_act_of_the_measured_demonstration_can_be_done(window: MainWindow) -> None:
    commands.open_lesson(window.session, "first-look")
    done: set[str] = set()
    for part, act in demo.acts():
        if part not in done:
            done.add(part)
            act(window)
    settle(window)
    assert done == {"step", "update", "play", "drag a rate", "resize", "theme", "lesson page"}
    assert window.session.state.message is None
