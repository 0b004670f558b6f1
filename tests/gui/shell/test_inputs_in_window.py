"""The law of every input of the window: a click selects, Escape gives back, and no key of time is a setting's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.outline.inputs import Input
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.shell.tab_order import bring_into_sight
from graphviz_nn.gui.widgets.knob import Knob
from graphviz_nn.session import commands
from tests.gui.hand import click, turn_wheel
from tests.gui.settling import settle


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.resize(1500, 1000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(window)
    return window


def inputs(window: MainWindow) -> Iterator[Input]:
    """Every setting of the document, unfolded and in sight."""
    for _, shown in window.outline.settings():
        window.outline.reveal(shown)
        settle(window)  # what was folded has no room before
        bring_into_sight(shown.focus)
        yield shown


def parts(shown: Input) -> list[QWidget]:
    return [shown.focus, shown.widget.slider] if isinstance(shown.widget, Knob) else [shown.focus]


def test_a_click_into_a_number_selects_all_and_escape_gives_back_what_was_typed_and_the_graph(
    window: MainWindow,
) -> None:
    work, clicked = window.session.state.work, 0
    for shown in inputs(window):
        field = shown.focus
        if isinstance(field, QLineEdit):
            window.canvas.setFocus()
            before, clicked = field.text(), clicked + 1
            click(field)
            assert field.selectedText() == before, shown.field.name
            QTest.keyClicks(field, "77")
            QTest.keyClick(field, Qt.Key.Key_Escape)
            assert field.text() == before
            assert window.canvas.hasFocus()
    assert clicked > 10
    assert window.session.state.work is work


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
def test_the_keys_of_time_and_pages_change_no_setting(window: MainWindow, key: Qt.Key) -> None:
    work = window.session.state.work
    for shown in inputs(window):
        for part in parts(shown):
            part.setFocus()
            QTest.keyClick(part, key)
            assert window.session.state.work is work, (shown.field.name, type(part).__name__)


def test_home_and_end_on_any_input_but_a_text_are_the_start_and_the_end_of_the_run(
    window: MainWindow,
) -> None:
    commands.to_end(window.session)
    last = window.session.state.view.update
    for shown in inputs(window):
        for part in parts(shown):
            if shown.field.kind != "text":
                part.setFocus()
                for key, update in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_End, last)):
                    QTest.keyClick(part, key)
                    assert window.session.state.view.update == update, (shown.field.name, type(part).__name__)


def test_the_wheel_changes_no_setting(window: MainWindow) -> None:
    work = window.session.state.work
    for shown in inputs(window):
        for part in parts(shown):
            turn_wheel(part)
            assert window.session.state.work is work, shown.field.name


def look(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_each_stop_of_tab_shows_that_it_has_the_focus(window: MainWindow) -> None:
    window.files.open_lesson("first-look")
    settle(window)
    commands.to_end(window.session)
    window.canvas.setFocus()
    window.focus.show()
    kinds, blind = set[tuple[type, object]](), list[str]()
    while (stop := QApplication.focusWidget()) is not window.canvas or not kinds:
        assert stop is not None
        shown = window.graph if stop is window.canvas else stop  # which has a frame of its own
        with_focus = look(shown)
        QTest.keyClick(stop, Qt.Key.Key_Tab)
        kind = type(stop), stop.property("kind")
        if kind not in kinds and look(shown) == with_focus:
            blind.append(f"{kind} {stop.accessibleName()}")
        kinds.add(kind)
    assert len(kinds) > 12
    assert not blind
