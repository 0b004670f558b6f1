"""A change of theme: in parts, so that the window answers between them, and seen as one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import sleep

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.style import dress, make_sheet, undress
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.next_frame import BUDGET_S


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    return qapp


@pytest.fixture
def appearance(app: QApplication, preferences: Preferences) -> Iterator[Appearance]:
    yield Appearance(app, preferences)
    dress(app, Theme.load("light"))
    undress(app)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """One that is seen."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def test_nothing_is_painted_between_the_first_and_the_last_part_of_a_change(
    qtbot: QtBot, app: QApplication, appearance: Appearance, window: QWidget
) -> None:
    seen: list[bool] = []
    appearance.dress_with_it(lambda theme: seen.append(window.updatesEnabled()))
    appearance.choose("dark")
    assert window.updatesEnabled()
    qtbot.waitUntil(lambda: len(seen) == 2 and window.updatesEnabled())
    assert seen == [True, False]
    assert app.styleSheet() == make_sheet(Theme.load("dark"))


def test_each_part_is_dressed_in_an_event_of_its_own(qtbot: QtBot, appearance: Appearance) -> None:
    turns: list[int] = []
    taken: list[int] = []
    clock = QTimer(interval=0)
    clock.timeout.connect(lambda: turns.append(1))

    def take_long(theme: Theme) -> None:
        taken.append(len(turns))
        sleep(2 * BUDGET_S)

    appearance.dress_with_it(take_long, take_long)
    clock.start()
    appearance.choose("dark")
    qtbot.waitUntil(lambda: len(taken) == 4)
    assert taken[2] < taken[3]


def test_layouts_are_made_in_other_events_than_what_asks_for_them(
    qtbot: QtBot, appearance: Appearance, window: QWidget
) -> None:
    turns: list[set[str]] = [set()]
    awake = QAbstractEventDispatcher.instance().awake.connect(lambda: turns.append(set()))
    names = {QEvent.Type.LayoutRequest: "laid out", QEvent.Type.StyleChange: "dressed"}

    class Row(QWidget):
        """Notes what comes to it in which turn of the event loop."""

        def event(self, event: QEvent) -> bool:
            if event.type() in names:
                turns[-1].add(names[event.type()])
            return super().event(event)

    row = Row(window)
    QHBoxLayout(row).addWidget(QPushButton("Step", row))
    row.show()
    qtbot.waitUntil(lambda: {"laid out"} in turns)
    small = row.sizeHint()
    appearance.dress_with_it(lambda theme: turns[-1].add("a part"))
    turns[:] = [set()]
    appearance.choose("projector")
    qtbot.waitUntil(lambda: {"a part"} in turns)
    QObject.disconnect(awake)
    assert [next(iter(turn)) for turn in turns if turn] == [
        "dressed",
        "laid out",
        "dressed",
        "laid out",
        "a part",
    ]
    assert all(len(turn) <= 1 for turn in turns)
    assert row.sizeHint().height() > small.height()


def test_of_two_changes_the_later_one_is_worn_and_the_other_is_not_finished(
    qtbot: QtBot, app: QApplication, appearance: Appearance
) -> None:
    put_on: list[Theme] = []
    appearance.dress_with_it(put_on.append)
    appearance.choose("dark")
    appearance.choose("projector")
    qtbot.waitUntil(lambda: len(put_on) == 2)
    assert [theme.name for theme in put_on] == ["light", "projector"]
    assert app.styleSheet() == make_sheet(appearance.theme)


def test_what_follows_a_change_is_done_in_the_new_theme_before_it_is_seen_also_where_another_overtakes_it(
    qtbot: QtBot, appearance: Appearance, window: QWidget
) -> None:
    seen: list[tuple[str, str, bool]] = []

    def follow(name: str) -> None:
        seen.append((name, appearance.theme.name, window.updatesEnabled()))

    appearance.present(True, partial(follow, "hide"))
    appearance.present(False, partial(follow, "show"))
    appearance.choose("dark")
    qtbot.waitUntil(lambda: bool(seen) and window.updatesEnabled())
    assert seen == [("hide", "dark", False), ("show", "dark", False)]
