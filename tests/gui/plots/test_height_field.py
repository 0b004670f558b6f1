"""The surface in three dimensions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from PySide6.QtGui import QColor

from graphviz_nn.gui.plots.height_field import FINE, Camera, Relief, View, draw_heights, relief_of

GREYS = [QColor(i * 10, i * 10, i * 10) for i in range(1, 18)]
WALL = QColor("red")
NEAR = 10  # places of the grid, of which a row of pixels may skip some


def seen(heights: np.ndarray, camera: Camera) -> View:
    return draw_heights(relief_of(heights), camera, (120, 160), GREYS, WALL)


def test_a_plain_is_drawn_around_the_middle_and_nothing_in_the_corners() -> None:
    image = seen(np.full((5, 5), 0.5), Camera()).image
    assert image.pixelColor(80, 60).alpha() == 255
    assert {image.pixelColor(x, y).alpha() for x in (0, 159) for y in (0, 119)} == {0}


def test_what_stands_behind_a_ridge_is_hidden_and_what_stands_before_it_is_not() -> None:
    ridge = np.zeros((41, 41))
    ridge[18:23] = 1.0
    view = seen(ridge, Camera(turn=0.0, tilt=15.0))
    _, visible = view.place(np.array([[0.5, 0.05, 0.0], [0.5, 0.7, 0.0], [0.5, 0.5, 1.0]]))
    assert visible.tolist() == [True, False, True]


@pytest.mark.parametrize(
    "camera",
    [
        Camera(),
        Camera(turn=77.0, tilt=60.0, zoom=2.0),
        Camera(turn=200.0, tilt=12.0, sides=(1.0, 0.4)),
        Camera(zoom=6.0),
    ],
)
def test_every_pixel_has_the_colour_of_a_place_that_is_seen_there(camera: Camera) -> None:
    across, up = np.meshgrid(np.linspace(-1, 1, 41), np.linspace(-1, 1, 41))
    hilly = relief_of((np.cos(3 * across) + up**2 + 1) / 3)
    plain = Relief(hilly.heights, np.full_like(hilly.light, 0.76))  # as bright as the bands' own colours
    view = draw_heights(plain, camera, (240, 320), GREYS, WALL)
    shown = 0
    for x, y in product(range(0, 320, 3), range(0, 240, 3)):
        place, color = view.ground_at(x, y), view.image.pixelColor(x, y)
        if place is None or not color.alpha() or color == WALL:
            continue
        # A line between bands is half red, and has half of its band's grey.
        grey = color.green() if color.red() == color.green() else 2 * color.green()
        column, row = (round(share * (FINE - 1)) for share in place)
        near = plain.heights[max(row - NEAR, 0) : row + NEAR + 1, max(column - NEAR, 0) : column + NEAR + 1]
        least, most = (min(int(height * len(GREYS)), len(GREYS) - 1) for height in (near.min(), near.max()))
        assert least <= round(grey / 10) - 1 <= most, (x, y)
        shown += 1
    assert shown > 500


def test_the_camera_keeps_above_the_ground_and_does_not_go_over_the_top() -> None:
    assert Camera().turned(0, -500).tilt == 10.0
    assert Camera().turned(0, 500).tilt == 80.0
    assert Camera(turn=350).turned(20, 0).turn == 10.0


def test_higher_places_are_seen_higher_up() -> None:
    low, high = Camera().seen(np.array([[0.5, 0.5, 0.0], [0.5, 0.5, 1.0]]))
    assert high[1] > low[1]
    assert high[0] == low[0]


@pytest.mark.parametrize("sides", [(1.0, 1.0), (1.0, 0.4), (0.3, 1.0)])
def test_what_is_seen_at_the_pixel_of_a_place_is_that_place(sides: tuple[float, float]) -> None:
    view = seen(np.zeros((9, 9)), Camera(sides=sides))
    for share in ((0.5, 0.5), (0.3, 0.7), (0.8, 0.4)):
        ((x, y),), _ = view.place(np.array([[*share, 0.0]]))
        assert view.ground_at(x, y) == pytest.approx(share, abs=0.06)
    assert view.ground_at(0, 0) is None
