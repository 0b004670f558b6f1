"""A walk through the window, as a person at the keyboard: run as a program by `test_on_screen`, on a screen of its own.

Prints one JSON line: what was seen at the end.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graphviz_nn.gui.shell import app
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.lessons import load_lesson
from graphviz_nn.session import queries

KEYS = (
    *[(Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier)] * 9,
    (Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier),
    (Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier),
    (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier),
)


class Walker(QObject):
    """Waits until the window shows trained runs, presses the keys one by one, looks, and closes the window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[str, object] = {}
        self._left = list(KEYS)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(30)

    def _on_tick(self) -> None:
        window = _window()
        if window is None or window.session.jobs.running or not window.session.state.runs:
            return
        if not window.updatesEnabled():  # in the midst of a change of theme
            return
        if not window.isActiveWindow():  # there is no window manager on a bare screen to do it
            window.activateWindow()
            return
        if self._left:
            QTest.keyClick(window, *self._left.pop(0))
            return
        self._timer.stop()
        self._look(window)
        window.close()

    def _look(self, window: MainWindow) -> None:
        state = window.session.state
        image = window.grab().toImage()
        self.seen = {
            "platform": QGuiApplication.platformName(),
            "update": state.view.update,
            "has_arrived": queries.position(state) == queries.arrived(state),
            "runs": len(state.runs),
            "message": state.message.text if state.message else "",
            "colours": _colours(image),
        }


def _window() -> MainWindow | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)), None)


def _colours(image: QImage) -> int:
    """Return how many colours a coarse grid over the picture finds: an empty window has a few."""
    across, up = range(0, image.width(), 7), range(0, image.height(), 7)
    return len({image.pixel(x, y) for x in across for y in up})


if __name__ == "__main__":
    app.make_app()
    walker = Walker()
    code = app.run(lesson=load_lesson(sys.argv[1]))
    print(json.dumps(walker.seen))
    sys.exit(code)
