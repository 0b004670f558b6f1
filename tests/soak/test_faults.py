"""Whatever goes wrong in the window's process is heard, once for each kind, with the act that it came with."""

from __future__ import annotations

import logging
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, QTimer, Signal, qCritical, qDebug, qWarning
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.soak.faults import Faults
from tests.soak.pulse import Pulse


class Bell(QObject):
    """Something with a signal."""

    rung = Signal()


def raise_in_a_slot() -> None:
    bell = Bell()
    bell.rung.connect(lambda: 1 // 0)
    bell.rung.emit()


def raise_on_a_thread() -> None:
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()


def log_a_warning() -> None:
    logging.getLogger("graphviz_nn").warning("odd")


def overflow_in_numpy() -> None:
    np.float64(1e308) * np.float64(10)


def write_to_stderr() -> None:
    print("something", file=sys.stderr)


HEARD: dict[Callable[[], object], str] = {
    raise_in_a_slot: "exception",
    raise_on_a_thread: "exception",
    log_a_warning: "log record",
    overflow_in_numpy: "warning",
    lambda: warnings.warn("old", DeprecationWarning, stacklevel=1): "warning",
    lambda: qWarning("odd"): "Qt",
    lambda: qCritical("very odd"): "Qt",
    write_to_stderr: "stderr",
}
UNHEARD: tuple[Callable[[], object], ...] = (
    lambda: qDebug("fine"),
    lambda: qWarning("This plugin does not support raise()"),
    lambda: logging.getLogger("graphviz_nn").info("fine"),
    lambda: print("\n", file=sys.stderr),
)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Faults:
    """Return ears in a process whose hooks before say nothing."""
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    return Faults()


@pytest.mark.parametrize("do", HEARD)
@pytest.mark.no_qt_log
def test_what_goes_wrong_is_heard(
    do: Callable[[], object], faults: Faults, qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    faults.act = "act 7"
    with faults.listening():
        do()
        do()
    caplog.clear()
    (fault,) = faults.all.values()
    assert (fault.kind, fault.act, fault.times) == (HEARD[do], "act 7", 2)


@pytest.mark.parametrize("do", UNHEARD)
@pytest.mark.no_qt_log
def test_what_is_no_fault_is_not(do: Callable[[], object], faults: Faults, qapp: object) -> None:
    with faults.listening():
        do()
    assert not faults.all


def test_ears_are_taken_off_again(faults: Faults) -> None:
    before = sys.excepthook, threading.excepthook, sys.stderr, warnings.showwarning
    with faults.listening():
        pass
    assert (sys.excepthook, threading.excepthook, sys.stderr, warnings.showwarning) == before


def test_a_turn_that_takes_long_is_told_with_where_it_was(qtbot: QtBot) -> None:
    told: list[tuple[float, str]] = []
    pulse = Pulse(lambda ms, stack: told.append((ms, stack)))
    try:
        QTimer.singleShot(0, dawdle)
        qtbot.waitUntil(lambda: any(ms >= DAWDLES_MS for ms, _ in told))
        with pulse.excused():
            dawdle()
        QTest.qWait(1)
    finally:
        pulse.stop()
    (long,) = [(ms, stack) for ms, stack in told if ms >= DAWDLES_MS]
    assert Path(__file__).name in long[1]
    assert "dawdle" in long[1]


DAWDLES_MS = 150.0


def dawdle() -> None:
    """Keep the thread busy."""
    until = time.thread_time() + DAWDLES_MS / 1000
    while time.thread_time() < until:
        pass
