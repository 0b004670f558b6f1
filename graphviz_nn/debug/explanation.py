"""What an explanation is made of: the number asked about, lines of arithmetic, and numbers to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphviz_nn.graph import Graph

Hue: TypeAlias = Literal["plain", "value", "gradient", "parameter"]


@dataclass(frozen=True)
class Cell:
    """One number of a node: of its value or of its gradient; a scalar's index is empty."""

    node: str
    of: Literal["value", "gradient"]
    index: tuple[int, ...]

    def __str__(self) -> str:
        """Return the node's name with the index behind it, as in `dense/tanh[1, 2]`."""
        return f"{self.node}[{', '.join(map(str, self.index))}]" if self.index else self.node

    def is_in(self, graph: Graph) -> bool:
        """Whether a graph has the number: another mini-batch may be smaller than the one that it was chosen in."""
        node = graph.index.get(self.node)
        shape = () if node is None else graph.nodes[node].shape
        return (
            node is not None
            and len(self.index) == len(shape)
            and all(0 <= i < size for i, size in zip(self.index, shape, strict=True))
        )


@dataclass(frozen=True)
class Piece:
    """A run of text, the hue that says what it is, and the number that it stands for, to follow on a click."""

    text: str
    hue: Hue = "plain"
    cell: Cell | None = None


Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Explanation:
    """The answer to "why this number?".

    Attributes:
        title: what is explained, as in `gradient of dense/tanh[1, 2]`.
        formula: the op's formula in LaTeX, for the whole tensor; empty where there is none.
        words: one plain sentence about the op, or about its gradient.
        lines: the same formula for this cell in numbers, line by line.
        result: the number; nan while it is not there yet.

    """

    title: str
    formula: str
    words: str
    lines: tuple[Line, ...]
    result: float
