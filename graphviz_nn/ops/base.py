"""What an op is: one declaration that the engine runs, the panels show and the tests check."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from graphviz_nn.ops.arrays import Array, BoolArray, FloatArray, Shape, sum_to
from graphviz_nn.ops.asked import Asked, Index, Lines
from graphviz_nn.ops.duals import DUALS, MaybeDual, dual, moves_of, tangent_of, value_of
from graphviz_nn.ops.notation import compiled

__all__ = ["Case", "Op"]

BEYOND = "the result is beyond float64, whose largest number is 1.8e308"


class Case(NamedTuple):
    """What to test an op at: the op with its static parameters, and one array for each of its inputs."""

    op: Op
    inputs: tuple[FloatArray, ...]


@dataclass(frozen=True)
class Op(ABC):
    """An operation, declared once; its static parameters are its dataclass fields.

    To add one, write a final subclass with the attributes below and the abstract methods,
    and enter it in its module's `__all__`. Everyone else calls `shape`, `forward` and `backward`.

    Attributes:
        name: the word in node names and expressions, as in `dense/sigmoid`.
        symbol: what its card shows, as in `σ`.
        inputs: the letters of its inputs, in the order of the arguments.
        written: how `call` writes it over its inputs and `numbers`, as in `{} + {}`; empty for `name(…)`.
        deed: what it does to its inputs, {0} and {1}, and with its static parameters, by name: `adds {1} to {0}`.
        deed_of_one: the same where the first input holds a single number, if that is another sentence.
        words: one plain sentence: what the op does.
        gradient_words: one plain sentence: what its gradient means.
        limits: the numbers between which its value always lies, whatever its inputs are.
        elementwise: each cell of the value depends on one cell of each input.
        analytic: forward is complex-differentiable, so the complex step may check it.

    """

    name: ClassVar[str]
    symbol: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]]
    written: ClassVar[str] = ""
    deed: ClassVar[str]
    deed_of_one: ClassVar[str] = ""
    words: ClassVar[str]
    gradient_words: ClassVar[str]
    limits: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
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

    # The next two come from the formulas. An op overrides one where other arithmetic, of the same value, does not
    # overflow or is exacter. `Any` and `**_` let it give its inputs the letters of its formula.
    def value(self, *xs: Any, **_: Any) -> Array:
        """Return the formula's value: the mathematics of `forward`."""
        value: Array = _compiled(type(self))[0](self, *xs)[0]
        return value

    def contributions(self, g: Array, y: Array, *xs: Any, **_: Any) -> tuple[Array, ...]:
        """Return the gradient formulas' values, not yet summed where an input was broadcast."""
        return _compiled(type(self))[1](self, g, y, *xs)

    @classmethod
    @abstractmethod
    def cases(cls) -> Sequence[Case]:
        """Return inputs away from kinks at which the tests compare the gradient with finite differences."""

    def forward(self, *xs: Array) -> Array:
        """Return the value, of the shape that `shape` promises; it may share memory with an input."""
        return np.asarray(self.value(*xs))

    def backward(self, g: Array, y: Array, *xs: Array) -> tuple[Array, ...]:
        """Return one contribution for each input, each of that input's shape, given d(loss)/d(value) = `g`.

        They may share memory with `g` and be read-only: add to copies of them, never into them.
        """
        return tuple(map(_fitted, self.contributions(g, y, *xs), xs))

    # How both move, in k directions at once: by the formulas over dual numbers, exact to the last digit. What rests has
    # the tangents None.
    def tangent(
        self, y: FloatArray, xs: Sequence[FloatArray], tangents: Sequence[FloatArray | None]
    ) -> FloatArray | None:
        """Return how the value moves, of shape (k, *y.shape), as its inputs do, of shape (k, *x.shape) each."""
        value, _ = _compiled_over_duals(self.formula, self.gradients, self.inputs)
        return tangent_of(value(self, *map(dual, self.steady(*xs), tangents))[0], y.shape)

    def backward_tangents(
        self, g: MaybeDual, y: MaybeDual, xs: Sequence[MaybeDual], wanted: Sequence[bool]
    ) -> list[FloatArray | None]:
        """Return for each input that is wanted how the contribution to it moves, of shape (k, *x.shape)."""
        values = [value_of(x) for x in xs]
        steady = self.steady(*values)
        if any(moved is not value for moved, value in zip(steady, values, strict=True)):
            y = dual(self.forward(*steady), moves_of(y))
        letters = (g, y, *map(dual, steady, map(moves_of, xs)))
        _, back = _compiled_over_duals(self.formula, self.gradients, self.inputs)
        return [
            tangent_of(formula(self, *letters)[0], value.shape) if is_wanted else None
            for formula, is_wanted, value in zip(back, wanted, values, strict=True)
        ]

    def steady(self, *xs: FloatArray) -> tuple[FloatArray, ...]:
        """Return inputs of the same derivatives, moved to where the formulas do not overflow: here as they are."""
        return xs

    # From here on: what is said of one number. The defaults are right for every op, if brief. Whoever asks says what
    # happens to numbers out of range.

    def explain(self, asked: Asked) -> Lines:
        """Return the lines of arithmetic that lead to a cell of the value."""
        return [f"= {asked.result}"]

    def explain_back(self, asked: Asked) -> Lines:
        """Return the lines of arithmetic that lead to a cell of what it sends back to one of its inputs."""
        return [f"= {asked.result}"]

    def reads(self, argument: int, index: Index, *shapes: Shape) -> Any:
        """Return which cells of an input go into a cell of the value, as an index into it: here all of them.

        The shapes are those of the inputs.
        """
        return ...

    def begins(self, wanted: Shape) -> tuple[Shape, ...]:
        """Return the shapes that inputs nobody gave may begin with, for a value that is to have a shape: here that one.

        They are small, and no smaller than it takes for the op to have something to do.
        """
        return (wanted,) * len(self.inputs)

    def reason(self, *xs: Any, **_: Any) -> str:
        """Return why it makes NaN or infinity of finite numbers; an elementwise op is told which."""
        return BEYOND

    def saturated(self, y: FloatArray) -> BoolArray | None:
        """Return which cells of its value lie in a flat end, where hardly any gradient passes; None without one."""
        return None

    def off(self, y: FloatArray) -> BoolArray | None:
        """Return which cells of its value are switched off, so that no gradient passes; None if it has no switch."""
        return None

    def passes(self, argument: int) -> bool:
        """Say whether it sends a gradient to an input; the formula "0" says that it never does."""
        return self.gradients[argument] != "0"

    @property
    def statics(self) -> dict[str, Any]:
        """Return the static parameters by name, as in `{"axis": (0,), "keepdims": False}`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def numbers(self) -> dict[str, object]:
        """Return the static parameters that are numbers, which a formula shows in place of their names."""
        found = self.statics.items()
        return {k: v for k, v in found if isinstance(v, int | float) and not isinstance(v, bool)}

    def call(self, *names: str) -> str:
        """Return the op's short form over named inputs: `x1 * x2`, `ln(x1)`, `sum(x, axis=0)`."""
        if self.written:
            return self.written.format(*names, **self.numbers)
        defaults = {field.name: field.default for field in fields(self)}
        changed = {key: value for key, value in self.statics.items() if value != defaults[key]}
        return f"{self.name}({', '.join([*names, *(f'{k}={_static_text(v)}' for k, v in changed.items())])})"

    def does(self, *names: str, to_one: bool = False) -> str:
        """Return what it does to its named inputs: `adds b to a`; `to_one` where the first holds a single number."""
        deed = self.deed_of_one if to_one and self.deed_of_one else self.deed
        return deed.format(*names, **self.statics)


@cache
def _compiled(op: type[Op]) -> tuple[Callable[..., tuple[Any, ...]], Callable[..., tuple[Any, ...]]]:
    """Return what computes an op's value, and what computes its contributions, from its formulas."""
    formula, gradients = vars(op)["formula"], vars(op)["gradients"]
    return compiled((formula,), op.inputs), compiled(gradients, ("g", "y", *op.inputs))


@cache
def _compiled_over_duals(
    formula: str, gradients: tuple[str, ...], letters: tuple[str, ...]
) -> tuple[Callable[..., tuple[Any, ...]], list[Callable[..., tuple[Any, ...]]]]:
    """Return what computes a formula over duals, and what computes each gradient formula, that nobody may ask for."""
    behind = ("g", "y", *letters)
    return compiled((formula,), letters, DUALS), [compiled((each,), behind, DUALS) for each in gradients]


def _fitted(dx: Array, x: Array) -> Array:
    """Return a contribution as an array of its input's shape."""
    return dx if type(dx) is np.ndarray and dx.shape == x.shape else sum_to(np.asarray(dx), x.shape)


def _static_text(value: Any) -> str:
    """Return a static parameter as it is typed: a tuple of one as its one number, a whole float without its point."""
    single = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    return repr(single).removesuffix(".0")
