"""Measures a step in the window, from the key to the repainted graph and panels, on a screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from graphviz_nn.files.document import Document, Work
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window, make_app
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.model import Formula
from graphviz_nn.session import Session, commands

STEPS = 200
PAUSE_MS = 5
BAR_MS = 16
LARGE = " + ".join(f"tanh(a*{place}) * b" for place in range(1, 101))  # 100 × 3 ops
DOCUMENTS = {
    "the default network": Document(),
    "a graph of 300 nodes": Document(Work(subject=Formula(text=LARGE, leaves={"a": 0.1, "b": 2.0}))),
}


@dataclass(frozen=True)
class Step:
    """The milliseconds from a key to the repainted graph, those of them at work, and to the last panel's paint."""

    shown: float
    worked: float
    whole: float


class Stepper(QObject):
    """Waits until nothing is under way, then presses F11 again and again; times each until all is painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pressed, self._worked = 0.0, 0.0
        self._shown: tuple[float, float] | None = None
        self.steps: list[Step] = []
        window.canvas.installEventFilter(self)
        window.frames.done.connect(self._on_frame_done)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(PAUSE_MS)

    def _on_tick(self) -> None:
        window = self._window
        if len(self.steps) >= STEPS:
            window.session.update(saved=window.session.state.work)
            window.close()
        elif not self._pressed and (self.steps or _is_calm(window.session)):
            self._pressed, self._worked, self._shown = time.perf_counter(), time.thread_time(), None
            QTest.keyClick(window.canvas, Qt.Key.Key_F11)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Time the first painting of the graph after a key."""
        if event.type() == QEvent.Type.Paint and self._pressed and self._shown is None:
            QTimer.singleShot(0, self, self._on_painted)
        return False

    def _on_painted(self) -> None:
        if self._pressed and self._shown is None:
            self._shown = _since(self._pressed), (time.thread_time() - self._worked) * 1000

    def _on_frame_done(self) -> None:
        QTimer.singleShot(1, self, self._on_panels_painted)

    def _on_panels_painted(self) -> None:
        if self._pressed and self._shown is None:  # the panels were there first
            self._on_frame_done()
        elif self._pressed and self._shown is not None:
            self.steps.append(Step(*self._shown, _since(self._pressed)))
            self._pressed = 0.0


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _is_calm(session: Session) -> bool:
    return session.state.record is not None and not session.jobs.running


def measure(document: Document) -> list[Step]:
    """Step through a document in a window of its own."""
    app, preferences = make_app(), Preferences()
    with main_window(app, preferences) as window:
        window.open_up()
        commands.open_document(window.session, document)
        stepper = Stepper(window)
        app.exec()
    return stepper.steps


def lines() -> Iterator[str]:
    """Yield one line of results for each document."""
    for name, document in DOCUMENTS.items():
        steps = measure(document)
        shown, whole = [step.shown for step in steps], [step.whole for step in steps]
        yield (
            f"{name}: median {median(shown):.1f} ms, 95 % below {quantiles(shown, n=20)[-1]:.1f} ms "
            f"(bar: {BAR_MS} ms); the window's own thread worked for "
            f"{median(step.worked for step in steps):.1f} ms; every panel after {median(whole):.1f} ms"
        )


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
