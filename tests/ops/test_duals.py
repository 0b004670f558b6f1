"""How values and gradients move: dual numbers through the formulas, at every case of every op."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphviz_nn.ops import OPS, Case, FloatArray
from graphviz_nn.ops.duals import DUALS, Dual, dual
from graphviz_nn.ops.notation import FUNCTIONS, compiled
from graphviz_nn.ops.samples import sample
from tests.ops.everywhere import along, arriving, at_every_case

H = 1e-6


def moves(case: Case, k: int = 2) -> list[FloatArray]:
    """Return k directions for each input that passes a gradient; what does not is left where it is."""
    op, xs = case
    return [sample((k, *x.shape), start=300 + 70 * i) * op.passes(i) for i, x in enumerate(xs)]


def test_every_function_of_the_formulas_has_its_dual() -> None:
    assert set(DUALS) == set(FUNCTIONS)


@at_every_case
def test_the_tangent_of_a_value_is_its_derivative_along_each_direction(case: Case) -> None:
    op, xs = case
    y, tangents = op.forward(*xs), moves(case)
    found = op.tangent(y, xs, tangents)
    for i in range(2):
        expected = along(op, xs, tuple(tangent[i] for tangent in tangents))
        got = np.zeros(y.shape) if found is None else found[i]
        tolerance = 1e-12 if op.analytic else 1e-7
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


@at_every_case
def test_the_tangents_of_the_contributions_are_their_derivatives(case: Case) -> None:
    op, xs = case
    y, tangents = op.forward(*xs), moves(case)
    g, arrives = arriving(y), sample((2, *y.shape), start=700)
    wanted = [op.passes(i) for i in range(len(xs))]
    letters = [dual(x, tangent) for x, tangent in zip(xs, tangents, strict=True)]
    found = op.backward_tangents(dual(g, arrives), dual(y, op.tangent(y, xs, tangents)), letters, wanted)

    def at(step: float, i: int) -> tuple[FloatArray, ...]:
        moved = [np.asarray(x + step * tangent[i]) for x, tangent in zip(xs, tangents, strict=True)]
        return op.backward(np.asarray(g + step * arrives[i]), op.forward(*moved), *moved)

    for i in range(2):
        for got, ahead, behind, is_wanted in zip(found, at(H, i), at(-H, i), wanted, strict=True):
            if not is_wanted:
                assert got is None
                continue
            expected = (ahead - behind) / (2 * H)
            np.testing.assert_allclose(0.0 if got is None else got[i], expected, rtol=1e-6, atol=1e-7)


@at_every_case
def test_what_rests_is_left_out(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    for i, x in enumerate(xs):
        one = [np.ones((1, *x.shape)) if k == i else None for k in range(len(xs))]
        all_of_them = [np.ones((1, *z.shape)) * (k == i) for k, z in enumerate(xs)]
        alone, together = op.tangent(y, xs, one), op.tangent(y, xs, all_of_them)
        if op.passes(i) and alone is not None and together is not None:
            np.testing.assert_allclose(alone, together, rtol=1e-12, atol=1e-12)


@given(st.integers(-3, 4), st.floats(0.5, 2.0))
def test_a_power_is_derived_as_in_school(power: int, x: float) -> None:
    (made,) = compiled(("x**p",), ("x", "p"), DUALS)(None, Dual(np.array(x), np.ones(1)), power)
    assert made.tangent[0] == pytest.approx(power * x ** (power - 1) if power else 0.0)


def test_a_tangent_of_a_tangent_s_formula_is_the_second_derivative() -> None:
    x = Dual(np.array([0.3, -1.2]), np.ones((1, 2)))
    (slope,) = compiled(("3 * x**2 * cos(x**3)",), ("x",), DUALS)(None, x)
    z = x.value
    np.testing.assert_allclose(slope.tangent[0], 6 * z * np.cos(z**3) - 9 * z**4 * np.sin(z**3), rtol=1e-14)


@pytest.mark.parametrize(
    "name", ["sigmoid", "tanh", "softplus", "silu", "gelu", "elu", "softmax", "log_softmax"]
)
@pytest.mark.parametrize("far", [800.0, -800.0])
def test_far_out_where_a_formula_alone_would_overflow_the_tangents_are_finite(name: str, far: float) -> None:
    op = OPS[name]()
    x, moved = np.array([far, far - 3.0]), np.ones((1, 2)) * (1.0, 2.0)
    with np.errstate(all="ignore"):
        y = op.forward(x)
        forward = op.tangent(y, [x], [moved])
        (back,) = op.backward_tangents(np.ones(2), dual(y, forward), [dual(x, moved)], [True])
    assert forward is not None
    assert np.isfinite(forward).all()
    assert back is None or np.isfinite(back).all()
