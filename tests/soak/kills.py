"""Kills at random moments, of savings and of the window while it works: what is found afterwards is whole.

    python -m tests.soak.kills 200

kills that many processes that save, and that many windows in which someone works at eight commands a second, saves now
and then, and lets time play; prints how many commands each kill of a window has cost, and fails where that is over one,
or where a file is not one of those that were written.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import sleep

from graphviz_nn.errors import FileError
from graphviz_nn.files import kept, store
from graphviz_nn.files.document import Document
from graphviz_nn.session import Session, commands

SAVE = """
import sys
from pathlib import Path
from graphviz_nn.files.disk import write_bytes
print("ready", flush=True)
for number in range(10**9):
    write_bytes(Path(sys.argv[1]), f"{number:06}".encode() * (1 + number % 40000))
"""
WORK = "from tests.soak.kills import work; work({!r})"
PACE_MS, FIRST_S, LAST_S = 120, 0.05, 2.5
MOST_LOST = 1
NAME = "saved.gnn.json"


def kill_saving(times: int, folder: Path, seed: int = 1) -> int:
    """Kill a process that saves a file over and over; return how often the file was whole."""
    chance, path, whole = random.Random(seed), folder / "a.json", 0
    for _ in range(times):
        process = _started([sys.executable, "-c", SAVE, str(path)], dict(os.environ))
        sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate()
        content = path.read_bytes() if path.exists() else b""
        number = int(content[:6] or 0)
        whole += not content or content == f"{number:06}".encode() * (1 + number % 40000)
    return whole


def kill_working(times: int, folder: Path, seed: int = 1) -> list[int]:
    """Kill a window in which someone works; return how many commands each kill has cost."""
    chance = random.Random(seed)
    return [_killed_after(chance.uniform(FIRST_S, LAST_S), folder) for _ in range(times)]


def work(folder: str) -> None:
    """Do numbered commands in a window, and print the number of each that is done, until somebody kills it."""
    from PySide6.QtCore import QSettings, QTimer

    from graphviz_nn.gui.look.preferences import Preferences
    from graphviz_nn.gui.shell.app import main_window, make_app

    app, settings = make_app(), QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat)
    with main_window(app, Preferences(settings)) as window:
        hand = _Hand(window.session, Path(folder) / NAME)
        window.open_up()
        timer = QTimer(window)
        timer.timeout.connect(hand.move)
        timer.start(PACE_MS)
        print("ready", flush=True)
        app.exec()


class _Hand:
    """Does one command after the other; the document tells the number of the last one that it has seen."""

    def __init__(self, session: Session, path: Path) -> None:
        self._session, self._path, self._number = session, path, 0
        session.perform(commands.new)

    def move(self) -> None:
        self._number += 1
        if self._number % 3:
            commands.set_training(self._session, seed=self._number)
        else:
            self._session.perform(commands.guess, str(self._number))
        if self._number % 7 == 0:
            self._session.perform(commands.save_as, self._path)
        elif self._number % 5 == 0:
            self._session.perform(commands.toggle_play)
        print(self._number, flush=True)


def _killed_after(seconds: float, folder: Path) -> int:
    home = Path(tempfile.mkdtemp(dir=folder))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_STATE_HOME": str(home),
        "LOCALAPPDATA": str(home),
    }
    process = _started([sys.executable, "-c", WORK.format(str(home))], environment)
    sleep(seconds)
    process.kill()
    said, _ = process.communicate()
    done = int((said.split() or ["0"])[-1])
    os.environ["XDG_STATE_HOME"] = os.environ["LOCALAPPDATA"] = str(home)
    left = kept.abandoned()
    assert len(left) <= 1, f"one window has left {len(left)} works"
    found = [_number_in(place.read().document) for place in left]
    for place in left:
        place.remove()
    try:
        found.append(_number_in(store.load(home / NAME)))
    except FileError:
        assert not (home / NAME).exists(), "what is there can be read"
    return done - max(found, default=0)


def _number_in(document: Document) -> int:
    return max(document.work.training.seed, int(document.view.guess or 0))


def _started(command: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start a process, and wait until it says that it is ready."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def main(times: int) -> int:
    """Kill so many of each, and return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        whole = kill_saving(times, Path(name))
        print(f"{times} kills while saving: the old or the new file, whole, after {whole}", flush=True)
        lost = kill_working(times, Path(name))
    table = ", ".join(f"{number} lost after {count}" for number, count in sorted(Counter(lost).items()))
    print(f"{times} kills of a window while someone worked: {table}")
    return 0 if whole == times and max(lost) <= MOST_LOST else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
