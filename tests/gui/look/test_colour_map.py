import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from graphviz_nn.gui.look.colour_map import ColourMap, limit_of

BROWN, WHITE, BLUE, RED = (QColor(name) for name in ("#8C6D1F", "#FFFFFF", "#0B62A8", "#FF0000"))
MAP = ColourMap(BROWN, WHITE, BLUE, RED)


@pytest.mark.parametrize(
    ("x", "color"), [(-1.0, BROWN), (0.0, WHITE), (1.0, BLUE), (9.0, BLUE), (-9.0, BROWN)]
)
def test_ends_and_zero_have_exactly_their_colours(x: float, color: QColor) -> None:
    assert MAP.color(x) == color


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_number_is_never_lighter_on_a_light_ground(a: float, b: float) -> None:
    small, large = sorted((a, b))
    assert MAP.color(large).lightnessF() <= MAP.color(small).lightnessF() + 0.02


@given(st.floats(-1, 1))
def test_a_picture_agrees_with_single_colours(x: float) -> None:
    image = MAP.image(np.array([[0.0, 2 * x]]), limit=2.0)
    assert (image.width(), image.height()) == (2, 1)
    assert image.pixelColor(0, 0) == WHITE
    assert image.pixelColor(1, 0) == MAP.color(x)


def test_numbers_that_are_not_finite_have_colours_too() -> None:
    image = MAP.image(np.array([[np.nan, np.inf], [-np.inf, 0.0]]), limit=np.nan)
    assert [image.pixelColor(x, y) for y in (0, 1) for x in (0, 1)] == [RED, BLUE, BROWN, WHITE]


def test_the_table_is_red_green_blue_for_plots() -> None:
    assert MAP.table.shape == (256, 3)
    assert MAP.table.dtype == np.uint8
    assert tuple(MAP.table[128]) == (255, 255, 255)


def test_ink_is_readable_on_its_ground() -> None:
    assert MAP.ink(0.0) == QColor("black")
    assert MAP.ink(1.0) == QColor("white")


def test_the_limit_is_the_largest_finite_magnitude() -> None:
    assert limit_of(np.array([-3.0, 2.0]), np.array([np.inf, np.nan])) == 3.0
    assert limit_of(np.zeros(3)) == 1.0
    assert limit_of() == 1.0
