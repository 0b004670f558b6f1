"""Pictures of arrays are kept while they are used, and hold no more memory than they may."""

from __future__ import annotations

from weakref import ref

import numpy as np
import pytest

from graphviz_nn.gui.canvas.camera import Camera
from graphviz_nn.gui.canvas.look import Look
from graphviz_nn.gui.canvas.tiles import Tile, Tiles
from graphviz_nn.gui.look.theme import Theme
from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Box

AREA = Box(10.0, 20.0, 90.0, 40.0)


@pytest.fixture
def tiles(qapp: object) -> Tiles:
    return Tiles(Look(Theme.load("light")))


def tile_of(tiles: Tiles, array: FloatArray, limit: float = 1.0, zoom: float = 1.0) -> Tile:
    theme = Theme.load("light")
    made = tiles.get(array, "value", limit, AREA, Camera(zoom), theme.color("surface"))
    assert made is not None
    return made


def test_a_tile_is_made_once_for_an_array_as_it_is_seen(tiles: Tiles) -> None:
    array = np.array([[1.0, -0.5]])
    first = tile_of(tiles, array)
    assert tile_of(tiles, array) is first
    assert all(
        other is not first
        for other in (tile_of(tiles, array.copy()), tile_of(tiles, array, 2.0), tile_of(tiles, array, zoom=2))
    )


def test_a_number_of_numpy_s_own_has_a_tile(tiles: Tiles) -> None:
    """The gradient of a variable that is a number is one, and no array."""
    number = np.float64(0.5)
    assert tile_of(tiles, number) is tile_of(tiles, number)  # type: ignore[arg-type]


def test_an_array_without_numbers_has_none(tiles: Tiles) -> None:
    surface = Theme.load("light").color("surface")
    assert tiles.get(np.empty((0, 2)), "value", 1.0, AREA, Camera(), surface) is None


def test_a_tile_does_not_keep_the_numbers_that_it_shows(tiles: Tiles) -> None:
    first = np.ones((1024, 1024))
    seen = ref(first)
    tile_of(tiles, first)
    del first
    assert seen() is None


def test_an_array_in_the_place_of_one_that_has_gone_has_a_tile_of_its_own(tiles: Tiles) -> None:
    for number in np.linspace(-1.0, 1.0, 20):
        array = np.array([[number]])  # mostly where the one before lay
        again = tile_of(Tiles(Look(Theme.load("light"))), array)
        assert tile_of(tiles, array).picture == again.picture


def test_pictures_are_let_go_before_they_fill_the_memory(
    tiles: Tiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = [np.array([[number]]) for number in np.linspace(0.1, 1.0, 20)]
    size = tile_of(tiles, arrays[0]).picture.sizeInBytes()
    monkeypatch.setattr("graphviz_nn.gui.canvas.tiles.MOST_BYTES", 8 * size)
    kept = [tile_of(tiles, array) for array in arrays]
    assert all(tile_of(tiles, array) is tile for array, tile in zip(arrays[-8:], kept[-8:], strict=True))
    assert tile_of(tiles, arrays[0]) is not kept[0]
