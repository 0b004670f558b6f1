"""Lines of arithmetic over the numbers of a record, each number a piece that can be followed."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import TypeAlias

import numpy as np

from graphviz_nn.debug.explanation import Cell, Hue, Line, Piece
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Role
from graphviz_nn.ops import Array, FloatArray, Shape
from graphviz_nn.text import MINUS, short

Index: TypeAlias = tuple[int, ...]
Digits: TypeAlias = Callable[[float], str]

# While a line is being put together, one character of this private plane stands for each number in it.
_FIRST = 0xF0000
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(0x10FFFD)}])")


class Scribe:
    """Hands out marks for numbers, and turns texts that hold marks into lines.

    Attributes:
        record: where the numbers come from: the values that forward left, and the full gradients.
        shown: how many terms of a sum are written out before the rest is taken together.

    """

    def __init__(self, record: Record, shown: int) -> None:
        self.record, self.shown = record, shown
        self._numbers: list[Piece] = []

    def value(self, place: int, index: Index) -> str:
        """Return a mark for a number of a node's value."""
        node = self.record.graph.nodes[place]
        hue: Hue = "parameter" if node.role is Role.PARAMETER else "value"
        return self.number(self.record.values[place][index], hue, Cell(node.name, "value", index))

    def gradient(self, place: int, index: Index) -> str:
        """Return a mark for a number of a node's full gradient."""
        gradient = self.record.gradients[place]
        assert gradient is not None
        cell = Cell(self.record.graph.nodes[place].name, "gradient", index)
        return self.number(gradient[index], "gradient", cell)

    def number(
        self, x: float, hue: Hue = "plain", cell: Cell | None = None, *, digits: Digits = short
    ) -> str:
        """Return a mark for a number."""
        self._numbers.append(Piece(digits(float(x)), hue, cell))
        return chr(_FIRST + len(self._numbers) - 1)

    def line(self, text: str) -> Line:
        """Return the text with its marks replaced; a negative number stands in parentheses where it must."""
        parts = _MARK.split(text)
        pieces: list[Piece] = []
        for before, mark, after in zip(parts[::2], [*parts[1::2], ""], [*parts[2::2], ""], strict=True):
            pieces.append(Piece(before))
            if mark:
                pieces += self._framed(self._numbers[ord(mark) - _FIRST], before, after)
        return tuple(piece for piece in pieces if piece.text)

    def terms(self, write: Callable[[int], str], values: FloatArray) -> tuple[str, str]:
        """Return a sum twice: its first terms as `write(k)` writes them, and their values; the rest together."""
        count, shown = len(values), min(len(values), self.shown)
        if not count:
            return "0", "0"
        more = ""
        if count > shown:
            rest = self.number(float(np.sum(values[shown:])))
            more = f" + … {count - shown} more, together {rest}"
        written = " + ".join(write(k) for k in range(shown)) + more
        added = " + ".join(self.number(x) for x in values[:shown]) + more
        return written, added

    @staticmethod
    def _framed(piece: Piece, before: str, after: str) -> list[Piece]:
        starts = not before or before.endswith(("(", "= ", "together ", ", ", "|"))
        raised = after.startswith(("^", "²", "³"))
        signed, split = piece.text.startswith(MINUS), "e" in piece.text
        if (signed and (raised or not starts)) or (split and (raised or before.endswith("^"))):
            return [Piece("("), piece, Piece(")")]
        return [piece]


def grouped(text: str) -> str:
    """Return a term as it can stand in a sum: in parentheses if it is a sum, a choice or begins with a minus."""
    depth, open_sum = 0, text.startswith(MINUS) or " if " in text
    for i, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        open_sum |= not depth and text[i : i + 3] in (" + ", f" {MINUS} ")
    return f"({text})" if open_sum else text


def matching(index: Index, shape: Shape) -> Index:
    """Return the cell of an input of this shape that broadcasting brings to a cell of the result."""
    tail = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for i, size in zip(tail, shape, strict=True))


def stretched(index: Index, shape: Shape, result: Shape) -> list[Index]:
    """Return the cells of a result that broadcasting brings a cell of an input of this shape to."""
    extra = len(result) - len(shape)
    ranges = [range(size) for size in result[:extra]]
    for i, size, wide in zip(index, shape, result[extra:], strict=True):
        ranges.append(range(wide) if size == 1 else range(i, i + 1))
    return list(product(*ranges))


def places(shape: Shape) -> Array:
    """Return an array of this shape that numbers its own cells in reading order."""
    return np.arange(int(np.prod(shape, dtype=int))).reshape(shape)


def unravelled(place: int, shape: Shape) -> Index:
    """Return the index of a cell from its number in reading order."""
    return tuple(int(i) for i in np.unravel_index(place, shape))
