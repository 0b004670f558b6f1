"""Copy what one looks at: a text that is marked, rows of the trace, or numbers with all their digits."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.focus import Focus
from graphviz_nn.session import Session, commands, queries


def copy(session: Session, focus: Focus, *, whole: bool) -> None:
    """Copy from what has the focus, else the number that is looked into, or with `whole` the tensor that it is in."""
    now, part = QApplication.focusWidget(), focus.here
    if isinstance(now, QLineEdit) and now.hasSelectedText():
        now.copy()
        return
    text = part.copied() if isinstance(part, Panel) else ""
    if text:
        QGuiApplication.clipboard().setText(text)
        return
    found = queries.copied_numbers(session.state, whole=whole)
    if found is None:
        session.perform(
            commands.tell, "There is no number here yet. Select one that has been computed.", "error"
        )
        return
    data = QMimeData()
    data.setText(found.python)
    data.setHtml(found.table)
    QGuiApplication.clipboard().setMimeData(data)
    session.perform(commands.tell, f"Copied: {_cut(found.python)}")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
