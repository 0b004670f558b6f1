"""Plays the first lesson by epoch and keeps six frames of it: python tools/film_strip.py [LESSON [OUT]].

They go to build/film, one picture each and one of all six. Does one see the boundary bend, the loss drawn, the point
roll? Look at them.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtGui import QPainter, QPixmap  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from graphviz_nn.gui.look.preferences import Preferences  # noqa: E402
from graphviz_nn.gui.painting import painting  # noqa: E402
from graphviz_nn.gui.shell.app import main_window, make_app  # noqa: E402
from graphviz_nn.gui.shell.main_window import MainWindow  # noqa: E402
from graphviz_nn.session import commands, queries  # noqa: E402

SIZE = (1920, 1080)
FRAMES, COLUMNS = 6, 2
PLAYED_S, LOOK_MS = 5.0, 50


class Camera:
    """Takes a picture of the window whenever another sixth of the run has passed, and leaves after the last."""

    def __init__(self, window: MainWindow) -> None:
        self.pictures: list[QPixmap] = []
        self._window = window
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._on_look)
        self._timer.start(LOOK_MS)
        self._plays = False

    def _on_look(self) -> None:
        state = self._window.session.state
        if not self._plays:
            if state.surface is None or self._window.session.jobs.running:
                return
            self._plays = True
            commands.set_pace(self._window.session, f"{PLAYED_S:g} s", "epoch")
            commands.play_by(self._window.session, "epoch")
            return
        share = state.done / max(1, queries.total_updates(state))
        # Most of what happens happens early.
        if share >= (len(self.pictures) / (FRAMES - 1)) ** 2 or not state.playing.direction:
            self.pictures.append(self._window.grab())
        if len(self.pictures) == FRAMES:
            self._timer.stop()
            QApplication.quit()


def main(lesson: str = "first-look", out: str = "build/film") -> None:
    """Take the pictures and write them."""
    folder = ROOT / out
    folder.mkdir(parents=True, exist_ok=True)
    app = make_app()
    with main_window(app, Preferences()) as window:
        window.open_up()
        window.resize(*SIZE)
        window.session.perform(commands.open_lesson, lesson)
        camera = Camera(window)
        app.exec()
        pictures = camera.pictures
        window.session.update(saved=window.session.state.work)
        window.close()
    width, height = pictures[0].width(), pictures[0].height()
    strip = QPixmap(COLUMNS * width, -(-FRAMES // COLUMNS) * height)
    with painting(strip) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, picture in enumerate(pictures):
            picture.save(str(folder / f"{place + 1}.png"))
            painter.drawPixmap((place % COLUMNS) * width, (place // COLUMNS) * height, picture)
    strip.scaledToWidth(SIZE[0]).save(str(folder / "strip.png"))


if __name__ == "__main__":
    main(*sys.argv[1:])
