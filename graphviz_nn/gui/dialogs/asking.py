"""Ask for a button or a file, and wait for it.

By dialogs that are objects, though Qt has a static function for each: while one of those waits, what is raised by a
method that Qt calls, as one that handles an event, is held back until it returns, and no slot of ours is called before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

Button = QMessageBox.StandardButton
D = TypeVar("D", bound=QDialog)


@contextmanager
def for_once(dialog: D) -> Iterator[D]:
    """Have a dialog for as long as it is asked; the window, its parent, would keep it for ever."""
    try:
        yield dialog
    finally:
        dialog.deleteLater()


def question(parent: QWidget, title: str, text: str, buttons: Button, default: Button) -> Button:
    """Ask one thing, shown as it is; return the button that was chosen."""
    with for_once(QMessageBox(QMessageBox.Icon.Question, title, "", buttons, parent)) as box:
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setDefaultButton(default)
        return Button(box.exec())


def existing_file(parent: QWidget, title: str, folder: str, kinds: str) -> str:
    """Ask for a file that is there, of one of the `kinds` as Qt writes them; return its path, or "" for none."""
    with for_once(QFileDialog(parent, title, folder, kinds)) as dialog:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return _chosen(dialog)


def new_file(parent: QWidget, title: str, start: Path, kinds: str) -> tuple[str, str]:
    """Ask for a file to write, `start` at first; return its path, or "" for none, and the kind that was chosen."""
    with for_once(QFileDialog(parent, title, str(start.parent), kinds)) as dialog:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(start.name)
        return _chosen(dialog), dialog.selectedNameFilter()


def _chosen(dialog: QFileDialog) -> str:
    return dialog.selectedFiles()[0] if dialog.exec() else ""
