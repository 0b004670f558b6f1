"""What a window begins with once its first graph is seen."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import main_window
from graphviz_nn.lessons import lesson_names
from graphviz_nn.session import commands


def test_the_lessons_that_menus_list_are_read_beside_the_window(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers: list[int] = []

    def read() -> tuple[str, ...]:
        readers.append(threading.get_ident())
        return lesson_names()

    monkeypatch.setattr("graphviz_nn.gui.shell.app.lesson_names", read)
    with main_window(qapp, preferences) as window:
        window.open_up()
        assert not readers
        commands.new(window.session)
        qtbot.waitUntil(lambda: bool(readers))
        assert threading.get_ident() not in readers
        window.close()
