"""Measures a demonstration of a minute: how long the window's thread works at a time, in its own processor time.

Open a lesson, step, play, drag the learning rate, resize, change theme, turn a page: python -m tests.benchmarks.demo.
Each turn of the event loop is measured, an event or some that were due at once: see `tests.soak.pulse`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import quantiles

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands
from tests.soak.pulse import Pulse

ACT_MS = 60  # from one act to the next
USUAL_MS, MOST_MS = 8.0, 40.0  # the bars: of 99 turns in 100, and of the longest
WORST = 12  # that are listed

Act = Callable[[MainWindow], None]


@dataclass(frozen=True)
class Work:
    """A turn of the event loop: the part of the demonstration, its processor time, where it was seen if it was long."""

    part: str
    ms: float
    where: str

    def __str__(self) -> str:
        """Return the part, and where the thread was seen."""
        return f"{self.part} ({self.where})" if self.where else self.part


@dataclass
class Watch:
    """Holds what was timed, and the part of the demonstration that is on."""

    works: list[Work] = field(default_factory=list)
    part: str = "open"

    @contextmanager
    def watching(self) -> Iterator[Pulse]:
        """Time the turns of the event loop, of which there must be one, as long as it goes on."""
        pulse = Pulse(self._on_turn)
        try:
            yield pulse
        finally:
            pulse.stop()

    def _on_turn(self, ms: float, stack: str) -> None:
        """Keep a turn; of its stack the innermost place, which `traceback` writes in a line of its own."""
        places = [line.strip() for line in stack.splitlines() if line.lstrip().startswith("File ")]
        self.works.append(Work(self.part, ms, places[-1] if places else ""))


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
    app, preferences = QApplication(sys.argv[:1]), Preferences()
    with main_window(app, preferences) as window, watch.watching():
        window.open_up()
        window.resize(1900, 1000)
        window.session.perform(commands.open_lesson, "first-look")
        Player(window, watch)
        app.exec()
    return watch.works


def lines(works: list[Work]) -> Iterator[str]:
    """Yield the results: of all turns, of each part, and the longest."""
    for part in dict.fromkeys(["all", *(work.part for work in works)]):
        times = [work.ms for work in works if part in ("all", work.part)]
        if len(times) > 1:
            usual = quantiles(times, n=100)[-1]
            yield f"{part}: {len(times):,} turns, 99 % below {usual:.1f} ms, longest {max(times):.1f} ms"
    yield f"bars: 99 % below {USUAL_MS:g} ms, none above {MOST_MS:g} ms"
    for work in sorted(works, key=lambda work: -work.ms)[:WORST]:
        yield f"  {work.ms:6.1f} ms  {work}"


if __name__ == "__main__":
    for line in lines(measure()):
        print(line, flush=True)
