"""Measures a demonstration of a minute: how long the window's thread works for each event, in its own processor time.

Open a lesson, step, play, drag the learning rate, resize, change theme, turn a page: python -m tests.benchmarks.demo.
Processor time of the thread is counted, not the clock: a busy machine does not change it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import quantiles

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands

ACT_MS = 60  # from one act to the next
USUAL_MS, MOST_MS = 8.0, 40.0  # the bars: of 99 events in 100, and of the longest
WORST = 12  # that are listed
INNER, REPEATS = 1000, 20  # widgets, and changes, for what the watch itself takes
# The same without a watch, in a process of its own: an application cannot be had without it any more.
PLAIN = """
from PySide6.QtWidgets import QApplication
from tests.benchmarks.demo import milliseconds_of_an_inner_event

app = QApplication([])
print(milliseconds_of_an_inner_event())
"""

Act = Callable[[MainWindow], None]
Handle = Callable[[QApplication, QObject, QEvent], bool]


@dataclass(frozen=True)
class Work:
    """An event: what it was, for whom, in which part of the demonstration, and its processor time."""

    part: str
    event: str
    receiver: str
    ms: float


@dataclass
class Watch:
    """Holds what was timed, and the part of the demonstration that is on."""

    works: list[Work] = field(default_factory=list)
    part: str = "open"


class Application(QApplication):
    """Times the outermost events that it handles.

    An event within another comes through here too, which costs some microseconds more than without the watch: a
    thousand widgets that change their style take some milliseconds. What that is, is measured first and taken off.
    """

    def __init__(self, watch: Watch) -> None:
        super().__init__(sys.argv[:1])
        self._watch, self._inner, self._is_within = watch, 0, False
        self._detour_ms = self._measure_detour()

    def notify(self, receiver: QObject, event: QEvent, handle: Handle = QApplication.notify) -> bool:
        """Handle an event and keep what it took."""
        if self._is_within:
            self._inner += 1
            return handle(self, receiver, event)
        kind = event.type()
        self._is_within, self._inner, began = True, 0, time.thread_time()
        try:
            return handle(self, receiver, event)
        finally:
            ms = (time.thread_time() - began) * 1000 - self._inner * self._detour_ms
            self._is_within = False
            self._watch.works.append(Work(self._watch.part, kind.name, type(receiver).__name__, ms))

    def _measure_detour(self) -> float:
        """Return how much longer an event within another takes for coming through here, in milliseconds."""
        self._is_within = True
        watched = milliseconds_of_an_inner_event()
        self._is_within = False
        told = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, check=True)
        return max(0.0, watched - float(told.stdout))


def milliseconds_of_an_inner_event() -> float:
    """Return what each of many widgets takes that are enabled and disabled with the one that they lie on."""
    parent = QWidget()
    for _ in range(INNER):
        QWidget(parent)
    times = []
    for _ in range(REPEATS):
        began = time.thread_time()
        parent.setEnabled(not parent.isEnabled())
        times.append(time.thread_time() - began)
    return min(times) * 1000 / INNER


def acts() -> Iterator[tuple[str, Act]]:
    """Yield what is done, part by part; about a thousand acts."""
    for _ in range(200):
        yield "step", lambda window: QTest.keyClick(window.canvas, Qt.Key.Key_F11)
    for _ in range(60):
        yield "update", lambda window: QTest.keyClick(window.canvas, Qt.Key.Key_F9)
    yield "play", lambda window: window.session.perform(commands.set_pace, "10", "op")
    yield "play", lambda window: window.session.perform(commands.play)
    for _ in range(120):
        yield "play", lambda window: None
    yield "play", lambda window: window.session.perform(commands.pause)
    for step in range(100):
        rate = 0.05 + 0.9 * abs(50 - step) / 50
        yield "drag a rate", _asks(commands.set_optimiser, learning_rate=rate)
    for step in range(60):
        width = 1900 - 10 * abs(30 - step)
        yield "resize", lambda window, width=width: window.resize(width, 1000)  # type: ignore[misc]
    for theme in ("dark", "projector", "light") * 2:
        yield "theme", lambda window, theme=theme: window.appearance.choose(theme)  # type: ignore[misc]
        for _ in range(5):
            yield "theme", lambda window: None
    for page in (1, 2, 3, 4, 0):
        yield "lesson page", _asks(commands.go_to_page, page)
        for _ in range(10):
            yield "lesson page", lambda window: QTest.keyClick(window.canvas, Qt.Key.Key_F11)


def _asks(command: Callable[..., None], *arguments: object, **named: object) -> Act:
    return lambda window: window.session.perform(command, *arguments, **named)


class Player(QObject):
    """Does one act after the other, once the first training is over, and closes the window after the last."""

    def __init__(self, window: MainWindow, watch: Watch) -> None:
        super().__init__(window)
        self._window, self._watch, self.acts = window, watch, acts()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(ACT_MS)

    def _on_tick(self) -> None:
        window = self._window
        if self._watch.part == "open" and (
            window.session.state.moment is None or window.session.jobs.running
        ):
            return
        following = next(self.acts, None)
        if following is None:
            self._timer.stop()
            window.session.update(saved=window.session.state.work)
            window.close()
            return
        self._watch.part, act = following
        act(window)


def measure() -> list[Work]:
    """Give the demonstration in a window of its own."""
    watch = Watch()
    app, preferences = Application(watch), Preferences()
    with main_window(app, preferences) as window:
        window.open_up()
        window.resize(1900, 1000)
        window.session.perform(commands.open_lesson, "first-look")
        Player(window, watch)
        app.exec()
    return watch.works


def lines(works: list[Work]) -> Iterator[str]:
    """Yield the results: of all events, of each part, and the longest."""
    for part in dict.fromkeys(["all", *(work.part for work in works)]):
        times = [work.ms for work in works if part in ("all", work.part)]
        if len(times) > 1:
            usual = quantiles(times, n=100)[-1]
            yield f"{part}: {len(times):,} events, 99 % below {usual:.1f} ms, longest {max(times):.1f} ms"
    yield f"bars: 99 % below {USUAL_MS:g} ms, none above {MOST_MS:g} ms"
    for work in sorted(works, key=lambda work: -work.ms)[:WORST]:
        yield f"  {work.ms:6.1f} ms  {work.part}: {work.event} for {work.receiver}"


if __name__ == "__main__":
    for line in lines(measure()):
        print(line, flush=True)
