"""Numbers while LLVM's instructions for them are written: one, or several lanes side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

DOUBLE, INT, SHORT = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
FUSED = ("contract",)  # a product and a sum in one; no other liberty

Formula: TypeAlias = Callable[["Number"], "Number"]


class Number:
    """A number, or a vector of them, whose arithmetic becomes instructions; LLVM has no names for two kinds of it.

    So a formula is written once, for loops over single numbers and for the vectors of a tile.
    """

    def __init__(self, build: Any, value: Any) -> None:
        self.build = build
        self.value = value

    def __add__(self, other: Number | float) -> Number:
        return self._made(self.build.fadd(self.value, self._value(other), flags=FUSED))

    def __radd__(self, other: float) -> Number:
        return self + other

    def __sub__(self, other: Number | float) -> Number:
        return self._made(self.build.fsub(self.value, self._value(other), flags=FUSED))

    def __mul__(self, other: Number | float) -> Number:
        return self._made(self.build.fmul(self.value, self._value(other), flags=FUSED))

    def __rmul__(self, other: float) -> Number:
        return self * other

    def __truediv__(self, other: Number | float) -> Number:
        return self._made(self.build.fdiv(self.value, self._value(other)))

    def __rtruediv__(self, other: float) -> Number:
        return self._made(self._value(other)) / self

    def __neg__(self) -> Number:
        return self._made(self.build.fneg(self.value))

    def at_least(self, low: Number | float) -> Number:
        """Return the larger of the two; nan for nan."""
        return self._unless("<", low)

    def at_most(self, high: Number | float) -> Number:
        """Return the smaller of the two; nan for nan."""
        return self._unless(">", high)

    def as_exponent(self) -> Number:
        """Return 2ⁿ for n = −1022 … 1024, which is ∞, of 1.5 · 2⁵² + n: the bits of n become those of an exponent."""
        build, whole = self.build, self._of(INT)
        bits = build.add(build.bitcast(self.value, whole), _constant(whole, 1023))
        return self._made(build.bitcast(build.shl(bits, _constant(whole, 52)), self.value.type))

    @property
    def is_double(self) -> bool:
        """Whether it is in float64."""
        return bool(self._cell == DOUBLE)

    def as_doubles(self) -> Number:
        """Return the same number in float64."""
        return self._made(self.build.fpext(self.value, self._of(DOUBLE)))

    def like(self, other: Number) -> Number:
        """Return the number in float64 rounded to the type of another."""
        return self._made(self.build.fptrunc(self.value, other.value.type))

    def _unless(self, relation: str, bound: Number | float) -> Number:
        """Return the bound where the number has this relation to it, else the number; LLVM makes it a minimum."""
        other = self._value(bound)
        beyond = self.build.fcmp_ordered(relation, self.value, other)
        return self._made(self.build.select(beyond, other, self.value))

    @property
    def _lanes(self) -> int:
        return self.value.type.count if isinstance(self.value.type, ir.VectorType) else 0

    @property
    def _cell(self) -> Any:
        return self.value.type.element if self._lanes else self.value.type

    def _of(self, cell: Any) -> Any:
        """Return the type of as many numbers of another type."""
        return ir.VectorType(cell, self._lanes) if self._lanes else cell

    def _made(self, value: Any) -> Number:
        return Number(self.build, value)

    def _value(self, other: Number | float) -> Any:
        return other.value if isinstance(other, Number) else _constant(self.value.type, other)


def in_doubles(formula: Formula) -> Formula:
    """Return a formula that knows the bits of float64 as one of any numbers: of float32, it is computed in float64."""

    def of_any(x: Number) -> Number:
        return formula(x) if x.is_double else formula(x.as_doubles()).like(x)

    return of_any


def single(formula: Formula) -> Callable[[float], float]:
    """Return a formula as a function of one number, for kernels."""

    @intrinsic
    def call(_: Any, x: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return formula(Number(builder, args[0])).value

        return types.float64(types.float64), generate

    return cast(Callable[[float], float], call)


def _constant(kind: Any, number: float) -> Any:
    """Return a number as a constant of a type, in each lane of it."""
    if isinstance(kind, ir.VectorType):
        return ir.Constant(kind, [kind.element(number)] * kind.count)
    return kind(number)
