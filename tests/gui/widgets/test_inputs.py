import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionComboBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.knob import PLACES, Knob, Scale
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.gui.widgets.segmented import Segmented
from graphviz_nn.gui.widgets.switch import Switch

RATE = Scale(1e-4, 10.0, is_log=True)
ROWS = Scale(1, 128, is_log=True, is_whole=True)
SHARE = Scale(0.0, 0.9)


@pytest.mark.parametrize("scale", [RATE, ROWS, SHARE])
def test_a_slider_reaches_both_ends_and_never_goes_back(scale: Scale) -> None:
    values = [scale.value(place) for place in range(PLACES + 1)]
    assert (values[0], values[-1]) == (scale.least, scale.most)
    assert values == sorted(values)


@given(st.floats(-1e6, 1e6))
def test_every_number_has_a_place(value: float) -> None:
    assert all(0 <= scale.place(value) <= PLACES for scale in (RATE, ROWS, SHARE))


def test_showing_a_number_asks_for_nothing(qtbot: QtBot) -> None:
    knob = Knob("Learning rate", RATE, "tip")
    qtbot.addWidget(knob)
    with qtbot.assertNotEmitted(knob.changeRequested, wait=10):
        knob.show_number(0.03)
        knob.show_number(50.0)
    assert knob.edit.text() == "50"
    assert knob.slider.value() == PLACES


def test_arrow_keys_on_the_slider_ask_for_a_number(qtbot: QtBot) -> None:
    knob = Knob("Held out", SHARE, "tip")
    qtbot.addWidget(knob)
    knob.show_number(0.45)
    with qtbot.waitSignal(knob.changeRequested) as asked:
        QTest.keyClick(knob.slider, Qt.Key.Key_Right)
    assert asked.args == [pytest.approx(0.459)]


@pytest.mark.parametrize(("text", "value"), [("0.03", 0.03), ("−2", -2.0), ("1e-3", 1e-3), ("0,5", 0.5)])
def test_a_typed_number_is_asked_for(qtbot: QtBot, text: str, value: float) -> None:
    edit = NumberEdit("Rate", "tip")
    qtbot.addWidget(edit)
    edit.show_number(7.0)
    edit.selectAll()
    with qtbot.waitSignal(edit.changeRequested) as asked:
        edit.insert(text)
        edit.setModified(True)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert asked.args == [value]


@pytest.mark.parametrize("text", ["abc", "", "1.5"])
def test_what_is_no_whole_number_is_rejected_with_its_name_and_the_old_one_comes_back(
    qtbot: QtBot, text: str
) -> None:
    edit = NumberEdit("Units", "tip", whole=True)
    qtbot.addWidget(edit)
    edit.show_number(4)
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    with qtbot.waitSignal(edit.rejected) as told:
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert told.args is not None
    assert "Units" in told.args[0]
    assert edit.text() == "4"


def test_an_optional_number_can_be_left_out(qtbot: QtBot) -> None:
    edit = NumberEdit("Seed", "tip", optional=True)
    qtbot.addWidget(edit)
    edit.show_number(3)
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    with qtbot.waitSignal(edit.changeRequested) as asked:
        QTest.keyClick(edit, Qt.Key.Key_Return)
    assert asked.args is not None
    assert math.isnan(asked.args[0])


def test_escape_takes_a_text_back(qtbot: QtBot) -> None:
    edit = NumberEdit("Units", "tip")
    qtbot.addWidget(edit)
    edit.show_number(4)
    QTest.keyClicks(edit, "9")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "4"


def test_a_choice_keeps_its_options_and_shows_one(qtbot: QtBot) -> None:
    choice = Choice("Loss", "tip")
    qtbot.addWidget(choice)
    choice.set_options([("mse", "mse", "squares"), ("mae", "mae", "sizes")])
    choice.show_option("mae")
    assert choice.currentData() == "mae"
    choice.set_options([("mse", "mse", "squares"), ("mae", "mae", "sizes")])
    assert choice.currentData() == "mae"


def test_a_choice_too_long_for_its_box_ends_in_dots(qtbot: QtBot) -> None:
    choice = Choice("Loss", "tip")
    qtbot.addWidget(choice)
    choice.set_options([("cce", "categorical crossentropy", "of classes")])
    choice.resize(choice.sizeHint())
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    assert option.currentText.endswith("…")
    choice.resize(400, choice.height())
    choice.initStyleOption(option)
    assert option.currentText == "categorical crossentropy"


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
