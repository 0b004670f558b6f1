"""A change of theme: in parts, so that the window answers between them, and seen as one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.appearance import Appearance
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.style import dress, make_sheet, undress
from graphviz_nn.gui.look.theme import Theme


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    return qapp


@pytest.fixture
def appearance(app: QApplication, preferences: Preferences) -> Iterator[Appearance]:
    yield Appearance(app, preferences)
    dress(app, Theme.load("light"))
    undress(app)


def test_nothing_is_painted_between_the_first_and_the_last_part_of_a_change(
    qtbot: QtBot, app: QApplication, appearance: Appearance
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    seen: list[bool] = []
    appearance.changed.connect(lambda theme: seen.append(window.updatesEnabled()))
    with qtbot.waitSignal(appearance.changed):
        appearance.choose("dark")
        assert window.updatesEnabled()
    assert seen == [False]
    assert window.updatesEnabled()
    assert app.styleSheet() == make_sheet(Theme.load("dark"))


def test_of_two_changes_the_later_one_is_worn_and_each_is_told(
    qtbot: QtBot, app: QApplication, appearance: Appearance
) -> None:
    told: list[Theme] = []
    appearance.changed.connect(told.append)
    appearance.choose("dark")
    appearance.choose("projector")
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [theme.name for theme in told] == ["dark", "projector"]
    assert app.styleSheet() == make_sheet(appearance.theme)
