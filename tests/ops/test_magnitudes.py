"""Value and gradient of every op over numbers of all magnitudes, held against arithmetic with a thousand digits."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np
import pytest
import sympy

from graphviz_nn.ops import OPS, Case, FloatArray, Op
from graphviz_nn.ops.notation import evaluate
from tests.ops.everywhere import case_name
from tests.ops.test_formulas import SYMPY

mpmath: Any = import_module("mpmath")  # comes with SymPy, without types
DIGITS = 1000  # 1 − tanh² 1000 begins behind 868 nines
SIZES = (
    1e-300,
    1e-150,
    1e-16,
    1e-8,
    1e-3,
    0.3,
    1.7,
    5.5,
    19.1,
    37.42994975023705,
    120.0,
    344.5,
    700.5,
    1e4,
    1e16,
)
POINTS = tuple(sign * size for size in SIZES for sign in (1.0, -1.0))
FEW = (1e-150, -1e-8, 0.3, -0.7, 2.6, -19.1, 40.0, 344.5)
SMALLEST = 2.3e-308  # below it numbers lose their digits
ONE_CELL = [case for op in OPS.values() for case in op.cases() if all(x.shape == (1,) for x in case.inputs)]


def inputs_for(op: Op) -> list[tuple[float, ...]]:
    """All points for one input, fewer for each of several; targets and probabilities are what they can be."""
    if len(op.inputs) == 1:
        return [(x,) for x in POINTS]
    if op.name.endswith(("crossentropy", "divergence")):
        scores = FEW if getattr(op, "from_logits", False) else (1e-6, 0.01, 0.4, 0.98)
        return list(product(scores, (0.0, 1.0)))
    apart = [
        tuple(x * (1 + k / 64) for x in FEW) for k in range(len(op.inputs))
    ]  # no two alike, where kinks are
    return list(product(*apart))


@cache
def exactly(case_number: int) -> Any:
    """Return a function of one op's inputs that computes its value and its gradients with all digits."""
    op = ONE_CELL[case_number].op
    letters = [sympy.Symbol(letter, real=True) for letter in op.inputs]
    cells = {letter.name: np.array([letter], dtype=object) for letter in letters}
    (value,) = np.ravel(evaluate(op.formula, {**op.statics, **cells}, SYMPY))
    wanted = [value, *(sympy.diff(value, letter) for letter in letters)]
    return sympy.lambdify(letters, wanted, modules="mpmath")


def as_float(number: Any) -> float:
    """Return the nearest float; NaN where there is no real number."""
    number = mpmath.mpmathify(number)
    return float(number) if isinstance(number, mpmath.mpf) else np.nan


@pytest.mark.parametrize("number", range(len(ONE_CELL)), ids=lambda number: case_name(ONE_CELL[number]))
def test_value_and_gradient_have_all_their_digits_however_large_or_small_the_inputs(number: int) -> None:
    case: Case = ONE_CELL[number]
    compared = 0
    for point in inputs_for(case.op):
        xs: list[FloatArray] = [np.array([x]) for x in point]
        with np.errstate(all="ignore"):
            y = case.op.forward(*xs)
            ours = [y.item(), *(dx.item() for dx in case.op.backward(np.ones(y.shape), y, *xs))]
        try:
            with mpmath.workdps(DIGITS):
                exact = [as_float(x) for x in exactly(number)(*map(mpmath.mpf, point))]
        except (ZeroDivisionError, OverflowError, ValueError):
            continue  # no number at all, or none that a computer can hold
        for we, they in zip(ours, exact, strict=True):
            if np.isfinite(they) and np.isfinite(we):
                assert we == pytest.approx(they, rel=1e-13, abs=SMALLEST), point
                compared += 1
    assert compared >= 3
