"""Copy what one looks at: a text that is marked, rows of the trace, or numbers with all their digits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.focus import Focus
from graphviz_nn.scene.copying import Copied
from graphviz_nn.session import Session, commands, queries
from graphviz_nn.session.pipeline import make_then

COPYING = "copying"  # the key of the job: many numbers with all their digits take a while to be written


def copy(session: Session, focus: Focus, *, whole: bool) -> None:
    """Copy from what has the focus, else the number that is looked into, or with `whole` the tensor that it is in."""
    now, part = QApplication.focusWidget(), focus.here
    if isinstance(now, QLineEdit) and now.hasSelectedText():
        now.copy()
        return
    state = session.state
    make: Callable[[], str | Copied | None] | None = part.copied() if isinstance(part, Panel) else None
    make = make or partial(queries.copied_numbers, state, whole=whole)
    make_then(session, "Copying", make, _put, key=COPYING)


def _put(session: Session, found: str | Copied | None) -> None:
    """Put a text on the clipboard, or numbers, for Python and for spreadsheets; say which, or that there are none."""
    if isinstance(found, str):
        QGuiApplication.clipboard().setText(found)
    elif found is None:
        commands.tell(session, "There is no number here yet. Select one that has been computed.", "error")
    else:
        data = QMimeData()
        data.setText(found.python)
        data.setHtml(found.table)
        QGuiApplication.clipboard().setMimeData(data)
        commands.tell(session, f"Copied: {_cut(found.python)}")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
