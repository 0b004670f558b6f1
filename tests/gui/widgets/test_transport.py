"""The transport: buttons, what time is played by and how fast, and its slim form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.style import dress, undress
from graphviz_nn.gui.look.theme import THEMES, Theme, ThemeName
from graphviz_nn.gui.widgets.transport import SLIM, Transport
from graphviz_nn.session.clock import PACES as PACES_OF
from tests.scene.examples import strip

NAMES = ("start", "step_back", "step", "play")
PACES = [("2", "2 updates a second"), ("5 s", "whole run in 5 s")]


@pytest.fixture
def transport(qtbot: QtBot, theme: Theme) -> Transport:
    actions = [QAction(name) for name in NAMES]
    for action, name in zip(actions, NAMES, strict=True):
        action.setObjectName(name)
    actions[-1].setCheckable(True)
    transport = Transport(actions, theme)
    transport.kept = actions  # type: ignore[attr-defined]  # Qt does not hold them
    qtbot.addWidget(transport)
    transport.show_strip(strip())
    transport.show_clock(("op", "update", "epoch"), "update", PACES, "5 s")
    transport.show_place("epoch 20")
    transport.resize(1280, 70)
    transport.show()
    return transport


def seen(transport: Transport) -> set[str]:
    buttons = transport.findChildren(QToolButton)
    return {button.name for button in buttons if hasattr(button, "name") and button.isVisible()}


def test_it_offers_what_time_is_played_by_and_how_fast(qtbot: QtBot, transport: Transport) -> None:
    assert transport.units.option == "update"
    assert transport.pace.currentText() == "whole run in 5 s"
    epoch = next(b for b in transport.units.findChildren(QToolButton) if b.text() == "epoch")
    with qtbot.waitSignal(transport.unitRequested) as asked:
        epoch.click()
    assert asked.args == ["epoch"]
    with qtbot.waitSignal(transport.paceRequested) as asked:
        transport.pace.setCurrentIndex(0)
        transport.pace.activated.emit(0)
    assert asked.args == ["2"]


def test_by_a_click_it_takes_no_focus_so_that_space_stays_play_s(transport: Transport) -> None:
    for widget in transport.findChildren(QWidget):
        if isinstance(widget, QToolButton) or widget is transport.pace:
            assert not widget.focusPolicy() & Qt.FocusPolicy.ClickFocus


@pytest.fixture
def app(qapp: QApplication, theme: Theme) -> Iterator[QApplication]:
    """The application, in its usual dress again afterwards."""
    yield qapp
    dress(qapp, theme)
    undress(qapp)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("width", [900, 1280])
def test_slim_it_is_one_row_of_at_most_44_pixels(
    app: QApplication, transport: Transport, name: ThemeName, width: int
) -> None:
    theme = Theme.load(name)
    dress(app, theme)
    transport.show_theme(theme)
    transport.set_slim(True)
    assert transport.sizeHint().height() <= 44
    QApplication.sendPostedEvents()  # as a window does before it lays out
    transport.resize(width, transport.sizeHint().height())
    assert transport.height() <= 44
    assert seen(transport) == set(SLIM)
    assert transport.place.isVisible()
    assert transport.place.text() == "epoch 20"
    assert not transport.pace.isVisible()
    segments = [b for b in transport.units.findChildren(QToolButton) if b.isVisible()]
    assert len({b.mapTo(transport, b.rect().topLeft()).y() for b in segments}) == 1
    transport.set_slim(False)
    assert transport.sizeHint().height() > 50
    assert seen(transport) == set(NAMES)
    assert not transport.place.isVisible()


@pytest.mark.parametrize("name", THEMES)
def test_the_words_of_every_pace_have_room(app: QApplication, transport: Transport, name: ThemeName) -> None:
    theme = Theme.load(name)
    dress(app, theme)
    transport.show_theme(theme)
    for unit, paces in PACES_OF.items():
        for pace in paces:
            transport.show_clock(("op",), "op", [(pace.name, pace.text)], pace.name)
            QApplication.sendPostedEvents()
            assert transport.pace.painted_text == pace.text, unit


def test_a_switch_that_is_held_down_does_not_switch_on_and_off(transport: Transport) -> None:
    play = next(b for b in transport.findChildren(QToolButton) if getattr(b, "name", "") == "play")
    assert not play.autoRepeat()
