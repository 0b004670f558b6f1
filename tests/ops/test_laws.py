"""The laws that every op keeps, at every one of its cases."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.ops import Case
from graphviz_nn.ops.samples import sample
from tests.ops.everywhere import CASES, along, arriving, at_every_case, case_name, directions, slope

at_every_analytic_case = pytest.mark.parametrize(
    "case", [case for case in CASES if case.op.analytic], ids=case_name
)


@at_every_case
def test_the_gradient_is_what_central_differences_measure(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    g = arriving(y)
    gradients = op.backward(g, y, *xs)
    for i, cell, vs in directions(xs):
        measured = np.sum(g * slope(op, xs, vs))
        assert gradients[i][cell] == pytest.approx(measured, rel=1e-6, abs=1e-8), (op.inputs[i], cell)


@at_every_analytic_case
def test_the_gradient_is_what_the_complex_step_measures_to_the_last_digits(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    g = arriving(y)
    gradients = op.backward(g, y, *xs)
    for i, cell, vs in directions(xs):
        terms = g * along(op, xs, vs)
        rounding = 1e-15 * float(np.sum(np.abs(terms)))
        assert gradients[i][cell] == pytest.approx(np.sum(terms), rel=1e-12, abs=rounding), (
            op.inputs[i],
            cell,
        )


@at_every_case
def test_backward_is_the_adjoint_of_the_derivative(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    u = arriving(y)
    vs = tuple(sample(x.shape, start=200 + 50 * i) * op.passes(i) for i, x in enumerate(xs))
    forward_side = u * along(op, xs, vs)
    backward_side = [v * dx for v, dx in zip(vs, op.backward(u, y, *xs), strict=True)]
    scale = sum(float(np.abs(term).sum()) for term in (forward_side, *backward_side))
    tolerance = 1e-15 + (1e-12 if op.analytic else 1e-8) * scale
    assert sum(term.sum() for term in backward_side) == pytest.approx(
        forward_side.sum(), rel=0, abs=tolerance
    )


@at_every_case
def test_value_and_gradients_are_arrays_of_the_promised_shapes(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    assert type(y) is np.ndarray
    assert y.shape == op.shape(*(x.shape for x in xs))
    gradients = op.backward(arriving(y), y, *xs)
    assert [type(dx) for dx in gradients] == [np.ndarray] * len(xs)
    assert [dx.shape for dx in gradients] == [x.shape for x in xs]
    assert [z.dtype for z in (y, *gradients)] == [np.float64] * (1 + len(xs))


@at_every_case
def test_no_op_writes_into_what_it_is_given(case: Case) -> None:
    op, xs = case
    xs = tuple(x.copy() for x in xs)
    y = op.forward(*xs).copy()
    g = arriving(y)
    for z in (*xs, y, g):
        z.flags.writeable = False
    op.forward(*xs)
    op.backward(g, y, *xs)


@at_every_case
def test_a_cell_of_the_value_depends_on_no_cell_that_it_does_not_read(case: Case) -> None:
    op, xs = case
    y, shapes = op.forward(*xs), [x.shape for x in xs]
    for index in np.ndindex(y.shape):
        for i, x in enumerate(xs):
            changed = np.full(x.shape, 0.25)
            read = op.reads(i, index, *shapes)
            changed[read] = x[read]
            assert op.forward(*xs[:i], changed, *xs[i + 1 :])[index] == y[index], (op.inputs[i], index)


@at_every_case
def test_no_op_hides_a_nan(case: Case) -> None:
    op, xs = case
    y = op.forward(*xs)
    for i, dx in enumerate(op.backward(np.ones(y.shape), y, *xs)):
        spoilt = [x.copy() for x in xs]
        if not op.passes(i) or not dx.any():
            continue
        spoilt[i].flat[np.flatnonzero(dx)[0]] = np.nan
        with np.errstate(all="ignore"):
            y = op.forward(*spoilt)
            gradients = op.backward(np.full(y.shape, np.nan), y, *spoilt)
        assert np.isnan(y).any(), op.inputs[i]
        assert [dx.shape for dx in gradients] == [x.shape for x in xs]


@at_every_case
def test_no_value_lies_outside_the_limits_of_its_op_however_far_out_the_inputs_are(case: Case) -> None:
    low, high = case.op.limits
    for scale in (1.0, 50.0) if np.isfinite([low, high]).any() else (1.0,):
        value = case.op.forward(*(scale * x for x in case.inputs))
        assert np.all((low <= value) & (value <= high))
