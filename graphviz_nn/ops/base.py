"""What an op is: one declaration that the engine runs, the panels show and the tests check."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.errors import ShapeError

FloatArray: TypeAlias = NDArray[np.float64]
# Forward and backward also accept complex arrays, so that the complex step can check analytic ops to the last digit.
Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]


class Case(NamedTuple):
    """One place to test an op at: the op with its static parameters, and one array for each of its inputs."""

    op: Op
    inputs: tuple[FloatArray, ...]


@dataclass(frozen=True)
class Op(ABC):
    """An operation, declared once; its static parameters are its dataclass fields.

    Attributes:
        name: the word in node names and expressions, as in `dense/sigmoid`.
        symbol: what its card shows, as in `σ`.
        inputs: the letters of its inputs, in the order of the arguments.
        formula: its value, in the notation of `ops.notation`, over the input letters and the static parameters.
        gradients: one formula for each input: what the edge from the op to that input adds to the input's
            gradient, over `g` (the gradient that arrives), `y` (the value), the input letters and the parameters.
            Where an input was broadcast, the engine's sum over the stretched dimensions follows.
        words: one plain sentence: what the op does.
        gradient_words: one plain sentence: what its gradient means.
        elementwise: each cell of the value depends on one cell of each input.
        analytic: forward is complex-differentiable, so the complex step may check it.

    """

    name: ClassVar[str]
    symbol: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]]
    formula: ClassVar[str]
    gradients: ClassVar[tuple[str, ...]]
    words: ClassVar[str]
    gradient_words: ClassVar[str]
    elementwise: ClassVar[bool] = False
    analytic: ClassVar[bool] = True

    @abstractmethod
    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape of the value for inputs of these shapes; raise ShapeError where they do not fit."""

    @abstractmethod
    def forward(self, *xs: Array) -> Array:
        """Return the value, of the shape that `shape` promises."""

    @abstractmethod
    def backward(self, g: Array, y: Array, *xs: Array) -> tuple[Array, ...]:
        """Return one contribution for each input, each of that input's shape, given d(loss)/d(value) = `g`."""

    @classmethod
    @abstractmethod
    def cases(cls) -> Sequence[Case]:
        """Return places away from kinks at which the tests compare the gradient with finite differences."""


class Elementwise(Op):
    """An op of which each cell of the value depends on one cell of each input, stretched as NumPy broadcasts."""

    elementwise: ClassVar[bool] = True

    def shape(self, *shapes: Shape) -> Shape:
        """Return the broadcast shape."""
        try:
            return np.broadcast_shapes(*shapes)
        except ValueError:
            raise ShapeError(
                f"{self.name}: the shapes {' and '.join(map(shape_text, shapes))} do not fit. "
                "Aligned at the last dimension, each pair of sizes must be equal, or one of them 1."
            ) from None


def sum_to(g: Array, shape: Shape) -> Array:
    """Sum `g` over the dimensions that broadcasting stretched, back to `shape`."""
    if g.shape == shape:
        return g
    extra = g.ndim - len(shape)
    stretched = tuple(i + extra for i, size in enumerate(shape) if size == 1 and g.shape[i + extra] != 1)
    summed: Array = g.sum(axis=(*range(extra), *stretched), keepdims=True)
    return summed.reshape(shape)


def shape_text(shape: Shape) -> str:
    """Return a shape as people write it: `scalar`, `4`, `2 × 4`."""
    return " × ".join(map(str, shape)) if shape else "scalar"
