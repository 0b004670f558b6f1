"""What an op is: one declaration that the engine runs, the panels show and the tests check."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphviz_nn.errors import ShapeError

FloatArray: TypeAlias = NDArray[np.float64]
# Forward also accepts complex arrays, so that the complex step can check analytic ops to the last digit.
Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]


class Case(NamedTuple):
    """One place to test an op at: the op with its static parameters, and one array for each of its inputs."""

    op: Op
    inputs: tuple[FloatArray, ...]


@dataclass(frozen=True)
class Op(ABC):
    """An operation, declared once; its static parameters are its dataclass fields.

    To add one, write a final subclass with the attributes below and the abstract methods,
    and enter it in `ops.registry`. Everyone else calls `shape`, `forward` and `backward`.

    Attributes:
        name: the word in node names and expressions, as in `dense/sigmoid`.
        symbol: what its card shows, as in `σ`.
        inputs: the letters of its inputs, in the order of the arguments.
        written: how `call` writes it over its inputs, as in `{} + {}`; empty for `name(…)`.
        words: one plain sentence: what the op does.
        gradient_words: one plain sentence: what its gradient means.
        elementwise: each cell of the value depends on one cell of each input.
        analytic: forward is complex-differentiable, so the complex step may check it.

    """

    name: ClassVar[str]
    symbol: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]]
    written: ClassVar[str] = ""
    words: ClassVar[str]
    gradient_words: ClassVar[str]
    elementwise: ClassVar[bool] = False
    analytic: ClassVar[bool] = True

    @property
    @abstractmethod
    def formula(self) -> str:
        """Its value, in the notation of `ops.notation`, over the input letters and the static parameters."""

    @property
    @abstractmethod
    def gradients(self) -> tuple[str, ...]:
        """One formula for each input: what the edge from the op to that input adds to the input's gradient.

        Over `g` (the gradient that arrives), `y` (the value), the input letters and the static parameters.
        Where an input was broadcast, the sum over the stretched dimensions follows.
        """

    @abstractmethod
    def shape(self, *shapes: Shape) -> Shape:
        """Return the shape of the value for these inputs; raise ShapeError where they do not fit."""

    # In the next two, `Any` and `**_` let each op give its inputs the letters of its formula.
    @abstractmethod
    def value(self, *xs: Any, **_: Any) -> Array:
        """Return the formula's value: the mathematics of `forward`."""

    @abstractmethod
    def contributions(self, g: Array, y: Array, *xs: Any, **_: Any) -> tuple[Array, ...]:
        """Return the gradient formulas' values, not yet summed where an input was broadcast."""

    @classmethod
    @abstractmethod
    def cases(cls) -> Sequence[Case]:
        """Return places away from kinks at which the tests compare the gradient with finite differences."""

    def forward(self, *xs: Array) -> Array:
        """Return the value, of the shape that `shape` promises; it may share memory with an input."""
        return np.asarray(self.value(*xs))

    def backward(self, g: Array, y: Array, *xs: Array) -> tuple[Array, ...]:
        """Return one contribution for each input, each of that input's shape, given d(loss)/d(value) = `g`.

        They may share memory with `g` and be read-only: add to copies of them, never into them.
        """
        contributions = zip(self.contributions(g, y, *xs), xs, strict=True)
        return tuple(sum_to(np.asarray(dx), x.shape) for dx, x in contributions)

    @property
    def statics(self) -> dict[str, Any]:
        """Return the static parameters by name, as in `{"axis": (0,), "keepdims": False}`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def call(self, *names: str) -> str:
        """Return the op's short form over named inputs: `x1 * x2`, `ln(x1)`, `sum(x, axis=0)`."""
        if self.written:
            return self.written.format(*names)
        defaults = {field.name: field.default for field in fields(self)}
        changed = {key: value for key, value in self.statics.items() if value != defaults[key]}
        return f"{self.name}({', '.join([*names, *(f'{k}={_static_text(v)}' for k, v in changed.items())])})"


class Elementwise(Op):
    """An op of which each cell of the value depends on one cell of each input, broadcast as in NumPy."""

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


def spread(g: Array, x: Array, axis: tuple[int, ...] | None = None) -> Array:
    """Stretch `g`, shaped as `x` reduced over `axis`, over the cells of `x`: a read-only view."""
    if axis is not None and g.ndim < x.ndim:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, x.shape)


def count(x: Array, axis: tuple[int, ...] | None = None) -> int:
    """Return how many cells of `x` a reduction over `axis` takes together; None is all of them."""
    return x.size if axis is None else math.prod(x.shape[i] for i in axis)


def shape_text(shape: Shape) -> str:
    """Return a shape as people write it: `scalar`, `4`, `2 × 4`."""
    return " × ".join(map(str, shape)) if shape else "scalar"


def _static_text(value: Any) -> str:
    """Return a static parameter as Python, a tuple of one as its one number."""
    return repr(value[0]) if isinstance(value, tuple) and len(value) == 1 else repr(value)
