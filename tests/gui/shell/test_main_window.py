import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from graphviz_nn.files import store
from graphviz_nn.gui.dialogs import asking
from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.theme import THEMES
from graphviz_nn.gui.outline.layer import LayerRow
from graphviz_nn.gui.panels import PANELS
from graphviz_nn.gui.shell.docks import Shape
from graphviz_nn.gui.shell.main_window import LESSON, MainWindow
from graphviz_nn.lessons import lesson_names
from graphviz_nn.session import commands
from tests.gui.settling import settle

BUTTON = asking.Button


def test_every_panel_has_a_dock_and_a_place_in_the_view_menu(window: MainWindow) -> None:
    titles = [panel.title for panel in PANELS]
    assert [dock.toggleViewAction().text() for dock in window.docks] == titles
    labels = [dock.titleBarWidget().findChildren(QLabel) for dock in window.docks]
    assert [label.text() for (label,) in labels] == titles
    for dock in window.docks:
        if dock.objectName() != LESSON:
            assert dock.isVisible(), dock.windowTitle()


def test_keys_step_through_time(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_F11)
    QTest.keyClick(window.canvas, Qt.Key.Key_F11)
    assert window.session.state.view.position == 2
    QTest.keyClick(window.canvas, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.state.view.position == 1


def test_the_sentence_says_where_in_time_we_are(window: MainWindow) -> None:
    commands.go_to(window.session, 9, 3)
    assert "Epoch 2 · update 10 · step 3 of 22" in window.bars.phases.text


def test_playing_moves_the_cursor(qtbot: QtBot, window: MainWindow) -> None:
    commands.set_pace(window.session, "30", "op")
    window.actions_["play"].trigger()
    qtbot.waitUntil(lambda: window.session.state.view.position >= 2)
    window.actions_["play"].trigger()
    assert window.session.state.playing.direction == 0


def test_the_title_tells_unsaved_work(window: MainWindow) -> None:
    assert not window.isWindowModified()
    window.actions_["add_layer"].trigger()
    assert window.isWindowModified()


@pytest.mark.parametrize(
    ("answer", "closes"), [(BUTTON.Discard, True), (BUTTON.Cancel, False)], ids=["discard", "cancel"]
)
def test_closing_asks_about_unsaved_work(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, answer: BUTTON, closes: bool
) -> None:
    window.actions_["add_layer"].trigger()
    monkeypatch.setattr(asking, "question", lambda *args: answer)
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.isAccepted() is closes


def test_saving_and_opening_again_comes_back_to_the_same_document(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "net.gnn.json"
    window.actions_["add_layer"].trigger()
    window.session.perform(commands.save_as, path)
    document = window.session.state.document
    assert document.work.title == "net"
    assert not window.isWindowModified()
    assert path in window.preferences.recent
    window.actions_["new"].trigger()
    window.files.open(path)
    assert window.session.state.document == document


def test_a_document_that_is_dropped_is_opened(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "net.gnn.json"
    store.save(window.session.state.document, path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert window.session.state.path == path


def test_a_broken_document_is_told_and_the_work_stays(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "cut.gnn.json"
    path.write_text('{"version": 1, "ti')
    before = window.session.state.work
    window.files.open(path)
    assert "cut.gnn.json" in window.bars.messages.text
    assert window.session.state.work is before


def test_an_error_leaves_once_something_went_well(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "cut.gnn.json"
    path.write_text('{"version": 1, "ti')
    window.files.open(path)
    commands.step(window.session)
    assert window.bars.messages.isVisible()
    window.actions_["new"].trigger()
    assert not window.bars.messages.isVisible()


def test_after_the_last_page_comes_the_next_lesson(window: MainWindow) -> None:
    window.files.open_lesson("first-look")
    first = window.session.state.lesson
    assert first is not None
    commands.go_to_page(window.session, len(first.pages) - 1)
    while window.session.state.lesson is first:
        window.actions_["next_page"].trigger()
    state = window.session.state
    assert state.lesson is not None
    assert (state.lesson.name, state.page) == (lesson_names()[1], 0)


def test_a_lesson_brings_its_words_and_closing_it_puts_them_away(window: MainWindow) -> None:
    lesson = window.docks.dock(LESSON)
    window.files.open_lesson("first-look")
    assert lesson.isVisible()
    assert window.session.state.lesson is not None
    assert window.session.state.lesson.title in window.bars.header.title
    for _ in range(2):  # the first uncovers the answer
        window.actions_["next_page"].trigger()
    assert window.session.state.page == 1
    window.actions_["close_lesson"].trigger()
    assert not lesson.isVisible()


@pytest.mark.parametrize("theme_is_coming", [False, True])
def test_panels_that_are_arranged_anew_are_painted_in_a_later_event_and_none_while_a_theme_is_coming(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, theme_is_coming: bool
) -> None:
    window.resize(1600, 1000)
    settle(window)
    window.setUpdatesEnabled(not theme_is_coming)
    before = [dock.geometry() for dock in window.docks]
    monkeypatch.setattr(window.docks, "_fitting", lambda: Shape(low=True, narrow=True, flat=True, slim=True))
    window.docks._fit(None)
    assert not window.updatesEnabled()
    settle(window)
    assert [dock.geometry() for dock in window.docks] != before
    assert window.updatesEnabled() is not theme_is_coming


def test_presenting_leaves_the_graph_and_the_words_and_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    window.files.open_lesson("first-look")
    before = window.appearance.theme.name
    visible = {dock.objectName() for dock in window.docks if dock.isVisible()}
    window.actions_["present"].trigger()
    assert window.appearance.theme.name == "projector"
    assert {dock.objectName() for dock in window.docks if dock.isVisible()} == {LESSON}
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.appearance.theme.name == before
    window.actions_["present"].trigger()  # before the panels are back
    window.actions_["present"].trigger()
    window.appearance.flush()
    assert {dock.objectName() for dock in window.docks if dock.isVisible()} == visible


def test_after_presenting_each_layer_s_row_is_as_high_as_before(window: MainWindow) -> None:
    settle(window)
    rows = [row for row in window.outline.findChildren(LayerRow) if row.isVisible()]
    before = [row.height() for row in rows]
    for _ in range(2):
        window.actions_["present"].trigger()
        settle(window)
    assert rows
    assert [row.height() for row in rows] == before


def _sizes(window: MainWindow) -> dict[str, tuple[int, int]]:
    """Return the sizes of the panels that are not behind another's tab."""
    seen = [dock for dock in window.docks if not dock.visibleRegion().isEmpty()]
    return {dock.objectName(): (dock.width(), dock.height()) for dock in seen}


def _differ(first: dict[str, tuple[int, int]], second: dict[str, tuple[int, int]]) -> int:
    """Return by how many pixels two sets of sizes differ; Qt rounds the shares of a column anew each time."""
    assert first.keys() == second.keys()
    pairs = [(first[name], second[name]) for name in first]
    return max(max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairs)


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (["present"], ["present"]),
        (["larger"] * 4, ["smaller"] * 4),
        (["theme_projector"], ["theme_light"]),
        (["theme"], ["theme"]),
    ],
    ids=lambda names: names[0],
)
def test_the_panels_have_their_sizes_again_afterwards(
    qtbot: QtBot, window: MainWindow, there: list[str], back: list[str]
) -> None:
    window.resize(1280, 720)
    window.files.open_lesson("first-look")
    window.actions_["reset_layout"].trigger()
    window.actions_["theme_dark"].trigger()  # once dressed anew, the panels know their least sizes
    window.actions_["theme_light"].trigger()
    settle(window)
    before = _sizes(window)
    for names in (there, back):
        for name in names:
            window.actions_[name].trigger()
        settle(window)
    qtbot.waitUntil(lambda: _differ(_sizes(window), before) <= 1)


def test_a_panel_that_was_dragged_keeps_its_new_size(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1280, 900)
    surface = window.docks.dock("SurfacePanel")
    settle(window)
    window.resizeDocks([surface], [340], Qt.Orientation.Horizontal)
    window.docks.sizes.keep()
    qtbot.waitUntil(lambda: surface.width() == 340)
    window.actions_["larger"].trigger()
    window.actions_["smaller"].trigger()
    qtbot.waitUntil(lambda: surface.width() == 340)


def test_a_closed_panel_comes_back_with_the_layout(window: MainWindow) -> None:
    dock = window.docks.dock("TracePanel")
    dock.close()
    assert not dock.isVisible()
    window.actions_["reset_layout"].trigger()
    assert dock.isVisible()


def test_the_layout_is_remembered(qtbot: QtBot, window: MainWindow, preferences: Preferences) -> None:
    window.docks.dock("TracePanel").close()
    window.closeEvent(QCloseEvent())
    again = MainWindow(window.session, window.appearance, preferences)
    qtbot.addWidget(again)
    again.open_up()
    assert not again.docks.dock("TracePanel").toggleViewAction().isChecked()
    assert again.docks.dock("SurfacePanel").toggleViewAction().isChecked()


def test_a_layout_is_not_brought_back_to_a_window_that_it_does_not_fit(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    window.resize(1900, 1000)
    window.docks.arrange()
    settle(window)
    assert not window.tabifiedDockWidgets(window.docks.dock("SurfacePanel"))
    window.closeEvent(QCloseEvent())
    preferences.scale = 2.0
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    again = MainWindow(window.session, Appearance(app, preferences), preferences)
    qtbot.addWidget(again)
    again.open_up()
    assert again.tabifiedDockWidgets(again.docks.dock("SurfacePanel"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_no_button_or_title_is_cut_off(
    window: MainWindow, theme: str, width: int, height: int, qtbot: QtBot
) -> None:
    window.actions_[f"theme_{theme}"].trigger()
    window.resize(width, height)
    window.actions_["reset_layout"].trigger()
    settle(window)
    assert (window.width(), window.height()) == (width, height)
    for button in [
        *window.bars.header.findChildren(QToolButton),
        *window.bars.transport.findChildren(QToolButton),
    ]:
        if button.isVisible() and button.objectName() != "qt_menubar_ext_button":
            assert button.width() >= button.sizeHint().width(), button.text()
            assert button.height() >= button.fontMetrics().height(), button.text()
    for pill in window.bars.phases.findChildren(QLabel):
        if pill.isVisible() and not pill.wordWrap():
            assert pill.width() >= pill.sizeHint().width(), pill.text()


def test_larger_text_stops_at_twice_its_size(window: MainWindow, preferences: Preferences) -> None:
    preferences.scale = 1.9
    for _ in range(3):
        window.actions_["larger"].trigger()
    assert preferences.scale == 2.0
    preferences.scale = 1.1
    for _ in range(3):
        window.actions_["smaller"].trigger()
    assert preferences.scale == 1.0


def test_motion_is_reduced_from_then_on(window: MainWindow, preferences: Preferences) -> None:
    assert not window.canvas.reduce_motion
    window.actions_["reduce_motion"].trigger()
    assert window.canvas.reduce_motion
    assert window.actions_["reduce_motion"].isChecked()
    assert preferences.reduce_motion
    window.actions_["step"].trigger()
    assert not window.canvas.is_moving


def test_long_work_can_be_stopped_from_the_line_above_the_graph(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []
    monkeypatch.setattr(window.session.jobs, "cancel", stopped.append)
    window.bars.activity.cancelRequested.emit("surface")
    assert stopped == ["surface"]


def test_a_closed_window_is_told_nothing_more(window: MainWindow) -> None:
    scene = window.canvas.scene
    window.closeEvent(QCloseEvent())
    commands.step(window.session)
    assert window.canvas.scene is scene


def test_painting_does_not_use_up_none(window: MainWindow) -> None:
    """PySide6 6.12.0 dropped a reference to None in each call that returns nothing: fatal after some 5,000."""
    if sys.version_info >= (3, 12):
        pytest.skip("None is immortal from Python 3.12 on")
    before = sys.getrefcount(None)
    for _ in range(300):
        window.bars.transport.timeline.repaint()
    assert sys.getrefcount(None) > before - 200


def test_themes_reach_every_part(window: MainWindow) -> None:
    themes: list[object] = []
    window.appearance.dress_with_it(themes.append)
    window.actions_["theme"].trigger()
    window.appearance.flush()
    assert window.appearance.theme.is_dark
    assert all(panel.theme is window.appearance.theme for panel in window.panels)
    assert window.graph.theme is window.appearance.theme
    assert len(themes) == 2  # the first one was put on at once


def test_floating_a_panel_by_its_title_works(window: MainWindow) -> None:
    dock = window.docks.dock("SurfacePanel")
    assert isinstance(dock, QDockWidget)
    (button,) = (
        made for made in dock.titleBarWidget().findChildren(QToolButton) if made.accessibleName() == "Float"
    )
    button.click()
    assert dock.isFloating()
    button.click()
    assert not dock.isFloating()


def test_a_theme_with_larger_text_lets_panels_that_no_longer_fit_share_tabs(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 720)
    window.docks.arrange()
    inspector, trace = (window.docks.dock(name) for name in ("InspectorPanel", "TracePanel"))
    assert trace not in window.tabifiedDockWidgets(inspector)
    window.docks.dock("OutlinePanel").hide()
    window.appearance.choose("projector")
    window.appearance.flush()
    assert trace in window.tabifiedDockWidgets(inspector)
    assert window.docks.dock("OutlinePanel").isHidden()
    window.appearance.choose("light")
    window.appearance.flush()
    assert trace not in window.tabifiedDockWidgets(inspector)
