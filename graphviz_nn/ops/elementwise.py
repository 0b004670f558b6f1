"""Ops of which each cell of the value depends on one cell of each input."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import FloatArray, Shape, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines, grouped, matching, stretched
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.duals import lifted
from graphviz_nn.ops.notation import plain
from graphviz_nn.ops.samples import cases_of

__all__ = ["Elementwise"]


class Elementwise(Op):
    """An op of which each cell of the value depends on one cell of each input, broadcast as in NumPy.

    Attributes:
        domain: the lowest and the highest number that it is tested at.
        gap: how far from 0 it is tested, where it has a kink or a pole.

    """

    elementwise: ClassVar[bool] = True
    domain: ClassVar[tuple[float, float]] = (-2.0, 2.0)
    gap: ClassVar[float] = 0.0

    def shape(self, *shapes: Shape) -> Shape:
        """Return the broadcast shape."""
        try:
            return np.broadcast_shapes(*shapes)
        except ValueError:
            raise ShapeError(
                f"{self.name}: the shapes {' and '.join(map(shape_text, shapes))} do not fit. "
                "Aligned at the last dimension, each pair of sizes must be equal, or one of them 1."
            ) from None

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return one case for each kind of shape."""
        return cls._cases(cls())

    @classmethod
    def _cases(cls, *ops: Op) -> Sequence[Case]:
        """Return one case for each kind of shape, of the op with each of some static parameters."""
        return tuple(case for op in ops for case in cases_of(op, *cls.domain, gap=cls.gap))

    def tangent(
        self, y: FloatArray, xs: Sequence[FloatArray], tangents: Sequence[FloatArray | None]
    ) -> FloatArray | None:
        """Return how the value moves: cell by cell what goes forward is what goes back, by the op's own arithmetic."""
        moves = [
            self.contributions(lifted(tangent, y.ndim), y, *xs)[argument]
            for argument, tangent in enumerate(tangents)
            if tangent is not None
        ]
        k = next(len(tangent) for tangent in tangents if tangent is not None)
        return np.broadcast_to(sum(moves[1:], moves[0]), (k, *y.shape))

    def reads(self, argument: int, index: Index, *shapes: Shape) -> Index:
        """Return the one cell that broadcasting brings there."""
        return matching(index, shapes[argument])

    def explain(self, asked: Asked) -> Lines:
        """Return the formula in the numbers of the cell, and where they are from."""
        letters = asked.statics(self.numbers)
        legend = []
        for argument, (letter, x) in enumerate(zip(self.inputs, asked.xs, strict=True)):
            index = matching(asked.index, x.shape)
            letters[letter] = asked.input(argument, index)
            wide = ", stretched" if x.shape != asked.y.shape else ""
            legend.append(f"{letter} is {asked.pen.name(asked.inputs[argument], index)}{wide}")
        return [f"{plain(self.formula, letters)} = {asked.result}", " · ".join(legend)]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the gradient's formula in the numbers of the cell, added up where it was stretched over many."""
        formula, result = self.gradients[asked.argument], asked.y.shape
        cells = stretched(asked.index, asked.xs[asked.argument].shape, result)

        def write(k: int) -> str:
            text = plain(formula, {**asked.statics(self.numbers), **self._letters(asked, formula, cells[k])})
            return grouped(text) if len(cells) > 1 else text

        pieces = self.contributions(asked.g, asked.y, *asked.xs)[asked.argument]
        wide = np.broadcast_to(pieces, result)
        lines = asked.sum(write, np.array([wide[cell] for cell in cells]))
        if len(cells) > 1:
            lines.append(
                f"forward stretched this number over {len(cells)} cells: their gradients are added up"
            )
        return lines

    def _letters(self, asked: Asked, formula: str, index: Index) -> dict[str, str]:
        """Return a mark for each letter of a gradient formula, at a cell of the value."""
        letters = {"g": asked.gradient(index)}
        if _names("y", formula):
            letters["y"] = asked.value(index)
        for argument, (letter, x) in enumerate(zip(self.inputs, asked.xs, strict=True)):
            if _names(letter, formula):
                letters[letter] = asked.input(argument, matching(index, x.shape))
        return letters


def _names(letter: str, formula: str) -> bool:
    return re.search(rf"\b{letter}\b", formula) is not None
