from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.style import dress
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.fault import Fault
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.switch import Switch
from graphviz_nn.gui.widgets.time_keys import TIME_KEYS
from graphviz_nn.gui.widgets.word_edit import WordEdit
from graphviz_nn.settings import Field, Linear, Log, Setting
from tests.gui.hand import click, double_click, turn_wheel

RATE = Field("rate", Setting("Rate", "How far.", above=0, slider=Log(1e-4, 10.0)), "number")
SHARE = Field(
    "share", Setting("Share", "Of all.", least=0, most=0.9, slider=Linear(0.0, 0.9, 0.01)), "number"
)
UNITS = Field("units", Setting("Units", "How many.", least=1), "whole")
SEED = Field("seed", Setting("Seed", "Of chance.", least=0), "whole", optional=True)
NAME = Field("name", Setting("Name", "Of it."), "text")

Show = Callable[..., Any]


@pytest.fixture
def shown(qtbot: QtBot) -> Show:
    """Show a widget in a window that can have the focus."""

    windows: list[QWidget] = []

    def show(*widgets: QWidget) -> QWidget:
        # In a window without a layout: a screen in memory warns of windows that have a smallest size.
        window = QWidget()
        windows.append(window)
        window.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        page = QWidget(window)
        column = QVBoxLayout(page)
        for widget in widgets:
            column.addWidget(widget)
        qtbot.addWidget(window)
        window.resize(300, 200)
        page.resize(300, 200)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.setFocus()
        return window

    return show


def number(value: float | None, field: Field = UNITS) -> NumberEdit:
    edit = NumberEdit(field)
    edit.show_value(value)
    return edit


def test_showing_a_number_asks_for_nothing(qtbot: QtBot) -> None:
    knob = Knob(RATE)
    qtbot.addWidget(knob)
    with qtbot.assertNotEmitted(knob.changeRequested, wait=10):
        knob.show_value(0.03)
        knob.show_value(50.0)
    assert knob.edit.text() == "50"
    assert knob.slider.value() == knob.slider.maximum()


def test_arrow_keys_on_the_slider_go_from_step_to_step(qtbot: QtBot) -> None:
    knob = Knob(SHARE)
    qtbot.addWidget(knob)
    knob.show_value(0.45)
    with qtbot.waitSignal(knob.changeRequested) as asked:
        QTest.keyClick(knob.slider, Qt.Key.Key_Right)
    assert asked.args == [0.46]


@pytest.mark.parametrize("key", TIME_KEYS)
def test_the_keys_of_time_change_no_setting(qtbot: QtBot, key: Qt.Key) -> None:
    knob, choice = Knob(RATE), Choice("Loss", "tip")
    choice.set_options([(name, name, name) for name in "abc"])
    choice.show_option("b")
    knob.show_value(0.5)
    for widget in (knob, choice):
        qtbot.addWidget(widget)
    with (
        qtbot.assertNotEmitted(knob.changeRequested),
        qtbot.assertNotEmitted(choice.chosen),
    ):
        QTest.keyClick(knob.slider, key)
        QTest.keyClick(choice, key)
    assert choice.currentText() == "b"


def test_the_wheel_changes_no_setting(qtbot: QtBot) -> None:
    knob, choice = Knob(RATE), Choice("Loss", "tip")
    choice.set_options([(name, name, name) for name in "abc"])
    choice.show_option("b")
    knob.show_value(0.5)
    for widget, turned in ((knob, knob.slider), (knob, knob.edit), (choice, choice)):
        qtbot.addWidget(widget)
        with (
            qtbot.assertNotEmitted(knob.changeRequested),
            qtbot.assertNotEmitted(choice.chosen),
        ):
            turn_wheel(turned)
    assert (knob.edit.value, choice.currentText()) == (0.5, "b")


def test_after_a_drag_and_a_click_the_keys_are_not_the_setting_s(shown: Show) -> None:
    knob, choice, switch, edit = Knob(SHARE), Choice("Loss", "tip"), Switch("On", "tip"), number(4)
    choice.set_options([("a", "a", "a")])
    window = shown(knob, switch, edit)
    for widget in (knob.slider, switch):
        edit.setFocus()
        click(widget)
        assert QApplication.focusWidget() is window
    assert not choice.focusPolicy() & Qt.FocusPolicy.ClickFocus
    assert switch.isChecked()


def test_a_click_elsewhere_finishes_what_is_typed(shown: Show, qtbot: QtBot) -> None:
    edit, switch = number(4), Switch("On", "tip")
    shown(edit, switch)
    click(edit)
    QTest.keyClicks(edit, "9")
    with qtbot.waitSignal(edit.changeRequested) as asked:
        click(switch)
    assert asked.args == [9]


def test_a_click_selects_the_whole_number_so_that_typing_replaces_it(shown: Show, qtbot: QtBot) -> None:
    edit = number(0.5, RATE)
    shown(edit)
    click(edit)
    assert edit.selectedText() == "0.5"
    with qtbot.waitSignal(edit.changeRequested) as asked:
        QTest.keyClicks(edit, "0.0001")
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert asked.args == [0.0001]


def test_a_second_click_sets_the_cursor(shown: Show) -> None:
    edit = number(123456)
    shown(edit)
    click(edit)
    QTest.mouseClick(
        edit, Qt.MouseButton.LeftButton, pos=QPoint(edit.width() - 12, edit.height() // 2), delay=900
    )
    assert edit.selectedText() == ""


def test_a_double_click_selects_the_whole_number(shown: Show) -> None:
    edit = number(0.5, RATE)
    shown(edit)
    click(edit)
    double_click(edit, edit.rect().center())
    assert edit.selectedText() == "0.5"


def test_escape_restores_the_number_and_leaves_the_field(shown: Show, qtbot: QtBot) -> None:
    edit = number(16)
    shown(edit)
    click(edit)
    QTest.keyClicks(edit, "2")
    with qtbot.assertNotEmitted(edit.changeRequested):
        QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "16"
    assert not edit.hasFocus()


def test_enter_takes_the_number_and_is_ready_for_the_next(shown: Show) -> None:
    edit = number(16)
    edit.changeRequested.connect(edit.show_value)
    shown(edit)
    click(edit)
    for text in ("2", "3"):
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        assert edit.text() == text
        assert edit.selectedText() == text


@pytest.mark.parametrize("text", ["abc", "", "1.5", "0", "9" * 400])
def test_what_does_not_fit_is_rejected_with_its_name_and_the_old_one_comes_back(
    qtbot: QtBot, text: str
) -> None:
    edit = number(4)
    qtbot.addWidget(edit)
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    with qtbot.waitSignal(edit.rejected) as told, qtbot.assertNotEmitted(edit.changeRequested):
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told.args is not None
    assert "The units is" in told.args[0]
    assert "it must be a whole number" in told.args[0]
    assert edit.text() == "4"


def test_a_whole_number_keeps_all_its_digits(qtbot: QtBot) -> None:
    edit = number(0, SEED)
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.changeRequested) as asked:
        type_into(edit, str(2**63 - 1))
    assert asked.args == [2**63 - 1]


def test_an_optional_number_can_be_left_out_and_says_what_holds_then(qtbot: QtBot) -> None:
    edit = number(3, SEED)
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.changeRequested) as asked:
        type_into(edit, "")
    assert asked.args == [None]
    edit.show_value(None, "7 · shared")
    assert edit.text() == ""
    assert edit.placeholderText() == "7 · shared"


def test_words_are_asked_for_once_they_are_other_words(qtbot: QtBot) -> None:
    edit = WordEdit(NAME)
    edit.show_value("mine")
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.changeRequested) as asked:
        type_into(edit, " yours ")
    assert asked.args == ["yours"]
    edit.show_value("yours")
    with qtbot.assertNotEmitted(edit.changeRequested):
        type_into(edit, "yours")


def type_into(edit: QLineEdit, text: str) -> None:
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_switch_that_is_on_looks_so_while_it_has_the_focus(qtbot: QtBot, shown: Show, name: Any) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme.load(name)
    dress(app, theme)
    try:
        box = Switch("logarithmic", "")
        shown(box)
        box.setFocus()
        box.setChecked(True)
        image = box.grab().toImage()
        ratio = image.devicePixelRatio()
        middle = image.pixelColor(round(8 * ratio), round(box.height() / 2 * ratio))
        assert middle == theme.color("text")
    finally:
        app.setStyleSheet("")


def test_a_choice_keeps_its_options_and_shows_one(qtbot: QtBot) -> None:
    choice = Choice("Loss", "tip")
    qtbot.addWidget(choice)
    choice.set_options([("mse", "mse", "squares"), ("mae", "mae", "sizes")])
    choice.show_option("mae")
    assert choice.currentData() == "mae"
    choice.set_options([("mse", "mse", "squares"), ("mae", "mae", "sizes")])
    assert choice.currentData() == "mae"


def test_a_choice_says_other_words_for_the_same_options(qtbot: QtBot) -> None:
    choice = Choice("Nesterov", "tip")
    qtbot.addWidget(choice)
    for words in ("off · shared", "on · shared"):
        choice.set_options([(None, words, ""), (True, "on", ""), (False, "off", "")])
        choice.show_option(None)
        assert choice.currentText() == words
    with qtbot.waitSignal(choice.chosen) as chosen:
        choice.setCurrentIndex(2)
        choice.activated.emit(2)
    assert chosen.args == [False]


def test_a_choice_too_long_for_its_box_ends_in_dots(qtbot: QtBot) -> None:
    choice = Choice("Loss", "tip")
    qtbot.addWidget(choice)
    choice.set_options([("cce", "categorical crossentropy", "of classes")])
    choice.resize(choice.sizeHint())
    assert choice.painted_text.endswith("…")
    choice.resize(400, choice.height())
    assert choice.painted_text == "categorical crossentropy"


def test_a_switch_is_worked_by_mouse_and_by_space(qtbot: QtBot) -> None:
    switch = Switch("Shuffle", "tip")
    qtbot.addWidget(switch)
    switch.resize(switch.sizeHint())
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert switch.isChecked()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()


def test_a_segmented_switch_keeps_its_buttons_when_it_offers_something_else(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    switch = Segmented("View", window)
    window.show()
    switch.set_options([("a", "first", "The first."), ("b", "second", "The second.")])
    switch.show_option("b")
    buttons = switch.findChildren(QToolButton)
    switch.set_options([("c", "other", "Another.")])
    assert switch.findChildren(QToolButton) == buttons
    assert [button.isVisible() for button in buttons] == [True, False]
    assert buttons[0].accessibleName() == "View: other"
    with qtbot.waitSignal(switch.chosen) as chosen:
        buttons[0].click()
    assert chosen.args == ["c"]
    assert switch.option == "c"
    switch.set_options(())
    assert switch.option == ""


def test_a_segment_that_is_held_down_while_its_option_goes_away_chooses_nothing(
    shown: Show, qtbot: QtBot
) -> None:
    switch = Segmented("View")
    options = [("a", "first", "The first."), ("b", "second", "The second.")]
    switch.set_options(options)
    shown(switch)
    chosen: list[str] = []
    switch.chosen.connect(chosen.append)
    _, second = switch.findChildren(QToolButton)
    QTest.mousePress(second, Qt.MouseButton.LeftButton)
    switch.set_options(options[:1])
    QTest.mouseRelease(second, Qt.MouseButton.LeftButton)
    assert chosen == []
    switch.set_options(options)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert chosen == ["b"]


@pytest.mark.parametrize(
    ("text", "why"), [("0.0001.5", "no number|number"), ("-1", "above 0"), ("1,000", "comma")]
)
def test_a_wrong_number_stays_to_be_mended_with_what_is_wrong_below_it(
    shown: Show, qtbot: QtBot, text: str, why: str
) -> None:
    edit = number(0.5, RATE)
    window = shown(edit)
    click(edit)
    with qtbot.assertNotEmitted(edit.changeRequested), qtbot.assertNotEmitted(edit.rejected):
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert edit.text() == text
    assert re.search(why, edit.fault)
    [bubble] = [each for each in window.findChildren(Fault) if each.isVisible()]
    assert window.rect().contains(bubble.geometry())
    assert not bubble.geometry().intersects(QRect(edit.mapTo(window, QPoint()), edit.size()))
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert (edit.text(), edit.fault) == ("0.5", "")
    assert not bubble.isVisible()


def test_a_wrong_number_that_is_left_is_taken_back_and_told_elsewhere(shown: Show, qtbot: QtBot) -> None:
    edit, other = number(0.5, RATE), number(4)
    shown(edit, other)
    click(edit)
    QTest.keyClicks(edit, "x")
    with qtbot.waitSignal(edit.rejected):
        other.setFocus()
    assert (edit.text(), edit.fault) == ("0.5", "")


@pytest.mark.parametrize(
    ("text", "value"), [("0.0001", 0.0001), ("0,0001", 0.0001), (".5", 0.5), ("1e-4", 1e-4)]
)
def test_a_click_and_a_number_and_enter_are_that_number(
    shown: Show, qtbot: QtBot, text: str, value: float
) -> None:
    edit = number(0.02, RATE)
    shown(edit)
    click(edit)
    assert edit.selectedText() == "0.02"
    with qtbot.waitSignal(edit.changeRequested) as asked:
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert asked.args == [value]


def test_a_second_click_places_the_cursor(shown: Show) -> None:
    edit = number(12345)
    shown(edit)
    for _ in range(2):
        click(edit, QPoint(edit.width() - 2, edit.height() // 2))
    assert not edit.selectedText()
    assert edit.cursorPosition() == len(edit.text())


def test_a_digit_that_is_typed_on_a_slider_begins_a_number(shown: Show, qtbot: QtBot) -> None:
    knob = Knob(SHARE)
    shown(knob)
    knob.show_value(0.2)
    knob.slider.setFocus()
    QTest.keyClicks(knob.slider, "0")
    QTest.keyClicks(knob.edit, ",45")
    with qtbot.waitSignal(knob.changeRequested) as asked:
        QTest.keyClick(knob.edit, Qt.Key.Key_Return)
    assert asked.args == [0.45]


def test_a_switch_that_is_forced_on_does_not_look_off(qtbot: QtBot, shown: Show) -> None:
    on, off = Switch("logarithmic", ""), Switch("logarithmic", "")
    on.setChecked(True)
    for switch in (on, off):
        switch.setEnabled(False)
        shown(switch)
    assert on.grab().toImage() != off.grab().toImage()
    middle = on.grab().toImage().pixelColor(round(0.5 * on.height()), on.height() // 2)
    ground = off.grab().toImage().pixelColor(round(0.75 * off.height()), off.height() // 2)
    assert middle != ground, "its groove is filled"
