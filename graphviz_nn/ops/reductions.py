"""The reductions: many cells into one, along some axes or over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops.base import Array, Case, Op, Shape, count, shape_text, spread
from graphviz_nn.ops.samples import sample

Axis = tuple[int, ...] | None


@dataclass(frozen=True)
class Sum(Op):
    """y = Σ x over some axes.

    Attributes:
        axis: the axes to sum over; None is all of them.
        keepdims: keep those axes, with size 1.

    """

    axis: Axis = None
    keepdims: bool = False

    name = "sum"
    symbol = "Σ"
    inputs = ("x",)
    formula = "sum(x, axis, keepdims)"
    gradients = ("spread(g, x, axis)",)
    words = "Adds up the numbers along the given axes, or all of them."
    gradient_words = "Every number that was added receives the arriving gradient of its sum, unchanged."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape without the axes, or with size 1 there."""
        return _reduced(self.name, shapes[0], self.axis, self.keepdims)

    def value(self, x: Array) -> Array:
        """Return Σ x."""
        return np.asarray(np.sum(x, axis=self.axis, keepdims=self.keepdims))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g, spread over the cells that were added."""
        return (spread(g, x, self.axis),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return all axes, one, several, none, with and without keeping them, and nothing to add."""
        return (*(Case(cls(*statics), (x,)) for statics, x in _places()), Case(cls(), (sample((0, 3)),)))


@dataclass(frozen=True)
class Mean(Op):
    """y = Σ x / n over some axes, n cells to a mean; nan where n is 0.

    Attributes:
        axis: the axes to average over; None is all of them.
        keepdims: keep those axes, with size 1.

    """

    axis: Axis = None
    keepdims: bool = False

    name = "mean"
    symbol = "mean"
    inputs = ("x",)
    formula = "mean(x, axis, keepdims)"
    gradients = ("spread(g, x, axis) / count(x, axis)",)
    words = "Averages the numbers along the given axes, or all of them."
    gradient_words = "The arriving gradient is shared out: each of the n numbers averaged receives 1/n of it."

    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape without the axes, or with size 1 there."""
        return _reduced(self.name, shapes[0], self.axis, self.keepdims)

    def value(self, x: Array) -> Array:
        """Return Σ x / n."""
        return np.asarray(np.sum(x, axis=self.axis, keepdims=self.keepdims)) / count(x, self.axis)

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g / n, spread over the cells that were averaged."""
        return (spread(g, x, self.axis) / count(x, self.axis),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return all axes, one, several, none, with and without keeping them."""
        return tuple(Case(cls(*statics), (x,)) for statics, x in _places())


@dataclass(frozen=True)
class Max(Op):
    """y = max x over some axes; where several cells tie for the maximum, they share the gradient equally.

    A nan among the cells makes the maximum nan, and then all of them share the gradient.

    Attributes:
        axis: the axes to look along; None is all of them.
        keepdims: keep those axes, with size 1.

    """

    axis: Axis = None
    keepdims: bool = False

    name = "max"
    symbol = "max"
    inputs = ("x",)
    formula = "max(x, axis, keepdims)"
    gradients = (
        "where(x == spread(y, x, axis), "
        "spread(g / sum(x == spread(y, x, axis), axis, keepdims), x, axis), 0)",
    )
    words = "Picks the largest number along the given axes, or of all."
    gradient_words = (
        "The winner takes all the gradient, the others none; numbers that tie for the largest share it "
        "equally."
    )
    analytic = False

    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape without the axes, or with size 1 there; no axis may be empty."""
        (x,) = shapes
        y = _reduced(self.name, x, self.axis, self.keepdims)
        if 0 in (x if self.axis is None else [x[i] for i in self.axis]):
            raise ShapeError(
                f"max: an input of shape {shape_text(x)} holds no numbers to choose from. Give at least one."
            )
        return y

    def value(self, x: Array) -> Array:
        """Return max x."""
        return np.asarray(np.max(x, axis=self.axis, keepdims=self.keepdims))

    def contributions(self, g: Array, y: Array, x: Array) -> tuple[Array, ...]:
        """Return g over the number of winners, spread over them, and 0 elsewhere."""
        beaten = x < spread(y, x, self.axis)
        winners = np.sum(~beaten, axis=self.axis, keepdims=self.keepdims)
        return (np.where(beaten, 0.0, spread(np.asarray(g / winners), x, self.axis)),)

    @classmethod
    def cases(cls) -> Sequence[Case]:
        """Return all axes, one, several, none, with and without keeping them, without ties."""
        return tuple(Case(cls(*statics), (x,)) for statics, x in _places())


def _reduced(name: str, shape: Shape, axis: Axis, keepdims: bool) -> Shape:
    """Return `shape` reduced over `axis`; raise ShapeError for an axis that is not there, or named twice."""
    rank = len(shape)
    axes = range(rank) if axis is None else axis
    if any(not -rank <= i < rank for i in axes) or len({i % rank for i in axes}) < len(axes):
        raise ShapeError(
            f"{name}: the axes {axis} do not fit the shape {shape_text(shape)}. "
            f"Name each axis once, from {-rank} to {rank - 1}."
            if rank
            else f"{name}: the axes {axis} do not fit the shape scalar, which has none. Leave the axes out."
        )
    gone = {i % rank for i in axes}
    return tuple(1 if i in gone else size for i, size in enumerate(shape) if keepdims or i not in gone)


def _places() -> list[tuple[tuple[Axis, bool], Array]]:
    """Return static parameters with an input for them."""
    return [
        ((None, False), sample(())),
        ((None, False), sample((1,))),
        ((None, False), sample((2, 3))),
        ((None, True), sample((2, 3))),
        (((0,), False), sample((2, 3))),
        (((-1,), True), sample((2, 3))),
        (((0, 2), False), sample((2, 3, 2))),
        (((), False), sample((2, 2))),
        (((1,), False), sample((0, 3))),
    ]
