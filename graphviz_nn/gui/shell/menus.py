"""The menu bar: all actions, the panels, and what can be opened, which is read anew each time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.action_set import ActionSet
from graphviz_nn.gui.shell.docks import Docks
from graphviz_nn.gui.shell.files import Files
from graphviz_nn.gui.widgets.label import without_keys
from graphviz_nn.lessons import lesson_names, load_lesson


def make_menus(actions: ActionSet, preferences: Preferences, files: Files, docks: Docks) -> QMenuBar:
    """Return the bar with every menu."""
    bar = QMenuBar()
    menus = actions.fill(bar)
    file, lessons, panels = menus["File"], menus["Lessons"], menus["View/Panels"]
    file.insertMenu(actions["save"], RecentMenu(preferences, files, file))
    lessons.addSeparator()
    lessons.addMenu(LessonMenu(files, lessons))
    panels.setToolTipsVisible(True)
    panels.addSeparator()
    for dock in docks:
        panels.addAction(dock.toggleViewAction())
    return bar


class RecentMenu(QMenu):
    """The documents and tables that were open last."""

    def __init__(self, preferences: Preferences, files: Files, parent: QMenu) -> None:
        super().__init__("Open recent", parent)
        self._preferences, self._files = preferences, files
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._on_about_to_show)
        self.triggered.connect(self._on_triggered)

    def _on_about_to_show(self) -> None:
        self.clear()
        paths = self._preferences.recent
        for path in paths:
            action = self.addAction(without_keys(path.name))
            action.setToolTip(str(path))
            action.setData(str(path))
        if not paths:
            self.addAction("nothing yet").setEnabled(False)

    def _on_triggered(self, action: QAction) -> None:
        self._files.open(Path(action.data()))


class LessonMenu(QMenu):
    """The lessons, in the order of teaching."""

    def __init__(self, files: Files, parent: QMenu) -> None:
        super().__init__("Open a lesson", parent)
        self._files = files
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._on_about_to_show)
        self.triggered.connect(self._on_triggered)

    def _on_about_to_show(self) -> None:
        self.clear()
        for name in lesson_names():
            lesson = load_lesson(name)
            action = self.addAction(without_keys(lesson.title))
            action.setToolTip(lesson.summary)
            action.setData(name)

    def _on_triggered(self, action: QAction) -> None:
        self._files.open_lesson(action.data())
