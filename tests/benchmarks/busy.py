"""Measures what keeps the window's thread longest, where much is shown or all of it changes.

Run it as python -m tests.benchmarks.busy, or with a word for the scenes whose names hold it.

Each scene is a document and some acts in it. Every turn of the event loop is measured in the thread's own processor
time, from the act until nothing goes on any more.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from graphviz_nn.data import DataSpec
from graphviz_nn.debug.explain import Cell
from graphviz_nn.files.document import Document
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.screen import missing_display
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.model import Dense, Stack
from graphviz_nn.session import commands
from graphviz_nn.session.opening import opening
from graphviz_nn.work import finish, quiet
from tests.benchmarks.demo import Act, Watch
from tests.soak.pulse import Pulse

MOST_MS = 200.0  # the bar: no turn keeps the thread longer
CALM, LOOK_MS = 12, 25  # looks in a row at which nothing goes on, and from one to the next
PATIENCE_S = 60.0  # for what goes on beside the window after an act; a larger network's surface takes longer
SIZE = (1900, 1000)
CLASSES, ROWS, UNITS, DEEP = 100, 100_000, 20_000, 10

Begin = Callable[[Path], Document | str]


@dataclass(frozen=True)
class Scene:
    """What is opened, a document or a lesson by its name, and what is done in it, each by what it is called."""

    name: str
    begin: Begin
    acts: Sequence[tuple[str, Act]]


def key(code: Qt.Key) -> Act:
    """Return the press of a key on the canvas."""
    return lambda window: QTest.keyClick(window.canvas, code)


def asks(command: Callable[..., None], *arguments: object) -> Act:
    """Return a command as an act."""
    return lambda window: window.session.perform(command, *arguments)


def triggers(name: str) -> Act:
    """Return an action of the menus as an act; what it opens is closed when the next act begins."""
    return lambda window: window.actions_[name].trigger()


def theme(name: str) -> Act:
    """Return the choice of a theme."""
    return lambda window: window.appearance.choose(name)  # type: ignore[arg-type]


def layers(*units: int) -> Begin:
    """Return the usual document with dense layers of so many units before the last one."""

    def begin(_: Path) -> Document:
        usual = Document()
        stack = usual.work.subject
        assert isinstance(stack, Stack)
        before = tuple(Dense(units=width, activation="tanh") for width in units)
        changed = msgspec.structs.replace(stack, layers=(*before, stack.layers[-1]))
        return Document(msgspec.structs.replace(usual.work, subject=changed), usual.view)

    return begin


def table(columns: Callable[[np.random.Generator], Sequence[Sequence[object]]], task: str) -> Begin:
    """Return the document that a table begins as: its features x1 and x2, and the target y."""

    def begin(folder: Path) -> Document:
        path = folder / "table.csv"
        lines = [",".join(map(str, row)) for row in zip(*columns(np.random.default_rng(0)), strict=True)]
        path.write_text("\n".join(["x1,x2,y", *lines]), encoding="utf-8")
        asked = DataSpec(source=str(path), features=("x1", "x2"), target="y", task=task)  # type: ignore[arg-type]
        work = finish(opening(asked), quiet).work
        training = msgspec.structs.replace(work.training, epochs=3)
        return Document(msgspec.structs.replace(work, training=training))

    return begin


def _many_classes(rng: np.random.Generator) -> Sequence[Sequence[object]]:
    names = [f"kind {place % CLASSES}" for place in range(30 * CLASSES)]
    return rng.normal(size=len(names)).round(3).tolist(), rng.normal(size=len(names)).round(3).tolist(), names


def _many_rows(rng: np.random.Generator) -> Sequence[Sequence[object]]:
    x1, x2 = rng.normal(size=(2, ROWS)).round(3)
    return x1.tolist(), x2.tolist(), (x1 * x2).round(4).tolist()


def _two_classes(rng: np.random.Generator) -> Sequence[Sequence[object]]:
    x1, x2 = rng.normal(size=(2, ROWS)).round(3)
    return x1.tolist(), x2.tolist(), ["up" if up else "down" for up in x1 * x2 > 0]


STEPS = (("a step", triggers("step")), ("an update", triggers("next_update")))
SCENES = (
    Scene(
        "the first lesson",
        lambda _: "first-look",
        (
            ("dark", theme("dark")),
            ("projector", theme("projector")),
            ("light", theme("light")),
            ("larger text", triggers("larger")),
            ("smaller text", triggers("smaller")),
            ("present", triggers("present")),
            ("end presenting", triggers("present")),
            ("neurons", key(Qt.Key.Key_2)),
            ("operations", key(Qt.Key.Key_3)),
            ("3-D", asks(commands.set_three_d, True)),
            ("3-D in the middle", asks(commands.swap_stage, "surface")),
            ("the graph again", asks(commands.swap_stage, "graph")),
            ("palette", triggers("palette")),
            ("narrow", lambda window: window.resize(1280, 720)),
            ("wide", lambda window: window.resize(*SIZE)),
        ),
    ),
    Scene(
        f"{DEEP} layers",
        layers(*[8] * DEEP),
        (*STEPS, ("neurons", key(Qt.Key.Key_2)), *STEPS),
    ),
    Scene(
        f"{CLASSES} classes",
        table(_many_classes, "classification"),
        (*STEPS, ("dark", theme("dark")), ("data in the middle", asks(commands.swap_stage, "data"))),
    ),
    Scene(
        f"{ROWS:,} rows, numbers",
        table(_many_rows, "regression"),
        (*STEPS, ("data in the middle", asks(commands.swap_stage, "data")), ("dark", theme("dark"))),
    ),
    Scene(
        f"{ROWS:,} rows, classes",
        table(_two_classes, "classification"),
        (*STEPS, ("data in the middle", asks(commands.swap_stage, "data")), ("light", theme("light"))),
    ),
    Scene(
        "512 × 512 weights",
        layers(512, 512),
        (
            *STEPS,
            ("a number", asks(commands.select_cell, Cell("dense_1/kernel", "value", (200, 300)))),
            ("its gradient", asks(commands.select_cell, Cell("dense_1/kernel", "gradient", (500, 500)))),
        ),
    ),
    Scene(f"{UNITS:,} units", layers(UNITS), (*STEPS, ("neurons", key(Qt.Key.Key_2)), *STEPS)),
)


def settle(window: MainWindow) -> None:
    """Deal with all that follows from an act, until nothing goes on or patience is over."""
    calm, until = 0, time.monotonic() + PATIENCE_S
    while calm < CALM and time.monotonic() < until:
        QTest.qWait(LOOK_MS)
        calm = 0 if window.session.jobs.running else calm + 1


def play(window: MainWindow, watch: Watch, pulse: Pulse, scene: Scene, folder: Path) -> None:
    """Open what a scene shows, and do one act after the other."""
    with pulse.excused():  # a table is written, and read, which is not the window's work
        begun = scene.begin(folder)
    watch.part = f"{scene.name}: open"
    if isinstance(begun, str):
        window.session.perform(commands.open_lesson, begun)
    else:
        commands.open_document(window.session, begun)
    settle(window)
    for name, act in scene.acts:
        watch.part = f"{scene.name}: {name}"
        act(window)
        settle(window)
        for dialog in window.findChildren(QDialog):
            dialog.reject()
    watch.part = ""
    window.appearance.choose("light")
    settle(window)


def lines(words: Sequence[str] = ()) -> Iterator[str]:
    """Yield for each act of the scenes, of those whose name holds a word, the turn that kept the thread longest."""
    missing = missing_display()
    if missing:
        yield f"what keeps the window's thread is not measured: {missing}"
        return
    watch = Watch()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    with (
        tempfile.TemporaryDirectory() as folder,
        main_window(app, Preferences()) as window,
        watch.watching() as pulse,
    ):
        window.open_up()
        window.resize(*SIZE)
        for scene in SCENES:
            if words and not any(word in scene.name for word in words):
                continue
            watch.works.clear()
            play(window, watch, pulse, scene, Path(folder))
            for part in dict.fromkeys(work.part for work in watch.works if work.part):
                worst = max((work for work in watch.works if work.part == part), key=lambda work: work.ms)
                verdict = "" if worst.ms <= MOST_MS else f", above {MOST_MS:g} ms"
                yield f"{worst.ms:6.1f} ms  {worst}{verdict}"
        window.session.update(saved=window.session.state.work)
        window.close()


if __name__ == "__main__":
    for line in lines(sys.argv[1:]):
        print(line, flush=True)
