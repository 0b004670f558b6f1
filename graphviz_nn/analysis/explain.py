"""Why a number is what it is: its formula, the formula in numbers, and the numbers that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Cell:
    """One number of a node: of its value or of its gradient; a scalar's index is empty."""

    node: str
    of: Literal["value", "gradient"]
    index: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """A run of text, the hue that says what it is, and the number that it stands for, to follow on a click."""

    text: str
    hue: Literal["plain", "value", "gradient", "parameter"] = "plain"
    cell: Cell | None = None


@dataclass(frozen=True)
class Explanation:
    """The answer to "why this number?".

    Attributes:
        title: what is explained, as in `gradient of dense/tanh[1, 2]`.
        formula: the op's formula in LaTeX, for the whole tensor.
        words: one plain sentence about the op, or about its gradient.
        lines: the same formula for this cell in numbers, line by line.
        result: the number.

    """

    title: str
    formula: str
    words: str
    lines: tuple[tuple[Piece, ...], ...]
    result: float
