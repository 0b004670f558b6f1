"""Where a benchmark of the window runs: in an application, where there is a screen for one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.screen import missing_display


def on_a_screen(what: str, measured: Callable[[QApplication], Iterator[str]]) -> Iterator[str]:
    """Yield the lines of a measurement, or why `what` is not measured."""
    missing = missing_display()
    if missing:
        yield f"{what} is not measured: {missing}"
        return
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    yield from measured(app)
