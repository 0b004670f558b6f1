"""The reductions: many cells into one, along some axes or over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, BoolArray, Shape, along, count, larger, shape_text, spread
from graphviz_nn.ops.asked import Asked, Index, Lines, numbered, unravelled
from graphviz_nn.ops.base import Case, Op
from graphviz_nn.ops.samples import sample

__all__ = ["Max", "Mean", "Sum"]

Axis: TypeAlias = tuple[int, ...] | None


@dataclass(frozen=True)
class Reduction(Op):
    """An op that takes the cells along some axes together.

    Attributes:
        axis: those axes; None is all of them.
        keepdims: keep them, with size 1.

    """

    axis: Axis = None
    keepdims: bool = False

    inputs = ("x",)

    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape without the axes, or with size 1 there; refuse one that is not there, or named twice."""
        (x,) = shapes
        rank = len(x)
        axes = range(rank) if self.axis is None else self.axis
        gone = {i % rank for i in axes if -rank <= i < rank}
        if len(gone) < len(axes):
            raise ShapeError(
                f"{self.name}: the axes {self.axis} do not fit the shape {shape_text(x)}. "
                f"Name each axis once, from {-rank} to {rank - 1}."
                if rank
                else f"{self.name}: the axes {self.axis} do not fit the shape scalar, which has none. "
                "Leave the axes out."
            )
        return tuple(1 if i in gone else size for i, size in enumerate(x) if self.keepdims or i not in gone)

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return a shape that has the axes, with more than one cell along each."""
        if self.axis is None:
            return (larger((2,), wanted if self.keepdims else ()),)
        kept = wanted if self.keepdims else (*wanted, *[2] * len(self.axis))
        return (tuple(max(size, 2) for size in along(self.axis, kept)),)

    def reads(self, argument: int, index: Index, *shapes: Shape) -> BoolArray:
        """Return the cells that are taken together."""
        y = numbered(self.shape(*shapes))
        return np.asarray(spread(y, numbered(shapes[0]), self.axis) == y[index])

    def _together(self, asked: Asked) -> list[Index]:
        """Return the cells of the input that make up the cell asked about."""
        mine = self.reads(0, asked.index, asked.xs[0].shape)
        return [tuple(int(i) for i in cell) for cell in np.argwhere(mine)]

    def _reduced(self, asked: Asked) -> Index:
        """Return the cell of the value that the input's cell went into."""
        y = asked.y.shape
        return unravelled(int(spread(numbered(y), asked.xs[0], self.axis)[asked.index]), y)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return all axes, one, several, none, with and without keeping them."""
        tested: list[tuple[Axis, bool, Shape]] = [
            (None, False, ()),
            (None, False, (1,)),
            (None, False, (2, 3)),
            (None, True, (2, 3)),
            ((0,), False, (2, 3)),
            ((-1,), True, (2, 3)),
            ((0, 2), False, (2, 3, 2)),
            ((), False, (2, 2)),
            ((1,), False, (0, 3)),
        ]
        return tuple(Case(cls(axis, keepdims), (sample(shape),)) for axis, keepdims, shape in tested)


@dataclass(frozen=True)
class Sum(Reduction):
    """y = Σ x over some axes."""

    name = "sum"
    symbol = "Σ"
    formula = "sum(x, axis, keepdims)"
    gradients = ("spread(g, x, axis)",)
    deed = "sums up {0}"
    words = "Adds up the numbers along the given axes, or all of them."
    gradient_words = "Every number that was added receives the arriving gradient of its sum, unchanged."

    def explain(self, asked: Asked) -> Lines:
        """Return the sum."""
        cells = self._together(asked)
        return asked.sum(lambda k: asked.input(0, cells[k]), np.array([asked.xs[0][i] for i in cells]))

    def explain_back(self, asked: Asked) -> Lines:
        """Return the one gradient that comes back."""
        return [f"= {asked.gradient(self._reduced(asked))}", "the gradient of the sum, unchanged"]

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return those of every reduction, and nothing to add."""
        return (*super().cases(), Case(cls(), (sample((0, 3)),)))


@dataclass(frozen=True)
class Mean(Reduction):
    """y = Σ x / n over some axes, n cells to a mean; nan where n is 0."""

    name = "mean"
    symbol = "mean"
    formula = "mean(x, axis, keepdims)"
    gradients = ("spread(g, x, axis) / count(x, axis)",)
    deed = "averages {0}"
    words = "Averages the numbers along the given axes, or all of them."
    gradient_words = "The arriving gradient is shared out: each of the n numbers averaged receives 1/n of it."

    def explain(self, asked: Asked) -> Lines:
        """Return the sum, divided."""
        cells = self._together(asked)
        values = np.array([asked.xs[0][i] for i in cells])
        return asked.sum(lambda k: asked.input(0, cells[k]), values, f"({{}}) / {len(cells)}")

    def explain_back(self, asked: Asked) -> Lines:
        """Return its share of the one gradient that comes back."""
        n = count(asked.xs[0], self.axis)
        return [f"{asked.gradient(self._reduced(asked))} / {n} = {asked.result}"]


@dataclass(frozen=True)
class Max(Reduction):
    """y = max x over some axes; where several cells tie for the maximum, they share the gradient equally.

    A nan among the cells makes the maximum nan, and then all of them share the gradient.
    """

    name = "max"
    symbol = "max"
    formula = "max(x, axis, keepdims)"
    gradients = (
        "where(x == spread(y, x, axis), "
        "spread(g / sum(x == spread(y, x, axis), axis, keepdims), x, axis), 0)",
    )
    deed = "picks the largest of {0}"
    words = "Picks the largest number along the given axes, or of all."
    gradient_words = (
        "The winner takes all the gradient, the others none; numbers that tie for the largest share it "
        "equally."
    )
    analytic = False

    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape without the axes, or with size 1 there; no axis may be empty."""
        (x,) = shapes
        y = super().shape(x)
        if 0 in (x if self.axis is None else [x[i] for i in self.axis]):
            raise ShapeError(
                f"max: an input of shape {shape_text(x)} holds no numbers to choose from. Give at least one."
            )
        return y

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g over the number of winners, spread over them, and 0 elsewhere."""
        beaten = x < spread(y, x, self.axis)
        winners = np.sum(~beaten, axis=self.axis, keepdims=self.keepdims)
        return (np.where(beaten, 0.0, spread(np.asarray(g / winners), x, self.axis)),)

    def explain(self, asked: Asked) -> Lines:
        """Return the numbers that compete; of those not shown, the largest."""
        cells = self._together(asked)
        shown = asked.shown_of(len(cells))
        listed = ", ".join(asked.input(0, cell) for cell in cells[:shown])
        if len(cells) > shown:
            rest = max(float(asked.xs[0][cell]) for cell in cells[shown:])
            listed += f", … {len(cells) - shown} more, at most {asked.number(rest)}"
        return [f"max({listed})", f"= {asked.result}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the gradient that the winner takes, or why there is none."""
        (x,), target = asked.xs, self._reduced(asked)
        if x[asked.index] < asked.y[target]:
            own, winner = asked.input(0, asked.index), asked.value(target)
            return [f"= {asked.result}", f"{own} is not the largest, {winner} is"]
        winners = int(np.sum(~(x[self.reads(0, target, x.shape)] < asked.y[target])))
        split = f" / {winners}" if winners > 1 else ""
        return [f"{asked.gradient(target)}{split} = {asked.result}", "the largest takes the gradient"]
