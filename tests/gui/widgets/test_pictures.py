"""Pictures in the inspector's views: whole, square, and each cell to be clicked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.record import make_record
from graphviz_nn.debug.tape import Tape
from graphviz_nn.graph import Builder
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.cells_view import CellsView
from graphviz_nn.gui.widgets.heat_map import HeatMap
from graphviz_nn.ops import Convolve, Shape, Sum
from graphviz_nn.scene.cells import scene_of


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    host.resize(700, 320)
    qtbot.addWidget(host)
    return host


@pytest.mark.parametrize(("shape", "is_kernel"), [((4, 6, 5, 3), False), ((3, 3, 2, 4), True)])
def test_every_number_of_pictures_is_found_where_it_is_drawn(
    host: QWidget, shape: Shape, is_kernel: bool
) -> None:
    theme = Theme.load("light")
    heat = HeatMap(theme, host)
    heat.resize(300, 200)
    heat.show_array(np.arange(float(np.prod(shape))).reshape(shape), theme.value_map, is_kernel=is_kernel)
    for index in np.ndindex(shape):
        rect = heat.rect_of(index)
        assert rect.width() == pytest.approx(rect.height())
        assert heat.index_at(rect.center()) == index


def test_pictures_that_do_not_fit_have_no_place_and_are_not_framed(host: QWidget) -> None:
    theme = Theme.load("light")
    heat = HeatMap(theme, host)
    heat.resize(60, 48)
    heat.show_array(np.ones((64, 30, 30, 1)), theme.value_map, (63, 0, 0, 0))
    assert heat.rect_of((63, 0, 0, 0)).isEmpty()
    host.show()
    assert not heat.grab().isNull()


def test_a_click_on_a_patch_asks_for_its_cell(qtbot: QtBot, host: QWidget) -> None:
    builder = Builder()
    x = builder.input("x", np.arange(16.0).reshape(1, 4, 4, 1))
    kernel = builder.parameter("K", np.ones((2, 2, 1, 1)))
    record = make_record(builder.graph(builder.apply(Sum(), builder.apply(Convolve(), x, kernel, name="y"))))
    view = CellsView(Theme.load("light"), host)
    view.resize(650, 250)
    view.show_blocks(scene_of(Tape(record), len(record.events), Cell("y", "value", (0, 1, 1, 0))))
    host.show()
    picture, kernel_area, result = view.areas()
    for area, (rows, columns) in ((picture, (4, 4)), (kernel_area, (2, 2)), (result, (3, 3))):
        assert area.width() / columns == pytest.approx(area.height() / rows)
        assert area.right() <= view.width()
    place = picture.topLeft() + QPointF(picture.width() * 0.6, picture.height() * 0.3)
    with qtbot.waitSignal(view.chosen) as asked:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert asked.args == [Cell("x", "value", (0, 1, 2, 0))]
    assert not view.grab().isNull()
