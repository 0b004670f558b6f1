"""What can wait until the graph has been painted: each call once, in the frame after the one that asked for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Signal, Slot

from graphviz_nn.faults import contained
from graphviz_nn.gui.due import Due
from graphviz_nn.gui.turns import FRAME_MS, Turns

BUDGET_S = 0.004  # of one event: a key that was pressed meanwhile need not wait for all calls


class NextFrame(QObject):
    """Collects calls, and makes them together one frame after the first was asked for.

    A step is seen first where the eyes are, in the graph; several changes within a frame are shown once. Calls that
    take long are made in events of their own, so that the window answers between them. While time runs there is more
    to show than a frame has room for, so they take turns: see `Turns`.

    Signals:
        done: every call that had been asked for has been made.

    """

    done = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: dict[Callable[[], None], None] = {}  # a set that keeps its order
        self._timer = Due(self, is_precise=True)
        self._timer.went_off.connect(self._on_frame)
        self._turns, self._is_running = Turns(self), False
        self._turns.done.connect(self.done)

    @property
    def is_running(self) -> bool:
        """Whether time runs, and calls take turns."""
        return self._is_running

    @property
    def is_due(self) -> bool:
        """Whether a call is still to be made."""
        return bool(self._calls)

    def set_running(self, running: bool) -> None:
        """Let calls take turns while time runs; what waits for its turn at the end is made in the next frame."""
        self._is_running = running
        for call in () if running else self._turns.take_all():
            self.ask(call)

    def ask(self, call: Callable[[], None], every_ms: int = 0) -> None:
        """Let something be called in the next frame; once, however often it is asked for.

        While time runs that is so many milliseconds after the last time.
        """
        if self._is_running:
            self._turns.ask(call, every_ms)
            return
        self._calls[call] = None
        if not self._timer.is_active:
            self._timer.start(FRAME_MS)

    def flush(self) -> None:
        """Make all calls that are due now."""
        self._timer.stop()
        self._calls |= dict.fromkeys(self._turns.take_all())
        self._make(math.inf)

    def forget(self) -> None:
        """Make none of the calls that are still due."""
        self._timer.stop()
        self._turns.take_all()
        self._calls.clear()

    @Slot()
    def _on_frame(self) -> None:
        self._make(BUDGET_S)

    def _make(self, budget: float) -> None:
        """Make calls as far as so many seconds go; the others follow in the next event."""
        due, began = list(self._calls), perf_counter()
        for made, call in enumerate(due, start=1):
            del self._calls[call]
            with contained():
                call()
            if perf_counter() - began > budget and made < len(due):
                self._timer.start()
                return
        self.done.emit()
