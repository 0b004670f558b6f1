"""However the window ends, it ends soon, in silence and with 0; what kills it is told at the next start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from graphviz_nn.engine import cache

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

ROOT = Path(__file__).parents[3]
SOON = 5.0  # seconds, on a busy machine; a process that waits for the compiler takes forty
PROGRAM = """
import json, os, signal, sys
from time import monotonic
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from graphviz_nn.engine import native
from graphviz_nn.gui.shell import app
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.lessons import load_lesson
from graphviz_nn.session import commands

how, while_ = sys.argv[1:]

def window():
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))

def session():
    return window().session

def is_calm():
    return native.ready() and not session().jobs.running

def is_there():
    return session().state.dataset is not None

def is_open():
    return QApplication.activeModalWidget() is not None

def ask():
    commands.set_training(session(), seed=5)
    QTimer.singleShot(0, window().close)

# What goes on: when it can begin, how, and how to see that it does.
BEGINNINGS = {
    "nothing": (is_calm, lambda: None, lambda: True),
    "kernels compile": (lambda: "engine" in session().jobs.running, lambda: None, lambda: True),
    "training": (
        is_there, lambda: commands.set_training(session(), epochs=400000), lambda: "runs" in session().jobs.running
    ),
    "playing": (is_calm, lambda: commands.play(session()), lambda: session().state.playing.direction),
    "a page turns": (is_calm, lambda: commands.turn_page(session(), 1), lambda: session().jobs.running),
    "a theme comes": (is_calm, lambda: window().appearance.choose("dark"), lambda: True),
    "a dialog is open": (is_there, lambda: window().show_sheet("keys"), is_open),
    "a question is asked": (is_there, ask, is_open),
    "a crash is told": (lambda: session().state.message is not None, lambda: None, lambda: True),
}

def end():
    message = session().state.message
    print(json.dumps([message and message.text, monotonic()]), flush=True)
    if how == "close":
        window().close()
    else:
        os.kill(os.getpid(), getattr(signal, how))

def look(steps):
    if not steps[0]():
        QTimer.singleShot(5, lambda: look(steps))
    elif len(steps) > 1:
        steps[1]()
        look(steps[2:])
    else:
        end()

app.make_app()
QTimer.singleShot(0, lambda: look(BEGINNINGS[while_]))
lesson = None if while_ == "a question is asked" else load_lesson("first-look")  # a lesson asks none
sys.exit(app.end(app.run(lesson=lesson)))
"""
WAYS = (
    ("close", "nothing"),
    ("close", "a page turns"),
    ("SIGTERM", "training"),
    ("SIGTERM", "a dialog is open"),
)


def ended(tmp_path: Path, how: str, while_: str = "nothing", **env: str) -> subprocess.CompletedProcess[str]:
    """Start a window in a home of its own, and end it in the midst of something."""
    kernels = str(cache.folder().parents[1])
    own = {
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "NUMBA_CACHE_DIR": kernels,
        **env,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, how, while_],
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout, f"it ended with {done.returncode} before it was ended: {done.stderr}"
    assert monotonic() - json.loads(done.stdout)[1] < SOON
    return done


def left(tmp_path: Path, folder: str) -> list[Path]:
    """Return the files that are in a folder of the program's state."""
    return [path for path in (tmp_path / "state" / "graphviz_nn" / folder).rglob("*") if path.is_file()]


@pytest.mark.parametrize(("how", "while_"), WAYS)
def test_whatever_goes_on_the_window_ends_with_0_and_says_nothing(
    tmp_path: Path, how: str, while_: str
) -> None:
    done = ended(tmp_path, how, while_)
    assert (done.returncode, done.stderr.replace(_OFFSCREEN, "")) == (0, "")
    assert left(tmp_path, "crashes") == []
    logs = [path.read_text() for path in left(tmp_path, ".") if path.name == "log.txt"]
    assert [line for log in logs for line in log.splitlines() if _OFFSCREEN.strip() not in line] == []


@pytest.mark.parametrize("how", ["SIGINT", "SIGHUP"])
def test_a_signal_closes_it_without_a_question_and_leaves_the_work_to_the_next_start(
    tmp_path: Path, how: str
) -> None:
    done = ended(tmp_path, how, "a question is asked")
    assert (done.returncode, done.stderr.replace(_OFFSCREEN, "")) == (0, "")
    assert "work.json" in [path.name for path in left(tmp_path, "work")]


def test_closed_while_kernels_compile_it_ends_and_the_compiler_with_it(tmp_path: Path) -> None:
    done = ended(tmp_path, "close", "kernels compile", NUMBA_CACHE_DIR=str(tmp_path / "kernels"))
    assert (done.returncode, done.stderr.replace(_OFFSCREEN, "")) == (0, "")
    assert [
        path.name
        for path in (tmp_path / "kernels").rglob("*")
        if path.name in ("compiling-float64", "complete-float64")
    ] == []


def test_a_crash_is_told_at_the_next_start(tmp_path: Path) -> None:
    assert ended(tmp_path, "SIGSEGV", "training").returncode == -signal.SIGSEGV
    assert "ended unexpectedly" in json.loads(ended(tmp_path, "close", "a crash is told").stdout)[0]


_OFFSCREEN = "This plugin does not support propagateSizeHints()\n"
