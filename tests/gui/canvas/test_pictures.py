"""A tensor of pictures on a card: its pictures side by side, and a point on them leads to a number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from graphviz_nn.debug.moment import make_moment
from graphviz_nn.gui.canvas.heat_image import image
from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.conv2d import Conv2D
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.scene.figures import figures
from graphviz_nn.scene.hit import hit
from graphviz_nn.scene.layout import Box, Layout
from graphviz_nn.scene.layout.measures import OPERATIONS
from graphviz_nn.scene.scene import Scene, make_scene
from graphviz_nn.scene.table import table_of
from tests.model.layers.everywhere import problem_of

WHITE, BLUE, BROWN, RED = QColor("#FFFFFF"), QColor("#0B62A8"), QColor("#8C6D1F"), QColor("#B3142B")
GREY = QColor("#EFEEEA")
COLOURS = ColourMap(BROWN, WHITE, BLUE, RED)

shapes = st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(1, 5))


@given(shapes, st.booleans(), st.floats(0, 0.999), st.floats(0, 0.999))
def test_a_point_leads_to_a_number_and_the_number_to_a_cell_that_shows_it(
    shape: tuple[int, ...], is_kernel: bool, across: float, down: float
) -> None:
    array = np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape)
    table = table_of(array, is_kernel=is_kernel)
    assert table is not None
    assert table.ground is not None
    index = table.index_at(across, down)
    found = table.cell_of(index)
    assert found is not None
    assert not table.ground[found]
    assert table.numbers[found] == array[index]


def test_what_lies_between_pictures_is_neither_number_nor_zero() -> None:
    table = table_of(np.ones((2, 2, 2, 1)))
    assert table is not None
    picture = image(table, COLOURS, 1.0, (50, 20), WHITE, between=GREY)
    assert picture.pixelColor(25, 5) == GREY
    assert picture.pixelColor(2, 2) == BLUE


def test_pictures_for_which_there_is_no_room_are_counted() -> None:
    table = table_of(np.ones((64, 8, 8, 4)))
    assert table is not None
    assert table.left_out == 64 * 4 - 8 * 5
    assert table.shares == 1


def test_pictures_are_never_written_as_numbers_and_have_room_of_their_own() -> None:
    assert figures(np.ones((1, 1, 2, 1)), Box(0, 0, 400, 400), 4.0, 1.0) is None
    plain, sheet = OPERATIONS.size((16, 72)), OPERATIONS.size((16, 3, 3, 8))
    assert sheet[0] > plain[0]
    assert sheet[1] > plain[1]


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    layers = (Conv2D(filters=2, kernel_size=(2, 2)), Flatten(), Dense(units=2, activation="softmax"))
    stack = Stack(inputs=(4, 4, 1), layers=layers, loss="categorical_crossentropy")
    problem = problem_of(stack)
    record = make_moment(problem, problem.start).record
    return make_scene(record, len(record.events))


def test_a_click_on_a_kernel_s_picture_finds_the_number_of_the_filter(scene: Scene) -> None:
    assert isinstance(scene.drawing, Layout)
    place = scene.card_of[scene.graph.index["conv2d/kernel"]]
    area = scene.drawing.cards[place].value
    last = hit(scene, area.left + area.width - 1, area.top + area.height - 1)
    assert last.cell is not None
    assert last.cell.index == (1, 1, 0, 1)
    first = hit(scene, area.left + 1, area.top + 1)
    assert first.cell is not None
    assert first.cell.index == (0, 0, 0, 0)


def test_a_click_on_pictures_finds_the_example_and_the_channel(scene: Scene) -> None:
    assert isinstance(scene.drawing, Layout)
    place = scene.card_of[scene.graph.index["conv2d/conv2d"]]
    area = scene.drawing.cards[place].value
    found = hit(scene, area.left + area.width - 1, area.top + area.height - 1).cell
    assert found is not None
    assert found.index == (3, 2, 2, 1)
