"""What an op explains a number with: the cell that is asked about, and a mark for each number around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Protocol, TypeAlias

import numpy as np

from graphviz_nn.ops.arrays import Array, FloatArray, Shape
from graphviz_nn.text import MINUS

__all__ = ["Asked", "Index", "Lines", "matching", "stretched"]

Index: TypeAlias = tuple[int, ...]
Lines: TypeAlias = list[str]
Term: TypeAlias = Callable[[int], str]  # writes the k-th term of a sum


class Pen(Protocol):
    """Who writes the lines: gives a mark for each number, and knows how to write and colour it later.

    Attributes:
        shown: how many terms of a sum are written out before the rest is taken together.

    """

    shown: int

    def name(self, node: int, index: Index = ()) -> str:
        """Return what a node is called, or a cell of it."""

    def value(self, node: int, index: Index) -> str:
        """Return a mark for a number of a node's value."""

    def gradient(self, node: int, index: Index) -> str:
        """Return a mark for a number of a node's gradient."""

    def number(self, x: float) -> str:
        """Return a mark for a number that is nobody's cell."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A cell of an op's value, or of what the op sends back to one of its inputs.

    Attributes:
        pen: who writes the lines.
        node: the op's node, as the pen knows it.
        inputs: the nodes of its inputs.
        xs: their values.
        y: the op's value.
        index: the cell that is asked about.
        result: a mark for the number in it.
        argument: the input that the number is sent back to; 0 where the value is asked about.
        g: the gradient that has arrived; of the value's shape, or empty where the value is asked about.

    """

    pen: Pen
    node: int
    inputs: tuple[int, ...]
    xs: tuple[FloatArray, ...]
    y: FloatArray
    index: Index
    result: str
    argument: int = 0
    g: FloatArray = field(default_factory=lambda: np.empty(0))

    def input(self, argument: int, index: Index) -> str:
        """Return a mark for a number of an input."""
        return self.pen.value(self.inputs[argument], index)

    def value(self, index: Index) -> str:
        """Return a mark for a number of the op's value."""
        return self.pen.value(self.node, index)

    def gradient(self, index: Index) -> str:
        """Return a mark for a number of the gradient that has arrived."""
        return self.pen.gradient(self.node, index)

    def number(self, x: float) -> str:
        """Return a mark for a number that is nobody's cell."""
        return self.pen.number(float(x))

    def statics(self, numbers: Mapping[str, Any]) -> dict[str, object]:
        """Return a mark for each static parameter of the op."""
        return {name: self.number(x) for name, x in numbers.items()}

    def shown_of(self, count: int) -> int:
        """Return how many of so many terms are written out: all where one alone would be left to be spoken of."""
        return count if count <= self.pen.shown + 1 else self.pen.shown

    def terms(self, write: Term, values: Array) -> tuple[str, str]:
        """Return a sum twice: its first terms as `write(k)` writes them, and their values; the rest together."""
        count, shown = len(values), self.shown_of(len(values))
        if not count:
            return "0", "0"
        more = ""
        if count > shown:
            more = f" + … {count - shown} more, together {self.number(np.sum(values[shown:]))}"
        written = " + ".join(write(k) for k in range(shown)) + more
        added = " + ".join(self.number(x) for x in values[:shown]) + more
        return written, added

    def sum(self, write: Term, values: Array, frame: str = "{}") -> Lines:
        """Return a sum's lines: the terms, their values, the result; `frame` says what is done to the sum.

        Where a term is a number as it stands, its value would say the same again.
        """
        written, added = self.terms(write, values)
        plain = len(values) > 0 and len(write(0)) == 1
        if len(values) == 1 and frame == "{}":
            return [f"= {written}"] if plain else [f"{written} = {self.result}"]
        middle = ["= " + frame.format(added)] if len(values) > 1 and not plain else []
        return [frame.format(written), *middle, f"= {self.result}"]


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


def numbered(shape: Shape) -> Array:
    """Return an array of this shape that numbers its own cells in reading order."""
    return np.arange(int(np.prod(shape, dtype=int))).reshape(shape)


def unravelled(number: int, shape: Shape) -> Index:
    """Return the index of a cell from its number in reading order."""
    return tuple(int(i) for i in np.unravel_index(number, shape))
