"""Open the window and run until it closes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from graphviz_nn.data import DataSpec
from graphviz_nn.errors import DisplayError
from graphviz_nn.files.crashes import CrashLog, last_crash
from graphviz_nn.files.document import Document
from graphviz_nn.gui import memory, wrappers
from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.report import about, private_trace
from graphviz_nn.gui.screen import hang_up, missing_display
from graphviz_nn.gui.shell.bulkheads import Bulkheads
from graphviz_nn.gui.shell.collector import Collector
from graphviz_nn.gui.shell.keeping import Keeping
from graphviz_nn.gui.shell.log import logged
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.shell.messages import Reporter
from graphviz_nn.gui.shell.signals import Signals
from graphviz_nn.gui.shell.timing import FirstPaint, milliseconds_since_start
from graphviz_nn.gui.shell.worker import ThreadRunner, is_at_rest
from graphviz_nn.gui.widgets.aside import Aside, finish_errands
from graphviz_nn.lessons import Lesson, lesson_names
from graphviz_nn.session import Session, commands
from graphviz_nn.session.clock import PACES
from graphviz_nn.session.pipeline import warm_up

TIMING = "GRAPHVIZ_NN_TIMING"
_CRASH, _LESSONS = "crash", "lessons"
# So many kilobytes of what stands still in plots are kept drawn: those of a plot that fills a screen are 30 MB, and
# with Qt's usual 10 MB each frame would draw them all again.
CACHE_KB = 96 * 1024


def run(
    document: Document | None = None,
    path: Path | None = None,
    lesson: Lesson | None = None,
    table: DataSpec | None = None,
) -> int:
    """Open the window on a document, a file, a lesson or a table, else on a new network; return the exit code.

    `path` alone is opened; beside a document it says where that document is saved. Of a table without a target the
    window asks. Raise DisplayError where there is no screen.
    """
    app, preferences = make_app(), Preferences()
    with logged(), guarded(app), main_window(app, preferences) as window:
        session = window.session
        _set_paces(session, preferences)
        window.open_up()
        if table is None:
            _open(session, document, path, lesson)
        else:
            _open_table(window, table)
        code = app.exec()
        if window.isVisible():  # nobody has closed it
            window.leave(at_once=True)
        preferences.write()
        return code


def end(code: int) -> int:
    """Return the exit code of a program that has nothing left to do, once nothing works any more.

    Everything is saved: what still does, such as a formula that is drawn, would keep the process for no one. Then it
    ends here.
    """
    if is_at_rest():
        return code
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


@contextmanager
def guarded(app: QApplication) -> Iterator[None]:
    """End as a quit does where the system asks for it, and leave a log where the program is killed by a fault."""
    signals, log = Signals(partial(app.exit, 0)), CrashLog("\n".join(about()))
    try:
        yield
    finally:
        signals.stop()
        log.close()


@contextmanager
def main_window(app: QApplication, preferences: Preferences) -> Iterator[MainWindow]:
    """Make the window and what works for it: threads, a collector of garbage, a reporter of errors, the engine."""
    runner = ThreadRunner()
    session = Session(runner)
    appearance = Appearance(app, preferences)
    collector, bulkheads = Collector(session), Bulkheads(session, appearance)
    reporter = Reporter(bulkheads.show)
    reporter.install()
    try:
        window = MainWindow(session, appearance, preferences)
        FirstPaint(window.canvas, session).painted.connect(_Starter(window).on_painted)
        keeping = Keeping(window)
        try:
            yield window
        finally:
            keeping.finish()
    finally:
        reporter.uninstall()
        bulkheads.stop()
        runner.shut_down()
        finish_errands()
        collector.stop()


def make_app() -> QApplication:
    """Return the application, made now if there is none; raise DisplayError where there is no screen."""
    known = QApplication.instance()
    if isinstance(known, QApplication):
        return known
    missing = missing_display()
    if missing:
        raise DisplayError(
            f"There is no screen to open the window on: {missing}. "
            "Use `graphviz-nn render` to make a picture, or set QT_QPA_PLATFORM=offscreen."
        )
    memory.settle()
    wrappers.make_all()
    app = QApplication(sys.argv[:1])
    hang_up()
    app.setApplicationName("graphviz_nn")
    app.setOrganizationName("graphviz_nn")
    app.setDesktopFileName("graphviz_nn")
    app.aboutToQuit.connect(finish_errands)
    QPixmapCache.setCacheLimit(CACHE_KB)
    return app


def _set_paces(session: Session, preferences: Preferences) -> None:
    """Let time run as fast as it did the last time, by each unit; what is not known any more is left out."""
    for unit, paces in PACES.items():
        name = preferences.pace(unit)
        if any(pace.name == name for pace in paces):
            session.perform(commands.set_pace, name, unit)


def _open(session: Session, document: Document | None, path: Path | None, lesson: Lesson | None) -> None:
    if document is not None:
        session.perform(_open_document, document, path)
    elif path is not None:
        session.perform(commands.open_file, path)
    elif lesson:
        session.perform(commands.show_lesson, lesson)
    else:
        session.perform(commands.new)


def _open_table(window: MainWindow, table: DataSpec) -> None:
    """Learn from a table whose target was told; else show a new network, and ask above it."""
    session, path = window.session, Path(table.source)
    if table.target is not None:
        told = table.told._asdict()
        session.perform(commands.open_table, path, table.features, table.target, task=table.task, **told)
    else:
        session.perform(commands.new)
        window.files.open(path, table.told)


def _open_document(session: Session, document: Document, path: Path | None) -> None:
    commands.open_document(session, document, path=path)


class _Starter(QObject):
    """Does what would have kept the first picture waiting, and what waits for a disk off the window's thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._aside = Aside(self)
        self._aside.done.connect(self._on_found)

    @Slot()
    def on_painted(self) -> None:
        """Get the native engine ready in the background."""
        if os.environ.get(TIMING):
            print(
                f"first graph painted after {milliseconds_since_start():.0f} ms", file=sys.stderr, flush=True
            )
        self._session.perform(warm_up)
        self._aside.ask(_CRASH, last_crash)
        self._aside.ask(_LESSONS, lesson_names)  # which a menu lists, once they have been read

    @Slot(object, object)
    def _on_found(self, key: object, found: object) -> None:
        """Tell how the last run has ended, where a fault has ended it."""
        if key == _CRASH and isinstance(found, str) and found:
            words = "The last run ended unexpectedly. Its report helps to find out why."
            self._session.perform(commands.tell, words, "warning", private_trace(found))
