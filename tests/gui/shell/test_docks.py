"""Panels that are dragged while something else wants to move them: it waits until they are let go."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell import dock_drags
from graphviz_nn.gui.shell.main_window import LESSON, MainWindow
from tests.gui.conftest import forget
from tests.gui.settling import settle
from tests.gui.shell.grip import Grip, line_of

ROOT = Path(__file__).parents[3]


def take(dock: QDockWidget) -> Grip:
    """Take hold of a panel by its title."""
    return Grip(dock.titleBarWidget(), QPoint(9, 9))


def outside(window: QWidget) -> QPoint:
    """Return a place beside a window, where a panel that is dropped floats."""
    return window.mapToGlobal(window.rect().bottomRight() + QPoint(200, 200))


@pytest.fixture
def surface(window: MainWindow, qtbot: QtBot) -> QDockWidget:
    """A panel that shares no tabs, and would in a theme with larger text."""
    window.resize(1280, 900)
    window.docks.arrange()
    settle(window)
    return window.docks.dock("SurfacePanel")


def shares_tabs(window: MainWindow) -> bool:
    """Whether the panels at the right share tabs."""
    curve, boundary = (window.docks.dock(name) for name in ("LossCurvePanel", "BoundaryPanel"))
    return boundary in window.tabifiedDockWidgets(curve)


@pytest.mark.parametrize("seed", [3, 4, 6, 11])
def test_no_monkey_that_drags_while_all_else_changes_breaks_the_window_or_loses_a_panel(seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.shell.dock_monkey", str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["lost"] == []
    assert told["parts"] == told["first"]
    assert min(told["done"][what] for what in ("take_panel", "take_line", "theme", "scale", "resize")) >= 5


def test_a_theme_put_on_while_a_panel_is_dragged_moves_no_panel_until_it_is_let_go(
    window: MainWindow, surface: QDockWidget, qtbot: QtBot
) -> None:
    grip = take(surface)
    grip.move(outside(window))
    assert surface.isFloating()
    window.appearance.choose("projector")
    window.appearance.flush()
    assert not shares_tabs(window)
    grip.let_go()
    qtbot.waitUntil(lambda: shares_tabs(window))
    window.appearance.choose("light")
    window.appearance.flush()
    assert not shares_tabs(window)
    assert surface.isFloating()


def test_a_panel_whose_release_went_to_a_dialog_hangs_on_the_mouse_no_longer(
    window: MainWindow, surface: QDockWidget, qtbot: QtBot
) -> None:
    grip = take(surface)
    grip.move(outside(window))
    window.appearance.choose("projector")
    window.appearance.flush()
    assert not shares_tabs(window)
    grip.lose()
    qtbot.waitUntil(lambda: QWidget.mouseGrabber() is None)
    qtbot.waitUntil(lambda: shares_tabs(window))


def test_a_floating_panel_whose_release_was_lost_leaves_no_gap_in_the_window(
    window: MainWindow, surface: QDockWidget, qtbot: QtBot
) -> None:
    layout = window.layout()
    assert layout is not None
    parts = layout.count()
    surface.setFloating(True)
    settle(window)
    grip, column = take(surface), window.docks.dock("LossCurvePanel")
    for share in (0.5, 0.9):  # the window makes room for it there
        grip.move(column.mapToGlobal(QPoint(20, round(share * column.height()))))
    assert layout.count() == parts + 1
    grip.lose()
    grip.move_freely(surface.geometry().topLeft())  # a corner, by which it would be resized
    qtbot.waitUntil(lambda: QWidget.mouseGrabber() is None)
    assert layout.count() == parts


@pytest.mark.parametrize("button", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton])
def test_another_button_clicked_meanwhile_lets_go_of_nothing(
    window: MainWindow, surface: QDockWidget, button: Qt.MouseButton, qtbot: QtBot
) -> None:
    grip = take(surface)
    grip.move(outside(window))
    QTest.mouseClick(surface.titleBarWidget(), button)
    assert window.docks._drags.is_under_way
    grip.lose()
    qtbot.waitUntil(lambda: QWidget.mouseGrabber() is None)


def test_a_change_of_the_layout_that_asks_for_another_is_made_to_its_end_first(window: MainWindow) -> None:
    made: list[str] = []
    drags = window.docks._drags

    def outer() -> None:
        drags.then(lambda: made.append("inner"))
        made.append("outer")

    drags.then(outer)
    assert made == ["outer", "inner"]


def test_a_line_held_while_the_theme_changes_loses_no_panel(
    window: MainWindow, surface: QDockWidget, qtbot: QtBot
) -> None:
    window.appearance.choose("projector")
    window.appearance.flush()
    settle(window)
    line = line_of(window, window.docks.dock(LESSON))
    assert line is not None
    grip = Grip(window, line)
    window.appearance.choose("light")
    window.appearance.flush()
    assert shares_tabs(window)
    grip.move(window.mapToGlobal(line + QPoint(30, 0)))
    QApplication.processEvents()
    grip.let_go()
    qtbot.waitUntil(lambda: not shares_tabs(window))
    assert all(window.dockWidgetArea(dock) != Qt.DockWidgetArea.NoDockWidgetArea for dock in window.docks)


def test_a_line_stays_where_the_mouse_let_it_go(
    window: MainWindow, surface: QDockWidget, qtbot: QtBot
) -> None:
    outline = window.docks.dock("OutlinePanel")
    before, line = outline.width(), line_of(window, outline)
    assert line is not None
    grip = Grip(window, line)
    grip.move(window.mapToGlobal(line + QPoint(40, 0)))
    qtbot.waitUntil(lambda: outline.width() == before + 40)
    grip.let_go()
    settle(window)
    window.actions_["larger"].trigger()
    window.actions_["smaller"].trigger()
    settle(window)
    assert outline.width() == before + 40


def test_a_panel_that_is_dropped_is_in_its_place_at_once(window: MainWindow, surface: QDockWidget) -> None:
    grip = take(surface)
    grip.move(window.mapToGlobal(window.docks.dock("OutlinePanel").geometry().center()))
    grip.let_go()
    assert not surface.isFloating()
    assert window.dockWidgetArea(surface) == Qt.DockWidgetArea.LeftDockWidgetArea


def test_a_window_closed_while_a_panel_is_dragged_comes_back_with_all_panels(
    window: MainWindow, surface: QDockWidget, preferences: Preferences, qtbot: QtBot
) -> None:
    shown = [dock.objectName() for dock in window.docks if dock.toggleViewAction().isChecked()]
    window.files.open_lesson("first-look")
    window.actions_["present"].trigger()
    grip = take(window.docks.dock(LESSON))
    grip.move(outside(window))
    window.closeEvent(QCloseEvent())
    grip.lose()
    again = MainWindow(window.session, window.appearance, preferences)
    qtbot.addWidget(again, before_close_func=forget)
    again.open_up()
    assert {dock.objectName() for dock in again.docks if dock.toggleViewAction().isChecked()} >= set(shown)


def test_where_the_platform_drags_a_panel_the_mouse_is_free_afterwards(
    window: MainWindow, surface: QDockWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dock_drags, "_platform_drags", lambda: True)
    grip = take(surface)
    dragged = QDrag(surface)
    window.appearance.choose("projector")
    window.appearance.flush()
    assert not shares_tabs(window)
    dragged.setParent(None)
    surface.grabMouse()  # as Qt does under Wayland, after the drag
    grip.let_go()
    qtbot.waitUntil(lambda: shares_tabs(window))
    assert QWidget.mouseGrabber() is None
