"""Time that runs in the window: by the clock and not by beats, and a button that says which it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.shell.app import _set_paces
from graphviz_nn.gui.shell.main_window import MainWindow
from graphviz_nn.gui.shell.player import Player
from graphviz_nn.session import Session, clock, commands


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def play_button(window: MainWindow) -> QToolButton:
    buttons = window.bars.transport.findChildren(QToolButton)
    return next(button for button in buttons if getattr(button, "name", "") == "play")


def way(window: MainWindow) -> int:
    return window.session.state.playing.direction


def looks(window: MainWindow) -> tuple[str, bool, bytes]:
    """The word, the fill and the icon of the button of playing."""
    button = play_button(window)
    image = button.icon().pixmap(32, 32).toImage()
    return window.actions_["play"].iconText(), button.isChecked(), bytes(image.constBits())


def test_a_frame_takes_time_as_far_as_the_clock_has_gone(
    session: Session, qtbot: QtBot, qapp: QApplication
) -> None:
    clock_ = Clock()
    player = Player(session, qapp, clock_)
    commands.set_unit(session, "update")
    commands.play(session)
    player.show_state(session.state)
    clock_.now += 3.25  # late by 200 frames
    player._on_frame()
    assert session.state.done == pytest.approx(6.5)
    player._on_frame()
    assert session.state.done == pytest.approx(6.5), "what was late is not made up for"
    player.stop()


def test_play_and_pause_cannot_be_mistaken_for_each_other(qtbot: QtBot, window: MainWindow) -> None:
    standing = looks(window)
    tip = play_button(window).toolTip()
    QTest.mouseClick(play_button(window), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert way(window) == 1
    running = looks(window)
    assert [one != other for one, other in zip(standing, running, strict=True)] == [True] * 3
    assert running[0] == "Pause"
    assert play_button(window).toolTip() != tip
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert way(window) == 0
    assert looks(window) == standing
    assert standing[0] == "Play"


def test_at_the_end_the_button_says_so_and_plays_again(qtbot: QtBot, window: MainWindow) -> None:
    commands.to_end(window.session)
    word, is_filled, _ = looks(window)
    assert (word, is_filled) == ("Again", False)
    assert "at the end of the run" in play_button(window).toolTip()
    play_button(window).click()
    assert window.session.state.view.update == 0
    window.player.stop()


def test_one_key_after_the_start_lets_a_newcomer_see_a_network_learn(
    qtbot: QtBot, window: MainWindow
) -> None:
    commands.open_lesson(window.session, "first-look")
    qtbot.waitUntil(lambda: "data" in window.session.state.view.stage)
    depth, focus = window.session.state.view.depth, QApplication.focusWidget()
    assert focus is window.canvas, "no button is pressed by the key of time, though panels changed places"
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert way(window) == 1
    assert clock.unit(window.session.state) == "epoch"
    assert window.session.state.view.depth == depth
    qtbot.waitUntil(lambda: window.session.state.done > 8, timeout=10_000)  # two epochs, in 0.3 s
    assert clock.course(window.session.state).length == 150
    commands.pause(window.session)


@pytest.mark.parametrize(("key", "unit"), [("O", "op"), ("U", "update"), ("E", "epoch")])
def test_a_key_plays_by_each_unit_and_pauses(qtbot: QtBot, window: MainWindow, key: str, unit: str) -> None:
    QTest.keyClicks(window.canvas, key.lower())
    assert way(window) == 1
    assert clock.unit(window.session.state) == unit
    assert window.bars.transport.units.option == unit
    QTest.keyClicks(window.canvas, key.lower())
    assert way(window) == 0


def test_playing_by_epoch_comes_to_the_end_and_shows_it_everywhere(qtbot: QtBot, window: MainWindow) -> None:
    commands.set_pace(window.session, "20", "epoch")
    window.actions_["play_by_epoch"].trigger()
    qtbot.waitUntil(lambda: way(window) == 0)
    assert clock.is_at_end(window.session.state)
    assert not window.frames.is_running
    window.frames.flush()
    assert "update 16" in window.bars.phases.text
    assert window.canvas.scene is not None
    assert window.canvas.scene.position == len(window.canvas.scene.tape.record.events)


def test_the_pace_of_each_unit_outlives_the_program(window: MainWindow, preferences: Preferences) -> None:
    commands.set_pace(window.session, "5 s", "epoch")
    commands.set_unit(window.session, "update")
    window.actions_["faster"].trigger()
    other = Session()
    _set_paces(other, preferences)
    assert other.state.playing.paces == window.session.state.playing.paces
    assert other.state.playing.paces["epoch"] == "5 s"
    preferences.set_pace("epoch", "warp")
    _set_paces(other, preferences)
    assert other.state.playing.paces["epoch"] == "5 s"
