"""Which numbers can be written on their cells, with how many digits, and how large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Box
from graphviz_nn.scene.layout.measures import MOST_NUMBERS
from graphviz_nn.scene.pictures import holds_pictures
from graphviz_nn.scene.table import Table, table_of
from graphviz_nn.text import alike

DIGITS = (4, 3, 2)
ADVANCE = 0.6  # the width of a figure, in heights of the monospaced font
TALLEST = 0.8  # of a cell's height
LARGEST, COMFORTABLE = (
    13.0,
    11.0,
)  # heights: in the drawing the most, and on the screen the least that is sought
LEAST, LEAST_AFAR = 8.5, 10.9  # heights on the screen that can be read, nearby and in a hall
AFAR = 1.5  # text that is enlarged by this is meant to be read from afar
SIDE = 4.0
NOTHING = "all 0"


@dataclass(frozen=True)
class Figures:
    """Numbers as text, in reading order, and the height of their font in the drawing."""

    texts: tuple[str, ...]
    numbers: tuple[float, ...]
    rows: int
    columns: int
    size: float


def least_height(scale: float) -> float:
    """Return how tall figures on the screen must be where text is enlarged by a scale."""
    return LEAST_AFAR if scale >= AFAR else LEAST


def figures(array: FloatArray, area: Box, zoom: float, scale: float) -> Figures | None:
    """Return how an array is written on its area at a zoom: in one form, with as many digits as can be read.

    Return None where there are too many numbers, or too little room; of many that are all 0, that.
    """
    if array.size == 0 or array.size > MOST_NUMBERS or holds_pictures(array.shape):
        return None if array.any() or not array.size else _zeros(area, zoom, scale)
    table = table_of(array)
    assert table is not None
    (rows, columns), numbers = table.numbers.shape, tuple(table.numbers.reshape(-1).tolist())
    wide, high = (area.width - SIDE) / columns, area.height / rows
    tallest = min(max(LARGEST, COMFORTABLE / zoom) * scale, high * TALLEST)
    for least in (COMFORTABLE * scale, least_height(scale)):
        for digits in DIGITS:
            texts = _texts(table, digits)
            size = min(tallest, wide / (ADVANCE * max(map(len, texts)) + 0.4 * (columns > 1)))
            if size * zoom >= least:
                return Figures(texts, numbers, rows, columns, size)
    return None


def _texts(table: Table, digits: int) -> tuple[str, ...]:
    """Return what stands in each cell; on the ground before a slice, but the first, its index."""
    if table.ground is None:
        return alike(table.numbers.reshape(-1).tolist(), digits)
    written = iter(alike(table.numbers[~table.ground].tolist(), digits))
    texts = [["" if is_ground else next(written) for is_ground in row] for row in table.ground.tolist()]
    for place, column in enumerate(np.flatnonzero(table.ground[0]).tolist(), start=1):
        texts[0][column] = f"{place}:"
    return tuple(text for row in texts for text in row)


def _zeros(area: Box, zoom: float, scale: float) -> Figures | None:
    """Return the words that stand for an array of nothing but zeros."""
    size = min(max(LARGEST, COMFORTABLE / zoom) * scale, area.height * TALLEST)
    return Figures((NOTHING,), (0.0,), 1, 1, size) if size * zoom >= LEAST / 2 else None
