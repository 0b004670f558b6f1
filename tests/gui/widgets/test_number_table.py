"""Tensors as tables and heat maps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.gui.widgets.heat_map import HeatMap
from graphviz_nn.gui.widgets.number_table import NumberModel, NumberTable
from graphviz_nn.scene.table import table_shape
from graphviz_nn.text import alike

SHAPES = [(), (4,), (2, 3), (2, 3, 4), (1, 1)]


@given(st.lists(st.integers(1, 5), max_size=4))
@settings(max_examples=30)
def test_no_cell_is_lost_in_the_grid(shape: list[int]) -> None:
    rows, columns = table_shape(tuple(shape))
    assert rows * columns == np.prod(shape, dtype=int)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_cell_leads_to_its_index_and_back(shape: tuple[int, ...], qtbot: QtBot) -> None:
    model = NumberModel()
    array = np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape)
    model.show_array(array, None)
    for index in np.ndindex(shape):
        row, column = model.place_of(index)
        assert model.index_of(row, column) == index
        assert model.grid[row, column] == array[index]


def test_numbers_are_short_to_read_and_full_to_hover(qtbot: QtBot) -> None:
    table = NumberTable(Theme.load("light"))
    qtbot.addWidget(table)
    table.show_array(np.array([[-0.123456789]]), QColor(), None)
    model = table.numbers
    assert model.index(0, 0).data() == "−0.1235"
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "[0, 0]  −0.123456789"


def test_784_by_128_numbers_are_shown_at_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme = Theme.load("light")
    table, heat = NumberTable(theme, window), HeatMap(theme, window)
    window.resize(600, 400)
    window.show()
    array = np.random.default_rng(0).normal(size=(784, 128))
    table.show_array(array, theme.color("forward"), (0, 0))
    heat.show_array(array, theme.value_map, (0, 0))
    table.show_array(array.copy(), theme.color("forward"), (700, 100))
    heat.show_array(array, theme.value_map, (700, 100))
    assert not window.grab().isNull()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_cell_of_a_heat_map_is_where_it_says(shape: tuple[int, ...], qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    heat = HeatMap(Theme.load("light"), window)
    heat.resize(200, 150)
    heat.show_array(np.zeros(shape), Theme.load("light").value_map)
    assert all(heat.index_at(heat.rect_of(index).center()) == index for index in np.ndindex(shape))


def test_the_shades_are_those_of_the_map(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme = Theme.load("light")
    heat = HeatMap(theme, window)
    heat.resize(120, 60)
    heat.show_array(np.array([[-1.0, 1.0]]), theme.value_map)
    image = heat.grab().toImage()
    for index, color in (((0, 0), theme.value_map.negative), ((0, 1), theme.value_map.positive)):
        middle = heat.rect_of(index).center().toPoint()
        assert image.pixelColor(middle.x() - 24, middle.y() - 12) == color


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12))
@settings(max_examples=30)
def test_the_numbers_of_a_table_have_one_form(numbers: list[float]) -> None:
    table = NumberTable(Theme.load("light"))
    table.show_array(np.array([numbers]), QColor(), None)
    shown = [table.numbers.index(0, column).data() for column in range(len(numbers))]
    assert shown == list(alike(numbers))
    table.deleteLater()


def test_each_column_that_there_is_room_for_is_shown(qtbot: QtBot) -> None:
    table = NumberTable(Theme.load("light"))
    qtbot.addWidget(table)
    table.resize(900, 200)
    table.show_array(np.full((2, 4), -0.0012), QColor(), None)
    needed = table.whole_width(10_000)
    assert table.whole_width(needed) == needed, "no room is kept for a scroll bar that there is not"
    table.setFixedWidth(needed)
    table.show()
    assert not table.horizontalScrollBar().isVisible()
    assert table.columnAt(table.viewport().width() - 1) == 3
    table.show_array(np.full((400, 4), -0.0012), QColor(), None)
    assert table.whole_width(10_000) > needed


def test_slices_are_parted_by_a_line(qtbot: QtBot) -> None:
    table = NumberTable(Theme.load("light"))
    qtbot.addWidget(table)
    table.resize(400, 400)
    array = np.ones((3, 2, 4))
    table.show_array(array.reshape(6, 4), QColor("blue"), None)
    table.show()
    whole = table.viewport().grab().toImage()
    table.show_array(array, QColor("blue"), None)
    parted = table.viewport().grab().toImage()
    edge = table.viewport().width() - 2
    changed = [y for y in range(whole.height()) if whole.pixelColor(edge, y) != parted.pixelColor(edge, y)]
    assert changed == [table.rowViewportPosition(row) for row in (2, 4)]
