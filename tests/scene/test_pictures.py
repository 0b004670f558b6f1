"""Tensors of pictures as a sheet: every picture whole, none twice, the first ones where there is no room for all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.ops import Shape
from graphviz_nn.scene.pictures import Sheet, holds_pictures, sheet_of

sides = st.integers(1, 6)
shapes = st.tuples(st.integers(1, 9), sides, sides, st.integers(1, 5))
rooms = st.tuples(st.floats(1, 80), st.floats(1, 80))


def order_of(shape: Shape, is_kernel: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the places of each picture's numbers, one picture after the other."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    if is_kernel:
        _, _, channels, filters = shape
        pictures = [places[:, :, c, f] for c in range(channels) for f in range(filters)]
    else:
        batch, _, _, channels = shape
        pictures = [places[n, :, :, c] for n in range(batch) for c in range(channels)]
    return np.array(pictures)


def picture(sheet: Sheet, number: int) -> tuple[slice, slice]:
    row, column = sheet.corner(number)
    return slice(row, row + sheet.size[0]), slice(column, column + sheet.size[1])


@given(shapes, st.booleans(), rooms)
def test_each_picture_on_a_sheet_is_whole_and_in_its_order(
    shape: Shape, is_kernel: bool, room: tuple[float, float]
) -> None:
    sheet, expected = sheet_of(shape, is_kernel, room), order_of(shape, is_kernel)
    assert 1 <= sheet.shown <= sheet.pictures == len(expected)
    for number in range(sheet.shown):
        where = picture(sheet, number)
        np.testing.assert_array_equal(sheet.places[where], expected[number])
        assert not sheet.ground[where].any()
    assert (~sheet.ground).sum() == sheet.shown * expected[0].size


@given(shapes, st.booleans(), rooms)
def test_beside_a_picture_lies_a_number_of_its_neighbour(
    shape: Shape, is_kernel: bool, room: tuple[float, float]
) -> None:
    sheet = sheet_of(shape, is_kernel, room)
    on_pictures = set(sheet.places[~sheet.ground].tolist())
    assert set(sheet.places[sheet.ground].tolist()) <= on_pictures


@given(shapes, st.booleans(), rooms)
def test_a_sheet_stays_in_its_room_unless_one_picture_is_too_large(
    shape: Shape, is_kernel: bool, room: tuple[float, float]
) -> None:
    sheet = sheet_of(shape, is_kernel, room)
    rows, columns = sheet.places.shape
    assert columns <= room[0] or sheet.line == 1
    assert rows <= room[1] or sheet.shown <= sheet.line


@given(shapes, st.booleans())
def test_without_a_room_every_picture_is_shown_an_example_in_a_line(shape: Shape, is_kernel: bool) -> None:
    sheet = sheet_of(shape, is_kernel)
    assert sheet.shown == sheet.pictures
    assert sheet.line == shape[3]


@pytest.mark.parametrize(
    ("shape", "is_kernel", "line", "shown"),
    [
        ((16, 8, 8, 1), False, 6, 16),  # digits: all of them, larger than in two lines of eight
        ((16, 6, 6, 8), False, 8, 48),  # eight channels in a line, the first six examples
        ((3, 3, 1, 8), True, 4, 8),
        ((1, 60, 90, 1), False, 1, 1),
    ],
)
def test_pictures_are_laid_as_large_as_they_can_be(
    shape: Shape, is_kernel: bool, line: int, shown: int
) -> None:
    sheet = sheet_of(shape, is_kernel, (72.0, 46.0))
    assert (sheet.line, sheet.shown) == (line, shown)


@pytest.mark.parametrize(
    ("shape", "expected"), [((1, 1, 1, 1), True), ((2, 3, 4), False), ((0, 3, 3, 1), False), ((), False)]
)
def test_a_tensor_of_four_axes_with_numbers_holds_pictures(shape: Shape, expected: bool) -> None:
    assert holds_pictures(shape) is expected
