"""The middle of the window: any panel can take it, two can share it, and nothing is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.panel import Panel
from graphviz_nn.gui.shell.actions import Action
from graphviz_nn.gui.shell.actions.stage import STAGE
from graphviz_nn.gui.shell.dock import PanelDock
from graphviz_nn.gui.shell.docks import LESSON_HEIGHT, LESSON_SHARE
from graphviz_nn.gui.shell.main_window import LESSON, MainWindow
from graphviz_nn.scene.stage import STARS, Star
from graphviz_nn.session import commands
from tests.gui.settling import settle
from tests.gui.shell.grip import Grip

OTHERS = [star for star in STARS if star != "graph"]


def panel_of(window: MainWindow, star: Star) -> Panel:
    """Return the panel that a star is."""
    return next(panel for panel in (window.graph, *window.panels) if star in panel.stars)


def dock_of(window: MainWindow, star: Star) -> PanelDock:
    """Return the home of the panel that a star is."""
    return next(dock for dock in window.docks if star in dock.home.stars)


def is_on_stage(window: MainWindow, panel: QWidget) -> bool:
    """Whether a panel is within the middle of the window."""
    return window.stage.isAncestorOf(panel) and panel.isVisible()


def double_click(qtbot: QtBot, dock: PanelDock) -> None:
    """Press twice on the title of a dock, and let go."""
    for press in (QTest.mouseClick, QTest.mouseDClick, QTest.mouseRelease):
        press(dock.titleBarWidget(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(9, 9))


def everyone_is_seated(window: MainWindow) -> bool:
    """Whether each panel is either on the stage or in a dock, and the graph is where it can be seen."""
    on_stage = {panel_of(window, star) for star in window.session.state.view.stage}
    seated = all(is_on_stage(window, panel) for panel in on_stage)
    homes = all(dock.panel is dock.home for dock in window.docks if dock.home not in on_stage)
    guests = [dock for dock in window.docks if dock.panel is window.graph]
    return seated and homes and len(guests) == (window.graph not in on_stage)


@pytest.mark.parametrize("star", OTHERS)
def test_a_key_gives_a_panel_the_middle_and_the_graph_its_place_and_back(
    window: MainWindow, qtbot: QtBot, star: Star
) -> None:
    key = next(action.keys[0] for action in STAGE if action.name == f"stage_{star}")
    panel, dock = panel_of(window, star), dock_of(window, star)
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{key[-1]}"), Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert is_on_stage(window, panel)
    assert dock.panel is window.graph
    assert dock.windowTitle() == "Graph"
    assert window.graph.isVisible()
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{key[-1]}"), Qt.KeyboardModifier.AltModifier)
    settle(window)
    assert is_on_stage(window, window.graph)
    assert dock.panel is panel


@pytest.mark.parametrize("star", OTHERS)
def test_a_double_click_on_a_title_swaps_it_with_the_graph_and_back(
    window: MainWindow, qtbot: QtBot, star: Star
) -> None:
    window.session.perform(commands.show_tab, star if star in ("why", "cells") else "why")
    dock = dock_of(window, star)
    double_click(qtbot, dock)
    assert window.session.state.view.stage == (star,)
    assert not dock.isFloating()
    double_click(qtbot, dock)
    assert window.session.state.view.stage == ("graph",)


@pytest.mark.parametrize(("across", "stage"), [(0.3, ("surface",)), (0.9, ("graph", "surface"))])
def test_a_panel_that_is_dropped_on_the_middle_takes_it_or_shares_it(
    window: MainWindow, qtbot: QtBot, across: float, stage: tuple[Star, ...]
) -> None:
    window.resize(1280, 900)
    settle(window)
    dock = dock_of(window, "surface")
    grip = Grip(dock.titleBarWidget(), QPoint(9, 9))
    box = window.stage.rect()
    grip.move(window.stage.mapToGlobal(QPoint(round(across * box.width()), box.height() // 2)))
    grip.let_go()
    qtbot.waitUntil(lambda: window.session.state.view.stage == stage)
    assert not dock.isFloating()
    assert everyone_is_seated(window)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from([*STAGE[:14], "undo", "present", "page"]), min_size=3, max_size=8))
def test_whatever_is_done_everyone_has_a_seat(window: MainWindow, acts: list[Action | str]) -> None:
    session = window.session
    session.perform(commands.open_lesson, "momentum")
    for act in acts:
        if act == "undo":
            session.perform(commands.undo)
        elif act == "present":
            window.present()
        elif act == "page":
            session.perform(commands.go_to_page, (session.state.page + 1) % 4)
        elif isinstance(act, Action):
            window.actions_[act.name].trigger()
        settle(window)
        assert everyone_is_seated(window)
    if window.presenting:
        window.present()
    session.perform(commands.set_stage, "graph")
    settle(window)
    assert everyone_is_seated(window)
    assert all(not dock.isHidden() for dock in window.docks)


@pytest.mark.parametrize("star", ["surface", "loss"])
def test_presenting_puts_the_tools_of_a_panel_into_the_row_of_its_title_until_it_leaves_the_stage(
    window: MainWindow, star: Star
) -> None:
    panel = panel_of(window, star)
    tools = panel.tools
    assert tools is not None
    window.session.perform(commands.set_stage, star, "data", stacked=False)
    settle(window)
    assert panel.isAncestorOf(tools)
    window.present()
    settle(window)
    assert not panel.isAncestorOf(tools)
    assert window.stage.isAncestorOf(tools)
    assert tools.isVisible()
    window.session.perform(commands.set_stage, "data", stacked=False)
    assert panel.isAncestorOf(tools)
    window.session.perform(commands.set_stage, star, stacked=False)
    window.present()
    settle(window)
    assert panel.isAncestorOf(tools)


def test_presenting_shows_what_is_on_the_stage_and_not_the_menus(window: MainWindow) -> None:
    window.session.perform(commands.open_lesson, "momentum")
    window.session.perform(commands.set_stage, "surface", "loss")
    window.present()
    settle(window)
    shown = {dock.objectName() for dock in window.docks if dock.isVisible()}
    assert shown == {LESSON}
    assert is_on_stage(window, panel_of(window, "surface"))
    assert is_on_stage(window, panel_of(window, "loss"))
    assert not window.bars.header.isVisible()
    window.session.perform(commands.set_stage, "data")  # as another page does
    window.present()
    settle(window)
    assert window.bars.header.isVisible()
    assert {dock.objectName() for dock in window.docks if not dock.isVisible()} == set()
    assert dock_of(window, "data").panel is window.graph


def test_a_window_that_is_closed_with_a_full_stage_begins_with_every_panel_in_its_place(
    window: MainWindow, preferences: Preferences
) -> None:
    window.session.perform(commands.set_stage, "surface", "loss", "data")
    settle(window)
    window.session.update(saved=window.session.state.work)
    window.close()
    again = MainWindow(window.session, window.appearance, preferences)
    again.session.perform(commands.set_stage, "graph")
    again.open_up()
    settle(again)
    assert all(
        dock.isVisible() and dock.panel is dock.home for dock in again.docks if dock.objectName() != LESSON
    )
    again.session.update(saved=again.session.state.work)
    again.close()


def test_a_message_moves_nothing(window: MainWindow) -> None:
    settle(window)
    before = window.canvas.geometry()
    window.session.perform(commands.tell, "something happened", "error")
    settle(window)
    assert window.bars.messages.isVisible()
    assert window.canvas.geometry() == before
    bar = window.bars.messages.geometry()
    assert bar.bottom() == window.stage.rect().bottom()
    assert bar.width() == window.stage.width()


def test_a_panel_that_stays_in_its_dock_keeps_what_it_calls_itself(window: MainWindow) -> None:
    window.session.perform(commands.open_lesson, "momentum")
    settle(window)
    title = window.docks.dock(LESSON).titleBarWidget()
    before = [label.text() for label in title.findChildren(QLabel)]
    assert any("Momentum" in text for text in before)
    window.session.perform(commands.set_stage, "data")
    settle(window)
    assert [label.text() for label in title.findChildren(QLabel)] == before


def test_the_words_of_a_lesson_get_their_share_of_the_column(window: MainWindow) -> None:
    window.resize(1920, 1080)
    window.docks.arrange()
    window.session.perform(commands.close_lesson)
    settle(window)
    window.session.perform(commands.open_lesson, "momentum")
    settle(window)
    column = sum(window.docks.dock(name).height() for name in (LESSON, "OutlinePanel"))
    wanted = min(LESSON_SHARE * column, window.appearance.theme.pixels(LESSON_HEIGHT))
    assert abs(window.docks.dock(LESSON).height() - wanted) < 0.05 * column
