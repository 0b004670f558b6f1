"""The legend of the graph fits below it, and can be put away for good."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSettings
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.canvas.legend import legend_height, paint_legend
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.look.preferences import Preferences
from graphviz_nn.gui.look.theme import Theme, ThemeName
from graphviz_nn.gui.painting import painting
from graphviz_nn.gui.panels.graph import GraphView
from graphviz_nn.session import Session, commands


@pytest.mark.parametrize("neurons", [False, True])
@pytest.mark.parametrize(("theme", "width"), [("light", 698), ("dark", 698), ("projector", 900)])
def test_a_legend_takes_one_line_of_the_graph_in_a_window_of_1280_pixels(
    qtbot: QtBot, theme: ThemeName, width: int, neurons: bool
) -> None:
    look = Look(Theme.load(theme))
    assert legend_height(look, width, neurons=neurons) < 2 * look.theme.font("small").pixelSize()
    assert legend_height(look, 240, neurons=neurons) > legend_height(look, width, neurons=neurons)


@pytest.mark.parametrize("width", [240, 500, 900])
def test_nothing_of_a_legend_is_cut(qtbot: QtBot, width: int) -> None:
    look = Look(Theme.load("light"))
    high = legend_height(look, width, neurons=False)
    picture = QImage(width, round(high) + 20, QImage.Format.Format_RGB32)
    picture.fill(look.color("surface"))
    with painting(picture) as painter:
        paint_legend(painter, look, QRectF(0, 0, width, high), neurons=False)
    pixels = np.frombuffer(picture.constBits(), dtype=np.uint32).reshape(picture.height(), -1)[:, :width]
    ground = look.color("surface").rgb()
    assert np.all(pixels[round(high) :] == ground)
    assert np.all(pixels[3:, -2:] == ground)


def test_a_legend_gives_its_room_back_to_the_graph(qtbot: QtBot, session: Session) -> None:
    view = GraphView(session, Theme.load("light"))
    qtbot.addWidget(view, before_close_func=GraphView.close_down)
    view.resize(900, 500)
    view.show()
    qtbot.waitUntil(lambda: view.canvas.scene is not None)
    room = view.canvas.room(neurons=False).size
    view.canvas.show_legend(True)
    assert view.canvas.room(neurons=False).size[1] < room[1]
    view.canvas.show_legend(False)
    assert view.canvas.room(neurons=False).size == room


def test_a_legend_is_shown_at_first_and_put_away_for_good(tmp_path: Path) -> None:
    def started() -> Preferences:
        return Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))

    preferences = started()
    assert preferences.legend
    preferences.legend = False
    preferences = started()
    assert not preferences.legend


def test_on_one_scale_no_card_has_a_stronger_colour_than_another_for_the_same_number(
    qtbot: QtBot, session: Session
) -> None:
    view = GraphView(session, Theme.load("light"))
    qtbot.addWidget(view, before_close_func=GraphView.close_down)
    view.show()
    qtbot.waitUntil(lambda: view.canvas.scene is not None)
    record = session.state.record
    assert record is not None
    commands.go_to(session, 0, len(record.events))
    for flag, same in ((False, False), (True, True)):
        commands.set_one_scale(session, flag)
        scene = view.canvas.scene
        assert scene is not None
        nodes = [node for node, gradient in enumerate(record.gradients) if gradient is not None]
        for limit in (scene.value_limit, scene.gradient_limit):
            assert (len({limit(node) for node in nodes}) == 1) is same
