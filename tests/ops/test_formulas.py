"""What the formulas say is what the ops do, and what SymPy derives from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy

from graphviz_nn.ops import OPS, Array, Case, FloatArray, sum_to
from graphviz_nn.ops.arrays import EPSILON
from graphviz_nn.ops.notation import NUMPY, evaluate
from tests.ops.everywhere import arriving, at_every_case, case_name


def named(case: Case) -> dict[str, Any]:
    return {**case.op.statics, **dict(zip(case.op.inputs, case.inputs, strict=True))}


@at_every_case
def test_the_formula_computes_the_value(case: Case) -> None:
    y = case.op.forward(*case.inputs)
    np.testing.assert_allclose(evaluate(case.op.formula, named(case)), y, rtol=1e-12, atol=1e-14, strict=True)


@at_every_case
def test_the_gradient_formulas_compute_the_gradients(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    g = arriving(y)
    for argument, (x, dx) in enumerate(zip(xs, op.backward(g, y, *xs), strict=True)):
        value = sum_to(contribution(case, argument, y, g), x.shape)
        np.testing.assert_allclose(value, dx, rtol=1e-12, atol=1e-14, strict=True)


def contribution(case: Case, argument: int, y: FloatArray, g: FloatArray) -> Array:
    """What a gradient formula comes to; 0 is short for a tensor of zeros."""
    value = evaluate(case.op.gradients[argument], {**named(case), "g": g, "y": y})
    return value if case.op.passes(argument) else np.full(y.shape, float(value))


def each_cell(function: Callable[..., Any]) -> Callable[..., Any]:
    return np.vectorize(function, otypes=[object])


def choice(*pieces: tuple[Any, Any]) -> Any:
    return sympy.Piecewise(*pieces, evaluate=False)


def winner(*cells: Any) -> Any:
    # Tried in this order, so that whoever beats all that follow has beaten those before as well.
    beats = ((a, sympy.And(*(a > b for b in cells[i + 1 :]))) for i, a in enumerate(cells[:-1]))
    return choice(*beats, (cells[-1], True))


def largest(x: Any, axis: tuple[int, ...] | int | None, keepdims: bool = False) -> Any:
    axes = tuple(range(x.ndim)) if axis is None else tuple(np.atleast_1d(axis).tolist())
    rows = np.moveaxis(x, axes, range(x.ndim - len(axes), x.ndim))
    rows = rows.reshape(*rows.shape[: x.ndim - len(axes)], -1)
    y = np.empty(rows.shape[:-1], dtype=object)
    for place in np.ndindex(y.shape):
        y[place] = winner(*rows[place])
    return np.expand_dims(y, axes) if keepdims else y


# The notation's own walk, over arrays of SymPy's expressions; sums, products and shapes are NumPy's there too.
SYMPY = {
    **NUMPY,
    **{
        name: each_cell(getattr(sympy, name))
        for name in ("exp", "ln", "sqrt", "sin", "cos", "tan", "tanh", "erf")
    },
    **{f"log{base}": each_cell(lambda x, base=base: sympy.log(x, base)) for base in (2, 10)},
    "abs": each_cell(sympy.Abs),
    "maximum": each_cell(winner),
    "minimum": each_cell(lambda a, b: -winner(-a, -b)),
    "max": largest,
    "clip": each_cell(lambda x, lo, hi: choice((lo, x < lo), (hi, x > hi), (x, True))),
    "clipped": each_cell(lambda p: choice((EPSILON, p < EPSILON), (1 - EPSILON, p > 1 - EPSILON), (p, True))),
    "where": each_cell(lambda condition, a, b: choice((a, condition), (b, True))),
    **{
        ">": each_cell(sympy.Gt),
        "<": each_cell(sympy.Lt),
        ">=": each_cell(sympy.Ge),
        "<=": each_cell(sympy.Le),
    },
    **{"==": each_cell(sympy.Eq), "!=": each_cell(sympy.Ne)},
}


def nothing_broadcast(case: Case) -> bool:
    """Tell whether the shapes of all inputs but for a matrix's last two axes are equal, and hold something."""
    kept = None if case.op.elementwise else -2
    return len({x.shape[:kept] for x in case.inputs}) == 1 and all(x.size for x in case.inputs)


SYMBOLIC = [case for op in OPS.values() for case in op.cases() if nothing_broadcast(case)]


def test_sympy_checks_every_op() -> None:
    assert {case.op.name for case in SYMBOLIC} == set(OPS)


@pytest.mark.parametrize("case", SYMBOLIC, ids=case_name)
def test_the_gradient_formulas_are_what_sympy_derives_from_the_formula(case: Case) -> None:
    op, xs = case
    letters = {
        letter: np.array(sympy.symbols(f"{letter}:{x.size}", real=True), dtype=object).reshape(x.shape)
        for letter, x in zip(op.inputs, xs, strict=True)
    }
    y = op.forward(*xs)
    g = arriving(y)
    formula = evaluate(op.formula, {**op.statics, **letters}, SYMPY)
    loss = sympy.Add(*(sympy.Float(weight) * cell for weight, cell in zip(g.flat, formula.flat, strict=True)))
    symbols = [symbol for array in letters.values() for symbol in array.flat]
    derive = sympy.lambdify(
        symbols, [sympy.diff(loss, symbol) for symbol in symbols], modules=[{"erf": NUMPY["erf"]}, "numpy"]
    )
    derived = np.array(derive(*(number for x in xs for number in x.flat)), dtype=np.float64)
    ours = [contribution(case, argument, y, g) for argument in range(len(xs))]
    np.testing.assert_allclose(np.concatenate([dx.ravel() for dx in ours]), derived, rtol=1e-10, atol=1e-13)
