"""Measures playing by epoch: how long the window's thread works for a frame, in its own processor time.

The first lesson in 5 s and the Keras lesson's fit in 20 s, all panels in sight: python -m tests.benchmarks.playing.
Processor time of the thread is counted, not the clock: a busy machine does not change it, but for how many frames there
are.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import quantiles

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import State, commands
from tests.benchmarks.windows import on_a_screen

MOST_MS = 16.0  # the bar: of 95 frames in 100
LOOK_MS = 50  # from one look at whether the training is over to the next
CALM = 30  # such looks, by when the engine is there and every plot has been drawn once
SIZE = (1900, 1000)
PLAYED = (("first-look", "5 s"), ("keras", "20 s"))  # a lesson, and the pace of its run


@dataclass(frozen=True)
class Played:
    """A run that was played: the lesson, the pace, the processor time of each frame, and how long it all took."""

    lesson: str
    pace: str
    frames_ms: list[float]
    seconds: float

    @property
    def usual_ms(self) -> float:
        """What 95 of 100 frames stay below."""
        return quantiles(self.frames_ms, n=20)[-1]

    def __str__(self) -> str:
        """Return the figures, and whether the bar is met."""
        frames = len(self.frames_ms)
        verdict = "met" if self.usual_ms <= MOST_MS else "missed"
        return (
            f"{self.lesson} by epoch, whole run in {self.pace}: {frames:,} frames in {self.seconds:.1f} s, "
            f"95 % below {self.usual_ms:.1f} ms, longest {max(self.frames_ms):.1f} ms "
            f"(asked for: 95 % below {MOST_MS:g} ms: {verdict})"
        )


class Meter(QObject):
    """Plays a lesson once its training is over, and leaves the application at the end of the run."""

    def __init__(self, window: MainWindow, pace: str) -> None:
        super().__init__(window)
        self._session, self._pace = window.session, pace
        self._times: list[float] = []
        self._began = self._ended = 0.0
        self._calm = 0  # looks in a row at which nothing went on
        self._session.subscribe(self._on_state)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_look)
        self._timer.start(LOOK_MS)

    def played(self, lesson: str) -> Played:
        """Return what was measured."""
        frames = [
            1000 * (after - before) for before, after in zip(self._times, self._times[1:], strict=False)
        ]
        return Played(lesson, self._pace, frames, self._ended - self._began)

    def _on_look(self) -> None:
        state = self._session.state
        if self._ended:
            self._timer.stop()
            QApplication.quit()
            return
        is_ready = state.surface is not None and not self._session.jobs.running
        self._calm = self._calm + 1 if is_ready else 0
        if not self._began and self._calm == CALM:
            self._began = time.monotonic()
            commands.set_pace(self._session, self._pace, "epoch")
            commands.to_start(self._session)
            commands.play_by(self._session, "epoch")

    def _on_state(self, old: State, new: State) -> None:
        """Begin a frame wherever time has moved on."""
        if self._began and not self._ended and (new.ahead != old.ahead or new.view is not old.view):
            self._times.append(time.thread_time())
        if old.playing.direction and not new.playing.direction:
            self._ended = time.monotonic()


def measure(app: QApplication, lesson: str, pace: str) -> Played:
    """Play a lesson in a window of its own."""
    with main_window(app, Preferences()) as window:
        window.open_up()
        window.resize(*SIZE)
        window.session.perform(commands.open_lesson, lesson)
        meter = Meter(window, pace)
        app.exec()
        window.session.update(saved=window.session.state.work)
        window.close()
    return meter.played(lesson)


def lines() -> Iterator[str]:
    """Return the results, or why there are none."""
    return on_a_screen("playing by epoch", lambda app: (str(measure(app, *played)) for played in PLAYED))


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
