"""Work done aside."""

from __future__ import annotations

import subprocess
import sys
import threading

from PySide6.QtCore import QObject, QThreadPool
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from graphviz_nn.gui.widgets.aside import Aside, _under_way


def test_work_is_done_on_another_thread_and_handed_over_on_this_one(qtbot: QtBot) -> None:
    aside = Aside()
    seen: list[tuple[object, object, int]] = []
    aside.done.connect(lambda key, result: seen.append((key, result, threading.get_ident())))
    aside.ask("where", threading.get_ident)
    qtbot.waitUntil(lambda: bool(seen))
    key, worker, here = seen[0]
    assert (key, here) == ("where", threading.get_ident())
    assert worker != here


def test_work_that_fails_is_told_on_this_thread_and_over(qtbot: QtBot) -> None:
    aside, before = Aside(), len(_under_way)
    with qtbot.captureExceptions() as told:
        aside.ask("fails", lambda: 1 / 0)
        assert len(_under_way) == before + 1
        qtbot.waitUntil(lambda: bool(told))
    assert [kind for kind, *_ in told] == [ZeroDivisionError]
    assert len(_under_way) == before


def test_an_answer_for_what_is_gone_is_dropped(qtbot: QtBot) -> None:
    parent = QObject()
    aside = Aside(parent)
    free = threading.Event()
    aside.ask("late", free.wait)
    delete(parent)
    free.set()
    assert QThreadPool.globalInstance().waitForDone(5000)
    QApplication.processEvents()


QUITTING = """
import threading
from PySide6.QtCore import QTimer
from graphviz_nn.gui.shell.app import make_app
from graphviz_nn.gui.widgets.aside import Aside

app, aside, begun = make_app(), Aside(), threading.Event()

def draw():
    begun.set()
    return sum(range(10_000_000))

aside.ask("formula", draw)
begun.wait()
QTimer.singleShot(0, app.quit)
app.exec()
"""


def test_a_program_that_quits_while_something_is_drawn_aside_ends_in_silence() -> None:
    done = subprocess.run([sys.executable, "-c", QUITTING], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
