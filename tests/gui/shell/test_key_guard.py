"""Whose keys are whose: those of the field that has the focus, and those of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.panels.outline import OutlinePanel
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.session import commands
from tests.gui.panels.rows import row
from tests.gui.settling import settle

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def outline(qtbot: QtBot, window: MainWindow) -> OutlinePanel:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(window)
    return window.findChildren(OutlinePanel)[0]


@pytest.fixture
def rate(outline: OutlinePanel) -> QLineEdit:
    return focused(row(outline.training.rows, "learning_rate").edit)


@pytest.fixture
def formula(window: MainWindow, outline: OutlinePanel) -> QLineEdit:
    commands.open_expression(window.session, "a*b", {"a": 2.0, "b": 3.0})
    window.frames.flush()
    return focused(outline.expression.text)


def focused(field: QLineEdit) -> QLineEdit:
    field.setFocus()
    field.selectAll()
    assert QApplication.focusWidget() is field
    return field


def press(
    widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, modifier)


def learning_rate(window: MainWindow) -> float:
    return window.session.state.work.training.optimiser.learning_rate


def is_playing(window: MainWindow) -> bool:
    return window.session.state.playing.direction != 0


def test_ctrl_z_takes_back_what_is_just_being_typed_and_then_the_newest_change(
    window: MainWindow, rate: QLineEdit
) -> None:
    QTest.keyClicks(rate, "0.5")
    press(rate, KEY.Key_Return)
    assert learning_rate(window) == 0.5
    rate.selectAll()
    QTest.keyClicks(rate, "7")
    while rate.isModified():
        press(rate, KEY.Key_Z, CTRL)
        assert learning_rate(window) == 0.5
    assert rate.text() == "0.5"
    press(rate, KEY.Key_Z, CTRL)
    assert learning_rate(window) == 0.1
    window.frames.flush()
    assert rate.text() == "0.1"
    press(rate, KEY.Key_Y, CTRL)
    assert learning_rate(window) == 0.5


def test_ctrl_z_in_the_formula_takes_the_newest_formula_back(window: MainWindow, formula: QLineEdit) -> None:
    QTest.keyClicks(formula, "a + b")
    press(formula, KEY.Key_Return)
    assert window.session.state.work.title == "a + b"
    press(formula, KEY.Key_Z, CTRL)
    assert window.session.state.work.title == "a*b"
    window.frames.flush()
    assert formula.text() == "a*b"


def test_space_plays_after_a_number_was_typed_and_taken_by_enter(window: MainWindow, rate: QLineEdit) -> None:
    QTest.keyClicks(rate, "0.5")
    press(rate, KEY.Key_Space)
    assert not is_playing(window)
    press(rate, KEY.Key_Return)
    press(rate, KEY.Key_Space)
    assert is_playing(window)
    press(rate, KEY.Key_Space)
    assert not is_playing(window)
    assert learning_rate(window) == 0.5
    assert rate.text() == "0.5"


def test_space_plays_from_an_empty_number_too_and_writes_nothing(
    window: MainWindow, outline: OutlinePanel
) -> None:
    details = outline.variants.rows[0].details.content
    details.setVisible(True)
    seed = row(details.rows, "seed")
    press(focused(seed), KEY.Key_Space)
    assert is_playing(window)
    assert seed.text() == ""


def test_space_in_a_name_is_a_space(window: MainWindow, outline: OutlinePanel) -> None:
    details = outline.variants.rows[0].details.content
    details.setVisible(True)
    name = row(details.rows, "name")
    press(focused(name), KEY.Key_Space)
    QTest.keyClicks(name, "a b")
    assert name.text() == " a b"
    assert not is_playing(window)


def test_space_in_the_formula_is_a_space(window: MainWindow, formula: QLineEdit) -> None:
    QTest.keyClicks(formula, "a ")
    assert formula.text() == "a "
    assert not is_playing(window)


def test_space_on_a_button_works_the_button_and_elsewhere_plays(
    window: MainWindow, outline: OutlinePanel
) -> None:
    shuffle = row(outline.training.rows, "shuffle")
    shuffle.setFocus()
    press(shuffle, KEY.Key_Space)
    assert not window.session.state.work.training.shuffle
    assert not is_playing(window)
    window.canvas.setFocus()
    press(window.canvas, KEY.Key_Space)
    assert is_playing(window)


@pytest.mark.parametrize("key", [KEY.Key_Home, KEY.Key_End])
def test_the_keys_of_time_move_time_wherever_the_focus_is_and_no_setting(
    window: MainWindow, outline: OutlinePanel, key: Qt.Key
) -> None:
    rate, rule = (row(outline.training.rows, name) for name in ("learning_rate", "optimiser"))
    before = window.session.state.work
    for widget in (rate.slider, rate.edit, rule, row(outline.training.rows, "shuffle")):
        commands.go_to(window.session, 1, 3)
        widget.setFocus()
        press(widget, key)
        assert window.session.state.work is before
        moved = window.session.state.view
        assert (moved.update, moved.position) != (1, 3), widget


def test_time_runs_by_space_after_a_switch_was_clicked(window: MainWindow, outline: OutlinePanel) -> None:
    shuffle = row(outline.training.rows, "shuffle")
    QTest.mouseClick(shuffle, Qt.MouseButton.LeftButton)
    assert not window.session.state.work.training.shuffle
    focus = QApplication.focusWidget()
    assert focus is not None
    press(focus, KEY.Key_Space)
    assert is_playing(window)
    assert not window.session.state.work.training.shuffle


def test_home_after_the_learning_rate_was_dragged_goes_to_the_start(
    window: MainWindow, outline: OutlinePanel
) -> None:
    commands.go_to(window.session, 1, 3)
    slider = row(outline.training.rows, "learning_rate").slider
    place = QPoint(slider.width() - 3, slider.height() // 2)  # beside the handle, wherever that stands
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place)
    dragged = learning_rate(window)
    assert dragged != 0.1
    focus = QApplication.focusWidget()
    assert focus is not None
    press(focus, KEY.Key_Home)
    assert learning_rate(window) == dragged
    assert window.session.state.view.update == 0
