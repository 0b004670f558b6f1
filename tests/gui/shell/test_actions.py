from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.dialogs.keys import KeysDialog
from graphviz_nn.gui.dialogs.palette import Palette, of_actions, of_lessons, of_settings
from graphviz_nn.gui.dialogs.words import LETTERS, WORDS, WordsDialog
from graphviz_nn.gui.panels.lesson import LessonPanel
from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.shell.actions import ACTIONS, MENUS, Action
from graphviz_nn.gui.shell.bars import BUTTONS, DEPTHS, TOOLS
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.widgets.focus_ring import FocusRing
from graphviz_nn.resources import names
from graphviz_nn.session import State, commands, queries
from graphviz_nn.session.queries import stack_of
from tests.gui.hand import click
from tests.gui.panels.rows import row
from tests.gui.settling import settle


def test_names_and_keys_belong_to_one_action_each() -> None:
    assert not [name for name, times in Counter(a.name for a in ACTIONS).items() if times > 1]
    keys = Counter(QKeySequence(key).toString() for action in ACTIONS for key in action.keys)
    assert not [key for key, times in keys.items() if times > 1]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_action_explains_itself_and_has_a_place(action: Action) -> None:
    assert action.tip.endswith(".")
    assert action.menu.split("/")[0] in MENUS
    assert not action.icon or action.icon in names("icons", ".svg")
    assert all(not QKeySequence(key).isEmpty() for key in action.keys)


def test_header_and_transport_show_actions_of_the_table() -> None:
    assert {*BUTTONS, *DEPTHS, *TOOLS} <= {action.name for action in ACTIONS}


@pytest.mark.parametrize(
    ("name", "came_true"),
    [
        ("step", lambda state: queries.position(state) == 1),
        ("finish_forward", lambda state: queries.phase(state) == "loss"),
        ("finish_backward", lambda state: queries.phase(state) == "backward"),
        ("next_update", lambda state: state.view.update == 1),
        ("next_epoch", lambda state: queries.epoch(state) == (1, 0)),
        ("end", lambda state: state.view.update == queries.total_updates(state) - 1),
        ("play", lambda state: state.playing.direction == 1),
        ("neurons", lambda state: state.view.depth == "neurons"),
        ("batches", lambda state: state.view.batches and state.estimates is not None),
        ("this_batch", lambda state: state.view.this_batch and state.batch_surface is not None),
        ("add_layer", lambda state: len(state.work.subject.layers) == 3),
        ("add_variant", lambda state: len(state.work.variants) == 3),
    ],
)
def test_an_action_does_what_it_says(
    window: MainWindow, name: str, came_true: Callable[[State], bool]
) -> None:
    assert not came_true(window.session.state)
    window.actions_[name].trigger()
    assert came_true(window.session.state)
    window.player.stop()


def test_the_layer_that_is_chosen_in_the_graph_is_moved(window: MainWindow) -> None:
    session = window.session
    commands.add_layer(session, "dropout")
    first = stack_of(session.state.work).layers[0]
    commands.select_node(session, "dense/kernel")
    window.actions_["move_layer_down"].trigger()
    assert stack_of(session.state.work).layers[1] == first
    window.actions_["move_layer_up"].trigger()
    assert stack_of(session.state.work).layers[0] == first
    commands.select_node(session, "")
    window.actions_["move_layer_up"].trigger()
    assert session.state.message is not None
    assert "No layer is chosen to be moved" in session.state.message.text


def test_undo_is_possible_only_after_a_change(window: MainWindow) -> None:
    undo = window.actions_["undo"]
    assert not undo.isEnabled()
    window.actions_["add_layer"].trigger()
    assert undo.isEnabled()
    undo.trigger()
    assert len(stack_of(window.session.state.work).layers) == 2
    assert window.actions_["redo"].isEnabled()


def test_one_depth_is_on(window: MainWindow) -> None:
    for chosen in (*DEPTHS, DEPTHS[-1]):
        window.actions_[chosen].trigger()
        assert [name for name in DEPTHS if window.actions_[name].isChecked()] == [chosen]


def test_the_palette_finds_by_words_and_does_the_first(qtbot: QtBot, window: MainWindow) -> None:
    palette = Palette(of_actions(window.actions_), window)
    qtbot.addWidget(palette)
    assert len(palette.found) == len(ACTIONS)
    QTest.keyClicks(palette.edit, "finish back")
    assert palette.found == ("finish_backward",)
    QTest.keyClicks(palette.edit, " nonsense")
    assert len(palette.found) == 0
    assert not palette.nothing.isHidden()
    palette.edit.setText("next update")
    palette.edit.returnPressed.emit()
    assert window.session.state.view.update == 1


def test_the_palette_opens_lessons(qtbot: QtBot, window: MainWindow) -> None:
    palette = Palette((*of_actions(window.actions_), *of_lessons(window.files.open_lesson)), window)
    qtbot.addWidget(palette)
    QTest.keyClicks(palette.edit, "lesson momentum")
    assert palette.found[0] == "momentum"
    palette.edit.returnPressed.emit()
    assert window.session.state.lesson is not None
    assert window.session.state.lesson.name == "momentum"


@pytest.mark.parametrize("name", ["next_update", "previous_update", "next_epoch", "previous_epoch"])
def test_where_nothing_is_trained_there_are_no_updates_to_go_to(window: MainWindow, name: str) -> None:
    action = window.actions_[name]
    window.session.perform(commands.open_expression, "2 + 3")
    assert not action.isEnabled()
    assert "Nothing is trained" in action.toolTip()
    window.session.perform(commands.set_expression, "a * b")
    assert action.isEnabled()
    assert "Nothing is trained" not in action.toolTip()


def test_an_expression_goes_from_update_to_update_and_races_its_variants(window: MainWindow) -> None:
    window.session.perform(commands.open_expression, "a * a", {"a": 2.0})
    for place in (1, 2, 3):
        window.actions_["next_update"].trigger()
        assert window.session.state.view.update == place
    window.actions_["previous_update"].trigger()
    assert window.session.state.view.update == 2
    window.actions_["add_variant"].trigger()
    assert len(window.session.state.runs) == 3
    assert not window.actions_["add_layer"].isEnabled()
    assert not window.actions_["reseed"].isEnabled()


def test_every_key_is_on_the_sheet(qtbot: QtBot, window: MainWindow) -> None:
    sheet = KeysDialog(ACTIONS, window)
    qtbot.addWidget(sheet)
    for action in ACTIONS:
        assert all(key in sheet.text for key in action.keys)


def settings_palette(qtbot: QtBot, window: MainWindow) -> Palette:
    window.show_palette()
    palette = window.findChildren(Palette)[-1]
    qtbot.addWidget(palette)
    return palette


def test_the_palette_finds_a_setting_before_a_lesson_and_goes_to_its_field(
    qtbot: QtBot, window: MainWindow
) -> None:
    outline = window.docks.panel(OutlinePanel)
    outline.training.title.click()
    window.docks.dock("OutlinePanel").hide()
    palette = settings_palette(qtbot, window)
    QTest.keyClicks(palette.edit, "learning rate")
    assert palette.found[0] == "Training/learning_rate"
    assert "learning-rate" in palette.found
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    edit = row(outline.training.rows, "learning_rate").edit
    assert edit.hasFocus()
    assert edit.selectedText() == "0.1"
    qtbot.waitUntil(lambda: edit.visibleRegion().boundingRect().height() == edit.height())


@pytest.mark.parametrize(
    ("words", "name", "find"),
    [
        ("weight decay", "Training/weight_decay", lambda o: row(o.training.finer, "weight_decay")),
        ("held out", "Data/held_out", lambda o: row(o.data.rows, "held_out").edit),
        (
            "variant b momentum",
            "Variant B/momentum",
            lambda o: row(o.variants.rows[1].details.content.rows, "momentum"),
        ),
        ("nesterov training", "Training/nesterov", lambda o: row(o.training.rows, "nesterov")),
    ],
)
def test_a_setting_that_is_folded_away_is_unfolded(
    qtbot: QtBot, window: MainWindow, words: str, name: str, find: Callable[[OutlinePanel], QWidget]
) -> None:
    commands.set_optimiser(window.session, momentum=0.9)
    window.frames.flush()
    palette = settings_palette(qtbot, window)
    QTest.keyClicks(palette.edit, words)
    assert palette.found[0] == name
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    field = find(window.docks.panel(OutlinePanel))
    assert field.hasFocus()
    qtbot.waitUntil(lambda: field.visibleRegion().boundingRect().height() == field.height())


def test_the_palette_offers_only_settings_that_there_are(qtbot: QtBot, window: MainWindow) -> None:
    names = {entry.name for entry in of_settings(window.docks.panel(OutlinePanel), window.show)}
    assert {"Data/noise", "Training/momentum", "Training/schedule", "Variant B/seed"} <= names
    assert not {"Training/rho", "Training/floor", "Variant C/seed"} & names
    commands.set_rule(window.session, "rmsprop")
    commands.set_data(window.session, source="iris")
    window.frames.flush()
    names = {entry.name for entry in of_settings(window.docks.panel(OutlinePanel), window.show)}
    assert "Training/rho" in names
    assert not {"Data/noise", "Training/nesterov"} & names


def test_the_sheet_of_words_explains_every_letter_of_a_formula(window: MainWindow) -> None:
    said = {letter for word in LETTERS for letter in word.text.split(", ")}
    assert {"x", "W", "b", "y", "p", "t", "L", "g"} <= said
    window.actions_["words"].trigger()
    sheet = window.findChild(WordsDialog)
    assert sheet is not None
    assert all(word.meaning in sheet.text for word in (*LETTERS, *WORDS))
    sheet.close()


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.is_possible], ids=lambda action: action.name)
def test_what_may_not_be_possible_says_what_it_waits_for(action: Action) -> None:
    assert action.why_not.endswith(".")


def test_what_is_typed_on_after_the_palettes_key_is_the_palettes_and_no_shortcut(
    qtbot: QtBot, window: MainWindow
) -> None:
    """As fast as a hand types: no event of the window system comes between."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    before = window.session.state
    QTest.keyClick(window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    for letter in "momentum 1":
        typed_in = QApplication.focusWidget()
        assert typed_in is not None
        QTest.keyClicks(typed_in, letter)
    (palette,) = window.findChildren(Palette)
    assert palette.edit.text() == "momentum 1"
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F8, Qt.Key.Key_Tab, Qt.Key.Key_F11):
        QTest.keyClick(palette.edit, key)
    QTest.keyClick(palette.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert palette.edit.hasFocus()
    assert window.session.state is before
    QTest.keyClick(palette.edit, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.canvas.hasFocus()


def test_a_click_beside_the_palette_closes_it_and_reaches_nothing_else(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = window.session.state
    palette = settings_palette(qtbot, window)
    place = QPoint(5, 5)
    assert window.childAt(place) is palette
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=place)
    assert not palette.isVisible()
    assert window.session.state is before


def test_the_palette_stays_in_a_window_that_becomes_small(qtbot: QtBot, window: MainWindow) -> None:
    palette = settings_palette(qtbot, window)
    window.resize(window.minimumSizeHint())
    QApplication.processEvents()
    assert palette.geometry() == window.rect()
    assert window.rect().contains(QRect(palette.edit.mapTo(window, QPoint()), palette.edit.size()))


def test_the_palette_shows_what_an_action_waits_for_and_does_not_do_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    palette = Palette(of_actions(window.actions_), window)
    qtbot.addWidget(palette)
    QTest.keyClicks(palette.edit, "undo")
    assert palette.found[0] == "undo"
    assert "Nothing has been changed yet." in palette.labels[0]
    palette.open()
    QTest.keyClick(palette.edit, Qt.Key.Key_Return)
    assert palette.isVisible()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("learning rate", "Training/learning_rate"),
        ("le", "Training/learning_rate"),
        ("momentum", "Training/momentum"),
        ("copy", "copy"),
        ("breakpoint", "finish_forward"),
        ("black", "black"),
        ("undo", "undo"),
    ],
)
def test_the_palette_names_first_what_is_most_likely_meant(
    qtbot: QtBot, window: MainWindow, words: str, first: str
) -> None:
    commands.set_optimiser(window.session, momentum=0.5)
    window.frames.flush()
    palette = settings_palette(qtbot, window)
    QTest.keyClicks(palette.edit, words)
    assert palette.found[0] == first


def test_undo_says_what_it_takes_back(window: MainWindow) -> None:
    commands.set_optimiser(window.session, learning_rate=0.3)
    assert window.actions_["undo"].text() == "Undo learning rate"
    window.actions_["undo"].trigger()
    assert window.actions_["undo"].text() == "Undo"
    assert window.actions_["redo"].text() == "Redo learning rate"


def test_from_the_graph_to_the_learning_rate_are_three_keys_and_from_anywhere_escape_goes_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.files.open_lesson("first-look")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    edit = row(window.outline.training.rows, "learning_rate").edit
    pressed = 0
    while not edit.hasFocus():
        now = QApplication.focusWidget()
        assert now is not None
        QTest.keyClick(now, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
        pressed += 1
        assert pressed <= 3
    assert edit.selectedText() == edit.text()
    assert not edit.visibleRegion().isEmpty()
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert window.canvas.hasFocus()


def test_f6_goes_round_every_panel_and_shows_where_it_is(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    seen: list[object] = []
    while not seen or window.focus.here is not window.graph:
        now = QApplication.focusWidget()
        assert now is not None
        QTest.keyClick(now, Qt.Key.Key_F6)
        [frame] = window.findChildren(FocusRing)
        assert frame.isVisible()
        assert frame.parentWidget() is window.focus.here
        seen.append(window.focus.here)
        assert len(seen) < 20
    assert set(seen) == set(window.focus.ring) - {window.docks.panel(LessonPanel)}
    click(window.bars.transport.timeline)
    assert frame.isHidden()


def test_ctrl_tab_brings_each_panel_of_a_place_to_the_front(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1000, 600)
    settle(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    seen = []
    for _ in range(3):
        window.actions_["next_tab"].trigger()
        seen.append(window.focus.here)
    assert len(set(seen)) == 3


@pytest.mark.parametrize("menu", MENUS)
def test_alt_and_its_first_letter_opens_each_menu_also_from_a_field(
    qtbot: QtBot, window: MainWindow, menu: str
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    edit = row(window.outline.training.rows, "learning_rate").edit
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key(ord(menu[0])), Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    assert popup.title() == f"&{menu}"
    popup.close()
    assert edit.text() == "0.1"


def test_points_are_taken_into_a_hand_with_the_keys_at_them(window: MainWindow) -> None:
    (action,) = (each for each in ACTIONS if each.name == "edit_points")
    action.run(window)
    settle(window)
    assert window.session.state.holding is not None
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Tab)
    QTest.keyClick(focused, Qt.Key.Key_2)
    assert (window.session.state.holding.row, window.session.state.holding.ink) == (0, 1)
    action.run(window)
    assert window.session.state.holding is None
