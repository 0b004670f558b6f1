"""Pictures of small tables: to the pixel, with the sign of every number."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from graphviz_nn.gui.canvas.heat_image import image
from graphviz_nn.gui.look.colour_map import ColourMap
from graphviz_nn.scene.table import table_of

WHITE, BLUE, BROWN, RED = QColor("#FFFFFF"), QColor("#0B62A8"), QColor("#8C6D1F"), QColor("#B3142B")
COLOURS = ColourMap(BROWN, WHITE, BLUE, RED)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (40, 20), (200, 100)])
def test_a_picture_has_exactly_the_pixels_asked_for(size: tuple[int, int]) -> None:
    table = table_of(np.linspace(-1, 1, 96).reshape(8, 12))
    assert table is not None
    picture = image(table, COLOURS, 1.0, size, WHITE)
    assert (picture.width(), picture.height()) == size


def test_colours_say_the_sign_and_a_minus_says_it_again() -> None:
    table = table_of(np.array([[1.0, -1.0]]))
    assert table is not None
    picture = image(table, COLOURS, 1.0, (40, 20), WHITE)
    assert picture.pixelColor(10, 10) == BLUE
    assert picture.pixelColor(30, 4) == BROWN
    assert picture.pixelColor(30, 10) == COLOURS.ink(-1.0)


@pytest.mark.parametrize("number", [0.0, 0.3, -0.7, 1.0, 5.0, np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("limit", [1.0, 2.5, np.inf, 0.0])
def test_one_number_alone_has_the_colour_that_it_has_among_others(number: float, limit: float) -> None:
    alone, among = table_of(np.array([[number]])), table_of(np.array([[number, 1.0]]))
    assert alone is not None
    assert among is not None
    pictures = [image(table, COLOURS, limit, (40, 20), WHITE, minuses=False) for table in (alone, among)]
    assert pictures[0].pixelColor(5, 5) == pictures[1].pixelColor(5, 5)
