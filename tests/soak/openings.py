"""Opens one thing after the other in one window, and comes home now and then: memory is what it was.

    python -m tests.soak.openings 200

opens so many documents, lessons, tables and expressions and puts on so many themes, each kind in a window of its own;
prints what memory and widgets were at home after a quarter of them, and at the end, and fails where they grew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path
from types import MappingProxyType

from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.lessons import lesson_names
from graphviz_nn.session import commands
from tests.gui.settling import settle
from tests.soak.__main__ import screen
from tests.soak.hand import Hand
from tests.soak.laws import Home, come_home, wait_for
from tests.soak.run import own_window
from tests.soak.subjects import GOOD, Opens, Subject, document, formula, lesson, table

MOST_GROWTH = 5.0  # MB
WARM = 0.25  # of the openings: by then all that is made once has been made
HOMES = 8  # times at home, from then to the end
_DOCUMENTS = ("iris.gnn.json", "penguins.gnn.json", "digits.gnn.json")
_TABLES = ("iris.csv", "penguins.csv")
_THEMES = ("theme_dark", "theme_projector", "theme_light")
Does = Callable[[MainWindow], None]


def opening(opens: Opens) -> Does:
    """Return what opens something in a window."""
    return lambda window: opens(window.session)


def putting_on(theme: str) -> Does:
    """Return what puts a theme on."""
    return lambda window: window.actions_[theme].trigger()


def from_file(name: str) -> Does:
    """Return what saves a document that comes with the program where one works, and opens it there."""

    def does(window: MainWindow) -> None:
        path = Path(os.environ["XDG_STATE_HOME"]) / name
        if not path.exists():
            opening(document(name))(window)
            wait_for(lambda: not window.session.jobs.running, "the document")
            window.session.perform(commands.save_as, path)
            wait_for(path.exists, "the saving")
        window.session.perform(commands.open_file, path)

    return does


KINDS: Mapping[str, Sequence[Does]] = MappingProxyType(
    {
        "documents": [*map(opening, map(document, _DOCUMENTS)), *map(from_file, _DOCUMENTS)],
        "lessons": [*map(opening, map(lesson, lesson_names()))],
        "tables": [*map(opening, map(table, _TABLES))],
        "expressions": [*map(opening, map(formula, GOOD))],
        "themes": [*map(putting_on, _THEMES)],
    }
)


def homes(kind: str, times: int) -> list[Home]:
    """Open so many of a kind in a window; return what it held at home when warm, at the end, and some times between."""
    every = max(1, round(times * (1 - WARM) / HOMES))
    found: list[Home] = []
    with own_window() as (window, own):
        hand = Hand(window, Subject(lesson("first-look"), ()), own)
        jobs = window.session.jobs
        window.open_up()
        hand.subject.home(window.session)
        for number, does in enumerate(islice(cycle(KINDS[kind]), times), 1):
            does(window)
            wait_for(lambda: not jobs.running, "the end of all work", lambda: list(jobs.running))
            settle(window)
            past = number - round(times * WARM)
            if past >= 0 and past % every == 0:
                found.append(come_home(hand))
        window.session.update(saved=window.session.state.work)
        window.close()
    return found


def main(times: int, kinds: Sequence[str]) -> int:
    """Open so many of each kind, each in a process of its own; return the exit code."""
    with screen() as where:
        asked = [[sys.executable, "-m", __spec__.name, str(times), kind] for kind in kinds]
        codes = [subprocess.run(each, env={**os.environ, **where}, check=False).returncode for each in asked]
    return int(any(codes))


def one(times: int, kind: str) -> int:
    """Open so many of one kind in this process; return the exit code."""
    found = homes(kind, times)
    growth = found[-1].mb - found[0].mb
    print(
        f"{times} {kind}: {' → '.join(f'{home.mb:.0f}' for home in found)} MB in use ({growth:+.1f}), "
        f"{found[0].resident:.0f} → {found[-1].resident:.0f} MB resident, "
        f"{found[0].widgets} → {found[-1].widgets} widgets, {found[0].python:,} → {found[-1].python:,} objects",
        flush=True,
    )
    return int(growth > MOST_GROWTH)


if __name__ == "__main__":
    many, *named = sys.argv[1:] or ["200"]
    sys.exit(one(int(many), named[0]) if named else main(int(many), list(KINDS)))
