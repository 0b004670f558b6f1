"""What the user wants with files: ask which, then let a command do it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from graphviz_nn.data.tables import SUFFIXES as TABLES
from graphviz_nn.data.tables import read_table
from graphviz_nn.errors import GnnError
from graphviz_nn.files.store import SUFFIX
from graphviz_nn.gui.dialogs.columns import ColumnsDialog
from graphviz_nn.gui.dialogs.expression import ExpressionDialog
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.output.export import SUFFIXES, export
from graphviz_nn.session import Session, commands, queries

_ENDINGS = " ".join(f"*{suffix}" for suffix in TABLES)
_ALL = f"Documents and tables (*{SUFFIX} {_ENDINGS});;All files (*)"
_DOCUMENTS = f"Documents (*{SUFFIX});;All files (*)"
_TABLES = f"Tables ({_ENDINGS});;All files (*)"
_PICTURES = ";;".join(f"{words} (*{suffix})" for suffix, words in SUFFIXES.items())
_TOO_NARROW = (
    "{} has one column, {}. Learning needs at least two: one to learn from, and one to predict. "
    "Add a column; its cells are parted from the others by commas, semicolons, tabs, bars or blanks."
)
_ILLEGAL = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST_NAME = 80
_BUTTON = QMessageBox.StandardButton
D = TypeVar("D", bound=QDialog)


class Files:
    """Opens, saves and exports, with dialogs over a window."""

    def __init__(self, session: Session, preferences: Preferences, window: QWidget, picture: QWidget) -> None:
        self._session, self._preferences = session, preferences
        self._window, self._picture = window, picture

    def new(self) -> None:
        """Start from the default document."""
        if self.may_leave():
            self._session.perform(commands.new)

    def new_expression(self) -> None:
        """Ask for an expression and look into it."""
        with _for_once(ExpressionDialog(self._window)) as dialog:
            if dialog.exec() and self.may_leave():
                self._session.perform(commands.open_expression, dialog.text, dialog.leaves)

    def ask_open(self) -> None:
        """Ask for a document and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, "Open a document or a table", self._folder(), _ALL
        )
        if name:
            self.open(Path(name))

    def ask_table(self) -> None:
        """Ask for a table and learn from it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a table", self._folder(), _TABLES)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a document, or a table after asking what to learn from it."""
        if path.name.endswith(".json"):
            if self.may_leave():
                self._session.perform(commands.open_file, path)
            return
        try:
            table = read_table(path)
        except GnnError as error:
            self._session.perform(commands.tell, str(error), "error")
            return
        if len(table.columns) < 2:
            self._session.perform(commands.tell, _TOO_NARROW.format(path.name, table.names[0]), "error")
            return
        with _for_once(ColumnsDialog(table, self._window)) as dialog:
            if dialog.exec() and self.may_leave():
                self._session.perform(commands.open_table, path, dialog.features, dialog.target)

    def open_lesson(self, name: str) -> None:
        """Open a lesson at its first page."""
        if self.may_leave():
            self._session.perform(commands.open_lesson, name)

    def save(self) -> bool:
        """Save the document, asking for a file if it has none; return whether it is saved."""
        if self._session.state.path is None:
            return self.save_as()
        self._session.perform(commands.save)
        return not queries.is_dirty(self._session.state)

    def save_as(self) -> bool:
        """Ask for a file and save the document there; return whether it is saved."""
        state = self._session.state
        start = state.path or Path(self._folder()) / f"{legal_name(state.work.title)}{SUFFIX}"
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the document", str(start), _DOCUMENTS)
        if not name:
            return False
        path = Path(name if name.endswith(".json") else name + SUFFIX)
        self._session.perform(commands.save_as, path)
        return self._session.state.path == path and not queries.is_dirty(self._session.state)

    def export_picture(self) -> None:
        """Ask for a file and draw the graph into it."""
        state = self._session.state
        stem = state.path.name.removesuffix(SUFFIX) if state.path else legal_name(state.work.title)
        start = Path(self._folder()) / f"{stem}{next(iter(SUFFIXES))}"
        name, chosen = QFileDialog.getSaveFileName(
            self._window, "Export the graph as a picture", str(start), _PICTURES
        )
        if not name:
            return
        suffix = next(suffix for suffix, words in SUFFIXES.items() if chosen.startswith(words))
        path = Path(name) if Path(name).suffix in SUFFIXES else Path(name + suffix)
        try:
            export(self._picture, path)
        except GnnError as error:
            self._session.perform(commands.tell, str(error), "error")
            return
        self._session.perform(commands.tell, f"Drawn into {path.name}.")

    def may_leave(self) -> bool:
        """Ask what to do with unsaved work, if there is any; return whether the document may be left."""
        if not queries.is_dirty(self._session.state):
            return True
        title = self._session.state.work.title or "this document"
        answer = QMessageBox.question(
            self._window,
            "Unsaved changes",
            f"Save the changes to {title}?",
            _BUTTON.Save | _BUTTON.Discard | _BUTTON.Cancel,
            _BUTTON.Save,
        )
        return answer == _BUTTON.Discard or (answer == _BUTTON.Save and self.save())

    def _folder(self) -> str:
        path = self._session.state.path or next(iter(self._preferences.recent), None)
        return str(path.parent) if path else QDir.homePath()  # Path.home() raises for a user without a home


@contextmanager
def _for_once(dialog: D) -> Iterator[D]:
    """Have a dialog for as long as it is asked; the window, its parent, would keep it for ever."""
    try:
        yield dialog
    finally:
        dialog.deleteLater()


def legal_name(title: str) -> str:
    """Return a name for the file of a document that every system takes."""
    plain = " ".join(_ILLEGAL.sub(" ", title).split())
    return plain[:_LONGEST_NAME].strip(" .") or "network"
