"""What the user wants with files: ask which, then let a command do it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QWidget

from graphviz_nn.data import SOURCES
from graphviz_nn.data.guess import Guess, guess
from graphviz_nn.data.tables import SUFFIXES as TABLES
from graphviz_nn.data.tables import Told, reading
from graphviz_nn.errors import GnnError
from graphviz_nn.files.store import SUFFIX
from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.dialogs.columns import ColumnsDialog
from graphviz_nn.gui.dialogs.expression import ExpressionDialog
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.output.export import export
from graphviz_nn.gui.output.formats import PICTURES
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.stage import Stage
from graphviz_nn.lessons import SUFFIX as LESSON
from graphviz_nn.model.formula import LeafValue
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.jobs import Job
from graphviz_nn.text import one_line, shortened

_ENDINGS = " ".join(f"*{suffix}" for suffix in TABLES)
_ALL = f"Documents, lessons and tables (*{SUFFIX} *{LESSON} {_ENDINGS});;All files (*)"
_DOCUMENTS = f"Documents (*{SUFFIX});;All files (*)"
_TABLES = f"Tables ({_ENDINGS});;All files (*)"
_PICTURES = ";;".join(f"{words} (*{suffix})" for suffix, words in PICTURES.items())
_RUNS = "Comma-separated values (*.csv);;All files (*)"
_ILLEGAL = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST_NAME = 80
_NOTHING_TOLD = Told()
_TABLE = "table"  # the key of the job that reads one


class Files:
    """Opens, saves and exports, with dialogs over a window."""

    def __init__(self, session: Session, preferences: Preferences, window: QWidget, stage: Stage) -> None:
        self._session, self._preferences = session, preferences
        self._window, self._stage = window, stage

    def serve(self, outline: OutlinePanel) -> None:
        """Do what the outline asks for."""
        outline.fileRequested.connect(self.ask_table)
        outline.columnsRequested.connect(self.choose_columns)

    def new(self) -> None:
        """Start from the default document."""
        if self.may_leave(self.new):
            self._session.perform(commands.new)

    def new_expression(self) -> None:
        """Ask for an expression and look into it."""
        with asking.for_once(ExpressionDialog(self._window)) as dialog:
            if dialog.exec():
                self._open_expression(dialog.text, dialog.leaves)

    def _open_expression(self, text: str, leaves: Mapping[str, LeafValue]) -> None:
        if self.may_leave(partial(self._open_expression, text, leaves)):
            self._session.perform(commands.open_expression, text, leaves)

    def ask_open(self) -> None:
        """Ask for a document, a lesson or a table, and open it."""
        title = "Open a document, a lesson or a table"
        name = asking.existing_file(self._window, title, self._folder(), _ALL)
        if name:
            self.open(self._remembered(name))

    def ask_table(self) -> None:
        """Ask for a table and learn from it."""
        name = asking.existing_file(self._window, "Open a table", self._folder(), _TABLES)
        if name:
            self.open(self._remembered(name))

    def open(self, path: Path, told: Told = _NOTHING_TOLD) -> None:
        """Open a document or a lesson, or read a table, laid out as told, and ask what to learn from it."""
        if path.name.lower().endswith((".json", LESSON)):
            if self.may_leave(partial(self.open, path)):
                self._session.perform(commands.open_file, path)
            return
        self._read(path, told, partial(self._ask_columns, told), partial(_tell, self._session))

    def choose_columns(self) -> None:
        """Ask anew what to learn from the table that is open; the network and its training stay."""
        data = self._session.state.work.data
        if data.source not in SOURCES and data.given is None:
            self._read(Path(data.source), data.told, self._ask_columns_anew, partial(_tell, self._session))

    def _read(
        self, path: Path, told: Told, then: Callable[[Guess], None], refuse: Callable[[str], None]
    ) -> None:
        """Read a table off the window's thread, and go on with what is guessed of it, or with what is wrong."""

        def work() -> Generator[float, None, Guess | GnnError]:
            try:
                return guess((yield from reading(path, told)))
            except GnnError as error:
                return error

        def done(found: Guess | GnnError) -> None:
            if isinstance(found, Guess):
                then(found)
            else:
                refuse(str(found))

        jobs = self._session.jobs
        label = f"Reading {path.name}"
        jobs.start(Job(_TABLE, label, work, done, lambda fraction: jobs.report(_TABLE, fraction)))

    def _ask_columns(self, told: Told, found: Guess) -> None:
        self._ask(found, told, lambda dialog: self._learn_from(found.table.path, dialog))

    def _ask_columns_anew(self, found: Guess) -> None:
        data = self._session.state.work.data
        self._ask(data.guess(found.table), data.told, self._learn_otherwise)

    def _ask(self, found: Guess, told: Told, then: Callable[[ColumnsDialog], None]) -> None:
        """Show what is guessed, until it is taken or not; the window goes on working."""
        dialog = ColumnsDialog(found, told, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        path = found.table.path
        dialog.layoutChanged.connect(lambda told: self._read(path, told, dialog.show_guess, dialog.refuse))
        dialog.finished.connect(lambda: self._session.jobs.cancel(_TABLE))  # it has nobody left to show
        dialog.accepted.connect(lambda: then(dialog))
        dialog.open()

    def _learn_from(self, path: Path, dialog: ColumnsDialog) -> None:
        self._open_table(path, _chosen(dialog))

    def _open_table(self, path: Path, chosen: dict[str, Any]) -> None:
        if self.may_leave(partial(self._open_table, path, chosen)):
            self._preferences.add_recent(path)
            self._session.perform(commands.open_table, path, **chosen)

    def _learn_otherwise(self, dialog: ColumnsDialog) -> None:
        is_number = dialog.found.task == "regression"
        self._session.perform(commands.set_data, **_chosen(dialog), standardise_target=is_number)

    def open_lesson(self, name: str) -> None:
        """Open a lesson at its first page."""
        if self.may_leave(partial(self.open_lesson, name)):
            self._session.perform(commands.open_lesson, name)

    def save(self) -> None:
        """Save the document, asking for a file if it has none."""
        if self._session.state.path is None:
            self.save_as()
        else:
            self._session.perform(commands.save)

    def save_as(self) -> None:
        """Ask for a file and save the document there."""
        state = self._session.state
        start = state.path or Path(self._folder()) / f"{legal_name(state.work.title)}{SUFFIX}"
        name, _ = asking.new_file(self._window, "Save the document", start, _DOCUMENTS)
        if name:
            path = self._remembered(name if name.endswith(".json") else name + SUFFIX)
            self._session.perform(commands.save_as, path)

    def export_picture(self) -> None:
        """Ask for a file and draw the graph into it."""
        state = self._session.state
        stem = state.path.name.removesuffix(SUFFIX) if state.path else legal_name(state.work.title)
        start = Path(self._folder()) / f"{stem}{next(iter(PICTURES))}"
        name, chosen = asking.new_file(self._window, "Export the stage as a picture", start, _PICTURES)
        if not name:
            return
        suffix = next(suffix for suffix, words in PICTURES.items() if chosen.startswith(words))
        path = self._remembered(name if Path(name).suffix in PICTURES else name + suffix)

        def draw(session: Session) -> None:
            commands.write_picture(session, path, export(self._stage.picture, path.suffix))

        self._session.perform(draw)

    def export_runs(self) -> None:
        """Ask for a file and write a row for each run of the experiment into it."""
        state = self._session.state
        start = Path(self._folder()) / f"{legal_name(state.work.title)} runs.csv"
        name, _ = asking.new_file(self._window, "Export the runs", start, _RUNS)
        if name:
            path = self._remembered(name if Path(name).suffix else f"{name}.csv")
            self._session.perform(commands.write_runs, path)

    def may_leave(self, again: Callable[[], object]) -> bool:
        """Ask what to do with unsaved work, if there is any; return whether the document may be left now.

        Where it is to be saved first, `again` is called once it is, to ask anew.
        """
        if not queries.is_dirty(self._session.state):
            return True
        title = self._session.state.work.title or "this document"
        buttons, save = asking.Button.Save | asking.Button.Discard | asking.Button.Cancel, asking.Button.Save
        words = f"Save the changes to {shortened(one_line(title), 60)}?"
        answer = asking.question(self._window, "Unsaved changes", words, buttons, save)
        if answer == save:
            self.save()
            self._session.jobs.after(commands.SAVING, do=partial(self._go_on, again))
        return answer == asking.Button.Discard

    def _go_on(self, again: Callable[[], object]) -> None:
        if not queries.is_dirty(self._session.state):
            again()

    def _remembered(self, name: str) -> Path:
        """Return a file that was chosen; the next choice begins in its folder."""
        path = Path(name)
        self._preferences.folder = path.parent
        return path

    def _folder(self) -> str:
        path = self._session.state.path or next(iter(self._preferences.recent), None)
        folder = self._preferences.folder or (path.parent if path else None)
        return str(folder) if folder else QDir.homePath()  # Path.home() raises for a user without a home


def _chosen(dialog: ColumnsDialog) -> dict[str, Any]:
    """Return the fields of the data that a dialog was left with."""
    found, told = dialog.found, dialog.told
    return {"features": dialog.features, "target": found.target, "task": found.task, **told._asdict()}


def _tell(session: Session, words: str) -> None:
    session.perform(commands.tell, words, "error")


def legal_name(title: str) -> str:
    """Return a name for the file of a document that every system takes."""
    plain = " ".join(_ILLEGAL.sub(" ", title).split())
    return plain[:_LONGEST_NAME].strip(" .") or "network"
