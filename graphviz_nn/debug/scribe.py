"""Lines of arithmetic over the numbers of a record, each number a piece that can be followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graphviz_nn.debug.arithmetic import EQUALS, FIRST_MARK, MARK, Side, sides_of
from graphviz_nn.debug.digits import digits_needed
from graphviz_nn.debug.explanation import Cell, Hue, Line, Piece
from graphviz_nn.debug.record import Record
from graphviz_nn.graph import Role
from graphviz_nn.ops import Index
from graphviz_nn.text import DIGITS, MINUS, short


class _Number(NamedTuple):
    """A number that a mark stands for."""

    x: float
    hue: Hue
    cell: Cell | None


class Scribe:
    """Hands out marks for numbers, and turns texts that hold marks into lines; the `Pen` that ops explain with.

    Attributes:
        record: where the numbers come from: the values that forward left, and the full gradients.
        shown: how many terms of a sum are written out before the rest is taken together.

    """

    def __init__(self, record: Record, shown: int) -> None:
        self.record, self.shown = record, shown
        self._numbers: list[_Number] = []

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

    def number(self, x: float, hue: Hue = "plain", cell: Cell | None = None) -> str:
        """Return a mark for a number."""
        self._numbers.append(_Number(float(x), hue, cell))
        return chr(FIRST_MARK + len(self._numbers) - 1)

    def lines(self, texts: Sequence[str]) -> tuple[Line, ...]:
        """Return texts with their marks replaced, each equation with the digits that make it true as it is written.

        What begins with an equals sign goes on with the equation of the line before. Where all digits of all numbers
        do not make it true, since float64 rounds on the way, its signs say that it is about so.
        """
        done: list[Line] = []
        for equation in _equations(texts):
            digits = [self._digits(sides, equation) for sides in map(sides_of, equation)]
            if None in digits:
                equation = [EQUALS.sub(r"\1≈ ", text) for text in equation]
            done += [self._line(text, needed or {}) for text, needed in zip(equation, digits, strict=True)]
        return tuple(done)

    def _digits(self, sides: Sequence[Side], equation: Sequence[str]) -> dict[str, int] | None:
        """Return how many digits the marks of a line's sides need to come to the result of its equation."""
        ends = sides_of(equation[-1])
        result = ends[-1] if ends else None
        if result is None or result.text not in result.marks:
            return {}
        numbers = {
            mark: self._numbers[ord(mark) - FIRST_MARK].x for side in (*sides, result) for mark in side.marks
        }
        found: dict[str, int] = {}
        for side in sides:
            if side.text == result.text:
                continue
            needed = digits_needed(side, numbers, numbers[result.text])
            if needed is None:
                return None
            found |= {mark: max(digits, found.get(mark, 0)) for mark, digits in needed.items()}
        return found

    def _line(self, text: str, digits: Mapping[str, int]) -> Line:
        """Return the text with its marks replaced; a negative number stands in parentheses where it must."""
        parts = MARK.split(text)
        pieces: list[Piece] = []
        for before, mark, after in zip(parts[::2], [*parts[1::2], ""], [*parts[2::2], ""], strict=True):
            pieces.append(Piece(before))
            if mark:
                number = self._numbers[ord(mark) - FIRST_MARK]
                piece = Piece(short(number.x, digits.get(mark, DIGITS)), number.hue, number.cell)
                pieces += self._framed(piece, before, after)
        return tuple(piece for piece in pieces if piece.text)

    @staticmethod
    def _framed(piece: Piece, before: str, after: str) -> list[Piece]:
        starts = not before or before.endswith(("(", "= ", "≈ ", "together ", ", ", "|"))
        raised = after.startswith(("^", "²", "³"))
        signed, split = piece.text.startswith(MINUS), "e" in piece.text
        if (signed and (raised or not starts)) or (split and (raised or before.endswith("^"))):
            return [Piece("("), piece, Piece(")")]
        return [piece]


def _equations(texts: Sequence[str]) -> list[list[str]]:
    """Return texts in groups: each line, with those behind it that go on with an equals sign."""
    groups: list[list[str]] = []
    for text in texts:
        if groups and text.startswith("= ") and sides_of(groups[-1][-1]):
            groups[-1].append(text)
        else:
            groups.append([text])
    return groups
