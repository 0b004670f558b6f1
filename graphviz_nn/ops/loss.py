"""What a loss is: an op that averages what each cell of a prediction costs."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.arrays import Array, Shape, clipped, rows, shape_text
from graphviz_nn.ops.asked import Asked, Index, Lines, grouped
from graphviz_nn.ops.base import Op
from graphviz_nn.ops.notation import evaluate, plain

__all__ = ["Loss", "RowLoss"]

SHAPES: tuple[Shape, ...] = ((), (1,), (4,), (3, 1), (3, 4), (2, 2, 3))  # that losses are tested at


class Loss(Op):
    """An op that averages what each cell of a prediction p costs, given a target t of the same shape."""

    inputs = ("p", "t")

    @property
    @abstractmethod
    def cost(self) -> str:
        """The formula of what a cell costs."""

    @property
    def parts(self) -> str:
        """The formula of what a cell costs, of p and t alone: where each example has a weight, it is written out."""
        return self.cost

    @property
    def pulls(self) -> tuple[str, str]:
        """The formulas of what a cell of p and of t receives, where p is not clipped."""
        of_p, of_t = self.gradients
        return of_p, of_t

    def costs(self, p: Array, t: Array) -> Array:
        """Return what each cell costs."""
        return evaluate(self.cost, {**self.statics, "p": p, "t": t})

    def divisor(self, p: Array) -> int:
        """Return what the sum of the costs is divided by: the number of cells."""
        return p.size

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape; refuse unequal shapes, since broadcasting would hide mistakes."""
        prediction, target = shapes
        if prediction != target:
            raise ShapeError(
                f"{self._shapes(*shapes)}; they must be equal. "
                "Reshape the target, or give the last layer as many units as the target has columns."
            )
        return ()

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return the scalar's shape twice: a single prediction and its target."""
        return (), ()

    def explain(self, asked: Asked) -> Lines:
        """Return the sum of what the cells cost, divided."""
        p, t = asked.xs
        cells, n = list(np.ndindex(p.shape)), self.divisor(p)
        frame = f"({{}}) / {n}" if n > 1 else "{}"
        costs = np.ravel(self.costs(p, t))
        return asked.sum(lambda k: grouped(self._written(asked, cells[k], self.cost)), costs, frame)

    def explain_back(self, asked: Asked) -> Lines:
        """Return the cell's pull, in numbers."""
        return [
            f"{self._written(asked, asked.index, self.pulls[asked.argument], g=asked.gradient(()))}"
            f" = {asked.result}"
        ]

    def _written(self, asked: Asked, index: Index, formula: str, **more: object) -> str:
        """Return a formula in the numbers of one cell."""
        p = asked.xs[0][index]
        mark, q = asked.input(0, index), float(clipped(p))
        letters = {
            "p": mark,
            "t": asked.input(1, index),
            "q": mark if q == p else asked.number(q),
            "n": str(self.divisor(asked.xs[0])),
            **asked.statics(self.numbers),
        }
        for call, letter in (("clipped(p)", "q"), ("count(p)", "n"), ("rows(p)", "n")):
            formula = formula.replace(call, letter)
        return plain(formula, {**letters, **more})

    def _shapes(self, prediction: Shape, target: Shape) -> str:
        return f"{self.name}: the prediction is {shape_text(prediction)} and the target {shape_text(target)}"


class RowLoss(Loss):
    """A loss that sums what the cells of a row cost, the classes along the last axis, and averages over the rows."""

    def shape(self, *shapes: Shape) -> Shape:
        """Return the scalar's shape, for a prediction and a target of one shape with at least one axis."""
        prediction, target = shapes
        if () in shapes:
            raise ShapeError(
                f"{self._shapes(prediction, target)}, but the classes must lie along the last axis. "
                "Give each row one number for each class."
            )
        return super().shape(*shapes)

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return two classes, of one example."""
        return (2,), (2,)

    def divisor(self, p: Array) -> int:
        """Return the number of rows."""
        return rows(p)
