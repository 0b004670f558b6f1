"""Lines of arithmetic over the numbers of a record, each number a piece that can be followed."""

from __future__ import annotations

import re

from graphviz_nn.debug.explanation import Cell, Hue, Line, Piece
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Role
from graphviz_nn.ops import Digits, Index
from graphviz_nn.text import MINUS, short

# While a line is being put together, one character of this private plane stands for each number in it.
_FIRST = 0xF0000
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(0x10FFFD)}])")


class Scribe:
    """Hands out marks for numbers, and turns texts that hold marks into lines; the `Pen` that ops explain with.

    Attributes:
        record: where the numbers come from: the values that forward left, and the full gradients.
        shown: how many terms of a sum are written out before the rest is taken together.

    """

    def __init__(self, record: Record, shown: int) -> None:
        self.record, self.shown = record, shown
        self._numbers: list[Piece] = []

    def name(self, node: int, index: Index = ()) -> str:
        """Return a node's name, with the index of one of its cells behind it if one is given."""
        return str(Cell(self.record.graph.nodes[node].name, "value", index))

    def value(self, node: int, index: Index) -> str:
        """Return a mark for a number of a node's value."""
        what = self.record.graph.nodes[node]
        hue: Hue = "parameter" if what.role is Role.PARAMETER else "value"
        return self.number(self.record.values[node][index], hue, Cell(what.name, "value", index))

    def gradient(self, node: int, index: Index) -> str:
        """Return a mark for a number of a node's full gradient."""
        gradient = self.record.gradients[node]
        assert gradient is not None
        cell = Cell(self.record.graph.nodes[node].name, "gradient", index)
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

    @staticmethod
    def _framed(piece: Piece, before: str, after: str) -> list[Piece]:
        starts = not before or before.endswith(("(", "= ", "together ", ", ", "|"))
        raised = after.startswith(("^", "²", "³"))
        signed, split = piece.text.startswith(MINUS), "e" in piece.text
        if (signed and (raised or not starts)) or (split and (raised or before.endswith("^"))):
            return [Piece("("), piece, Piece(")")]
        return [piece]
