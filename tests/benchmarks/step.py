"""Measures a step in the window, from the key to the repainted graph: python -m tests.benchmarks.step, on a screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median, quantiles

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from graphviz_nn.files.document import Document, ExpressionSpec
from graphviz_nn.gui.app import make_app
from graphviz_nn.gui.appearance import Appearance
from graphviz_nn.gui.main_window import MainWindow
from graphviz_nn.gui.preferences import Preferences
from graphviz_nn.gui.worker import ThreadRunner
from graphviz_nn.session import Session, commands

STEPS = 200
PAUSE_MS = 5
BAR_MS = 16
LARGE = " + ".join(f"tanh(a*{place}) * b" for place in range(1, 101))  # 100 × 3 ops
DOCUMENTS = {
    "the default network": Document(),
    "a graph of 300 nodes": Document(expression=ExpressionSpec(text=LARGE, leaves={"a": 0.1, "b": 2.0})),
}


class Stepper(QObject):
    """Waits until nothing is under way, then presses F11 again and again; times each until the canvas is painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._pressed, self._worked = 0.0, 0.0
        self.times: list[float] = []
        self.work: list[float] = []
        window.canvas.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(PAUSE_MS)

    def _on_tick(self) -> None:
        window = self._window
        if len(self.times) >= STEPS:
            window.session.update(saved=window.session.state.document)
            window.close()
        elif not self._pressed and (self.times or _is_calm(window.session)):
            self._pressed, self._worked = time.perf_counter(), time.thread_time()
            QTest.keyClick(window.canvas, Qt.Key.Key_F11)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Time the first painting after a key."""
        if event.type() == QEvent.Type.Paint and self._pressed:
            QTimer.singleShot(0, self, self._on_painted)
        return False

    def _on_painted(self) -> None:
        if self._pressed:
            self.times.append((time.perf_counter() - self._pressed) * 1000)
            self.work.append((time.thread_time() - self._worked) * 1000)
            self._pressed = 0.0


def _is_calm(session: Session) -> bool:
    return session.state.record is not None and not session.jobs.running


def measure(document: Document) -> tuple[list[float], list[float]]:
    """Step through a document in a window of its own; return each step's milliseconds, and those of them at work."""
    app, preferences = make_app(), Preferences()
    runner = ThreadRunner()
    session = Session(runner)
    window = MainWindow(session, Appearance(app, preferences), preferences)
    window.open_up()
    commands.open_document(session, document)
    stepper = Stepper(window)
    app.exec()
    runner.shut_down()
    return stepper.times, stepper.work


def lines() -> Iterator[str]:
    """Yield one line of results for each document."""
    for name, document in DOCUMENTS.items():
        times, work = measure(document)
        slow = quantiles(times, n=20)[-1]
        yield (
            f"{name}: median {median(times):.1f} ms, 95 % below {slow:.1f} ms (bar: {BAR_MS} ms); "
            f"the window's own thread worked for {median(work):.1f} ms"
        )


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
