"""Which numbers can be written on their cells, with how many digits, and how large."""

from __future__ import annotations

from dataclasses import dataclass

from graphviz_nn.ops import FloatArray
from graphviz_nn.scene.layout import Box
from graphviz_nn.scene.layout.measures import MOST_NUMBERS
from graphviz_nn.scene.pictures import holds_pictures
from graphviz_nn.scene.table import table_shape
from graphviz_nn.scene.words import brief
from graphviz_nn.text import MINUS

DIGITS = (4, 3, 2)
BARE = 0
ADVANCE = 0.6  # the width of a figure, in heights of the monospaced font
TALLEST = 0.8  # of a cell's height
LARGEST, COMFORTABLE, LEAST = 13.0, 11.0, 8.0  # heights: in the drawing, and on the screen the least two
SIDE = 4.0


@dataclass(frozen=True)
class Figures:
    """Numbers as text, in reading order, and the height of their font in the drawing."""

    texts: tuple[str, ...]
    numbers: tuple[float, ...]
    rows: int
    columns: int
    size: float


def figures(array: FloatArray, area: Box, zoom: float, scale: float) -> Figures | None:
    """Return how an array is written on its area at a zoom: more digits where they can be read; a lone 0 for many.

    Return None where there are too many numbers, or too little room.
    """
    if array.size == 0:
        return None
    rows, columns = table_shape(array.shape)
    if array.size > MOST_NUMBERS or holds_pictures(array.shape):
        return None if array.any() else _zero(area, zoom, scale)
    numbers = tuple(array.reshape(-1).tolist())
    wide, high = (area.width - SIDE) / columns, area.height / rows
    tallest = min(max(LARGEST, COMFORTABLE / zoom) * scale, high * TALLEST)
    for least in (COMFORTABLE * scale, LEAST):
        for digits in (*DIGITS, BARE):
            texts = tuple(_text(number, digits) for number in numbers)
            size = min(tallest, wide / (ADVANCE * max(map(len, texts)) + 0.4 * (columns > 1)))
            if size * zoom >= least:
                return Figures(texts, numbers, rows, columns, size)
    return None if array.any() else _zero(area, zoom, scale)


def _text(number: float, digits: int) -> str:
    """Return a number with so many digits; for BARE, with two and without the 0 before its point."""
    if digits != BARE:
        return brief(number, digits)
    text = brief(number, DIGITS[-1])
    return text.replace("0.", ".", 1) if text.lstrip(MINUS).startswith("0.") else text


def _zero(area: Box, zoom: float, scale: float) -> Figures | None:
    """Return the one 0 that stands for an array of nothing but zeros."""
    size = min(max(LARGEST, COMFORTABLE / zoom) * scale, area.height * TALLEST)
    return Figures(("0",), (0.0,), 1, 1, size) if size * zoom >= LEAST / 2 else None
