"""A remote's keys work wherever the focus is: the law is for every kind of widget that can have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.data import DataSpec
from graphviz_nn.files.document import Document, View, Work
from graphviz_nn.gui.canvas.view import CanvasView
from graphviz_nn.gui.panels.lesson import LessonPanel
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.shell.tab_order import stops_of
from graphviz_nn.gui.widgets.choice import Choice
from graphviz_nn.gui.widgets.number_edit import NumberEdit
from graphviz_nn.lessons import Lesson, Page
from graphviz_nn.model import Dense, Stack
from graphviz_nn.session import commands, queries
from graphviz_nn.training.spec import TrainingSpec
from tests.gui.panels.rows import row
from tests.gui.settling import settle

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window on the second page of a lesson of three, with all that it may be given."""
    small = Stack(inputs=2, layers=(Dense(units=1, activation="sigmoid"),))  # so that a page is there at once
    document = Document(
        Work(subject=small, data=DataSpec(rows=4), training=TrainingSpec(epochs=1)), View(covered=("future",))
    )
    page = Page(title="p", words="w", answer="a", choices=("yes", "no"), document=document)
    lesson = Lesson(name="mine", title="Mine", summary="S.", pages=(page, page, page))
    commands.open_document(window.session, document, lesson=lesson, page=1)
    window.resize(1600, 1000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    settle(window)
    return window


def holders(window: MainWindow) -> Iterator[QWidget]:
    """One of each kind of widget that can have the focus, in their order in the window; also by a click alone."""
    seen = set[type]()
    stops = [stop for region in window.regions for stop in stops_of(region)]
    labels = [
        each for each in window.findChildren(QLabel) if each.isVisible() and each.focusPolicy() != NO_FOCUS
    ]
    for widget in (*stops, *labels, window.docks.panel(LessonPanel)):
        if type(widget) not in seen and widget.isVisible():
            seen.add(type(widget))
            yield widget


NO_FOCUS = Qt.FocusPolicy.NoFocus


def hold(widget: QWidget) -> QWidget:
    widget.setFocus()
    assert QApplication.focusWidget() is widget
    return widget


def press(
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key where the focus is, as a remote does."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


def is_revealed(window: MainWindow) -> bool:
    return not queries.is_covered(window.session.state)


def page(window: MainWindow) -> int:
    return window.session.state.page


def begin_again(window: MainWindow) -> None:
    commands.go_to_page(window.session, 1)
    commands.restart_page(window.session)
    window.frames.flush()  # the way back is open again once the window has shown the page


def test_there_are_many_kinds_of_widgets(window: MainWindow) -> None:
    assert len(list(holders(window))) > 12


@pytest.mark.parametrize(
    ("keys", "came_true"),
    [
        ((KEY.Key_PageDown, KEY.Key_PageDown), lambda w: page(w) == 2 and not is_revealed(w)),
        ((KEY.Key_PageUp,), lambda w: page(w) == 0),
        ((KEY.Key_Enter,), lambda w: page(w) == 1 and is_revealed(w)),
        ((KEY.Key_Return, KEY.Key_Enter), lambda w: page(w) == 1 and not is_revealed(w)),
        ((KEY.Key_B, KEY.Key_PageDown), lambda w: w.black.isHidden() and page(w) == 1),
    ],
    ids=lambda value: "-".join(key.name for key in value) if isinstance(value, tuple) else "",
)
def test_a_remote_s_keys_do_what_they_say_wherever_the_focus_is(
    window: MainWindow, keys: tuple[Qt.Key, ...], came_true: Callable[[MainWindow], bool]
) -> None:
    work = window.session.state.work
    for widget in holders(window):
        writes = (
            isinstance(widget, QLineEdit) and keys[0] is KEY.Key_B
        )  # where one writes, letters are written
        hold(widget)
        for key in keys:
            press(key)
        assert writes or came_true(window), f"{type(widget).__name__} {widget.accessibleName()}"
        assert window.session.state.work == work
        if writes:
            press(KEY.Key_Escape)
        begin_again(window)


@pytest.mark.parametrize("kind", [CanvasView, NumberEdit, Choice, QTableView])
def test_f5_presents_and_does_so_still_until_escape_wherever_the_focus_is(
    window: MainWindow, kind: type[QWidget]
) -> None:
    hold(next(widget for widget in holders(window) if isinstance(widget, kind)))
    for _ in range(2):
        press(KEY.Key_F5)
        assert window.presenting
    for widget in holders(window):
        hold(widget)
        for key in (KEY.Key_B, KEY.Key_Period):
            press(key)
            assert not window.black.isHidden(), type(widget).__name__
            press(key)
            assert window.black.isHidden()
        press(KEY.Key_PageDown)
        assert is_revealed(window)
        commands.restart_page(window.session)
    press(KEY.Key_Escape)
    assert not window.presenting


def test_letters_are_written_where_one_writes_unless_one_presents_and_then_where_something_is_being_written(
    window: MainWindow,
) -> None:
    field = row(window.outline.training.rows, "learning_rate").edit
    hold(field)
    field.selectAll()
    for key in (KEY.Key_Period, KEY.Key_5):
        press(key)
    assert field.text() == ".5"
    assert window.black.isHidden()
    window.presenting = True
    press(KEY.Key_Period)
    assert field.text() == ".5."
    assert window.black.isHidden()
    press(KEY.Key_Escape)
    hold(field)
    press(KEY.Key_Period)
    assert not window.black.isHidden()
    window.presenting = False


def test_what_is_being_typed_is_taken_on_the_page_that_it_was_typed_on(window: MainWindow) -> None:
    hold(field := row(window.outline.training.rows, "learning_rate").edit)
    field.selectAll()
    QTest.keyClicks(field, "0.25")
    press(KEY.Key_PageUp)
    rates = [window.session.state.work.training.optimiser.learning_rate]
    commands.go_to_page(window.session, 1)
    rates.append(window.session.state.work.training.optimiser.learning_rate)
    assert rates == [0.1, 0.25]


def test_the_black_screen_covers_all_and_gives_all_back(window: MainWindow) -> None:
    hold(window.bars.transport.timeline)
    press(KEY.Key_B)
    assert window.black.geometry() == window.rect()
    window.resize(1500, 900)
    settle(window)
    assert window.black.geometry() == window.rect()
    picture = window.grab().toImage()
    places = [(x, y) for x in range(5, picture.width(), 97) for y in range(5, picture.height(), 61)]
    assert {picture.pixelColor(*place).name() for place in places} == {"#000000"}
    press(KEY.Key_Tab)
    assert window.black.isHidden()
    assert window.bars.transport.timeline.hasFocus()


def test_when_what_has_the_focus_is_hidden_the_graph_has_it(window: MainWindow) -> None:
    hold(row(window.outline.training.rows, "learning_rate").edit)
    window.docks.dock("OutlinePanel").hide()
    assert window.canvas.hasFocus()


def test_space_plays_and_f5_does_not(window: MainWindow) -> None:
    hold(window.canvas)
    press(KEY.Key_Space)
    assert window.session.state.playing.direction
    press(KEY.Key_Space)
    press(KEY.Key_F5)
    assert not window.session.state.playing.direction
    window.present()


def test_a_choice_is_marked_by_its_key_and_the_mark_taken_back_by_it(window: MainWindow) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    for widget in holders(window):
        hold(widget)
        press(KEY.Key_B, alt)
        assert window.session.state.view.guess == "no", type(widget).__name__
        press(KEY.Key_B, alt)
        assert window.session.state.view.guess == ""
