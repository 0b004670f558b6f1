"""Products and layers of every size, also of none: right to the last cell, and not a bit changed in any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import native
from graphviz_nn.engine.codes import Function, Mode
from graphviz_nn.engine.instructions import Dense, DenseBack, Product
from graphviz_nn.ops import FloatArray
from tests.engine.compare import code_of

Mathematics = Callable[[FloatArray], FloatArray]

GUARD = -7.25e77  # in each cell that nobody may write to
GAP = 17  # cells between places: more than the longest vector

FUNCTIONS: dict[Function, Mathematics] = {
    Function.LINEAR: lambda z: z,
    Function.RELU: lambda z: np.maximum(z, 0.0),
    Function.TANH: np.tanh,
    Function.SIGMOID: lambda z: 1 / (1 + np.exp(-z)),
}
SLOPES: dict[Function, Mathematics] = {
    Function.LINEAR: np.ones_like,
    Function.RELU: lambda y: (y > 0).astype(float),
    Function.TANH: lambda y: 1 - y * y,
    Function.SIGMOID: lambda y: y * (1 - y),
}
sizes = st.integers(1, 20)
batches = st.integers(0, 40)


class Memory:
    """An arena with guards around every place.

    Attributes:
        arena: all cells.
        own: which cells a place has.

    """

    def __init__(self) -> None:
        self.arena = np.full(20_000, GUARD)
        self.own = np.zeros(20_000, bool)
        self._end = GAP

    def place(self, values: FloatArray) -> int:
        """Lay an array, row by row, and return where."""
        start = self._end
        self.arena[start : start + values.size] = values.ravel()
        self.own[start : start + values.size] = True
        self._end = start + values.size + GAP
        return start

    def read(self, start: int, *shape: int) -> FloatArray:
        return self.arena[start : start + int(np.prod(shape))].reshape(shape)

    def run(self, instruction: tuple[int, ...], *behind: int) -> None:
        """Run one instruction."""
        native.kernels().run(self.arena, code_of(instruction, *behind))
        assert (self.arena[~self.own] == GUARD).all()


def close(actual: FloatArray, expected: FloatArray) -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-12)


@settings(max_examples=200)
@given(rows=sizes, depth=st.integers(0, 20), columns=batches, seed=st.integers(0, 99))
def test_a_product_of_any_size(rows: int, depth: int, columns: int, seed: int) -> None:
    rng, memory = np.random.default_rng(seed), Memory()
    a, b = rng.normal(size=(rows, depth)), rng.normal(size=(depth, columns))
    at_a, at_b, out = memory.place(a), memory.place(b), memory.place(np.zeros((rows, columns)))
    memory.run(Product(rows, depth, columns, columns, columns, depth, 1, 1), out, at_b, at_a)
    close(memory.read(out, rows, columns), a @ b)


@settings(max_examples=60)
@given(rows=st.integers(1, 9), columns=st.integers(1, 40), gap=st.integers(1, 9))
def test_a_product_into_rows_that_lie_apart_leaves_what_is_between(rows: int, columns: int, gap: int) -> None:
    memory = Memory()
    a, b = np.ones((rows, 2)), np.arange(2.0 * columns).reshape(2, columns)
    at_a, at_b = memory.place(a), memory.place(b)
    out = memory.place(np.full((rows, columns + gap), 5.0))
    memory.run(Product(rows, 2, columns, columns + gap, columns, 2, 1, 1), out, at_b, at_a)
    result = memory.read(out, rows, columns + gap)
    close(result[:, :columns], a @ b)
    assert (result[:, columns:] == 5.0).all()


@settings(max_examples=300)
@given(
    batch=batches,
    inputs=sizes,
    units=sizes,
    f=st.sampled_from(sorted(FUNCTIONS)),
    bias=st.booleans(),
    modes=st.tuples(*[st.sampled_from([Mode.RESTART, Mode.ACCUMULATE])] * 3),
    seed=st.integers(0, 99),
)
def test_a_layer_of_any_size_there_and_back(
    batch: int, inputs: int, units: int, f: Function, bias: bool, modes: tuple[Mode, Mode, Mode], seed: int
) -> None:
    rng, memory = np.random.default_rng(seed), Memory()
    x, w, b = (
        rng.normal(size=(batch, inputs)),
        rng.normal(size=(inputs, units)),
        rng.normal(size=units) * bias,
    )
    at_x, at_w, at_b = memory.place(x.T), memory.place(w), memory.place(b) if bias else -1
    out = memory.place(np.zeros((units, batch)))
    memory.run(Dense(f, out, out, at_x, at_w, at_b, batch, inputs, units, 0))
    y = FUNCTIONS[f](x @ w + b)
    close(memory.read(out, units, batch).T, y)

    g, before = rng.normal(size=(batch, units)), [rng.normal(size=s) for s in (w.shape, b.shape, x.T.shape)]
    at_g, (dw, db, dx) = memory.place(g.T), (memory.place(old) for old in before)
    scratch = memory.place(np.zeros((units, batch)))
    targets = (dw, modes[0], db if bias else -1, modes[1], dx, modes[2], scratch)
    memory.run(DenseBack(f, at_g, out, out, at_x, at_w, at_b, batch, inputs, units, *targets, 0))
    d = g * SLOPES[f](y)
    old_w, old_b, old_x = (old * (mode == Mode.ACCUMULATE) for old, mode in zip(before, modes, strict=True))
    close(memory.read(dw, inputs, units), old_w + x.T @ d)
    close(memory.read(db, units), old_b + d.sum(axis=0) if bias else before[1])
    close(memory.read(dx, inputs, batch), old_x + (d @ w.T).T)


@settings(max_examples=100)
@given(
    batch=st.integers(1, 40),
    inputs=sizes,
    units=sizes,
    steepness=st.sampled_from([1.0, 2.0]),
    bias=st.booleans(),
    seed=st.integers(0, 99),
)
def test_a_layer_far_out_in_its_flat_ends_has_slopes_that_are_not_0(
    batch: int, inputs: int, units: int, steepness: float, bias: bool, seed: int
) -> None:
    """All sums are positive and large, so that a sigmoid's or tanh's value is 1 in most cells."""
    rng, memory = np.random.default_rng(seed), Memory()
    f = Function.SIGMOID if steepness == 1.0 else Function.TANH
    x, w = rng.uniform(0, 30 / inputs, (batch, inputs)), rng.uniform(1, 3, (inputs, units))
    b = rng.uniform(0, 9, units) * bias
    at_x, at_w, at_b = memory.place(x.T), memory.place(w), memory.place(b) if bias else -1
    out, at_g = memory.place(np.zeros((units, batch))), memory.place(np.ones((units, batch)))
    memory.run(Dense(f, out, out, at_x, at_w, at_b, batch, inputs, units, 0))
    dw, db, scratch = memory.place(0 * w), memory.place(0 * b), memory.place(np.zeros((units, batch)))
    targets = (dw, Mode.RESTART, db if bias else -1, Mode.RESTART, -1, Mode.ASSIGN, scratch)
    memory.run(DenseBack(f, at_g, out, out, at_x, at_w, at_b, batch, inputs, units, *targets, 0))
    e = np.exp(-steepness * (x @ w + b))
    d = steepness**2 * e / (1 + e) ** 2
    np.testing.assert_allclose(memory.read(at_g, units, batch).T, d, rtol=1e-6)
    np.testing.assert_allclose(memory.read(dw, inputs, units), x.T @ d, rtol=1e-6)


@pytest.mark.parametrize("batch", [1, 3, 8, 13, 24])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_stays_in_its_example_and_comes_back(batch: int, bad: float) -> None:
    memory, inputs, units = Memory(), 3, 5
    x = np.ones((batch, inputs))
    x[batch - 1, 1] = bad
    w = np.full((inputs, units), 0.5)
    at_x, at_w, out = memory.place(x.T), memory.place(w), memory.place(np.zeros((units, batch)))
    memory.run(Dense(Function.LINEAR, out, out, at_x, at_w, -1, batch, inputs, units, 0))
    with np.errstate(invalid="ignore"):  # NumPy's product warns of lanes that it throws away
        forward, back = x @ w, x.T @ np.ones((batch, units))
    np.testing.assert_array_equal(memory.read(out, units, batch).T, forward)
    at_g, dw = memory.place(np.ones((units, batch))), memory.place(np.zeros(w.shape))
    targets = (dw, Mode.RESTART, -1, Mode.ASSIGN, -1, Mode.ASSIGN, memory.place(np.zeros((units, batch))))
    memory.run(DenseBack(Function.LINEAR, at_g, out, out, at_x, at_w, -1, batch, inputs, units, *targets, 0))
    np.testing.assert_array_equal(memory.read(dw, inputs, units), back)
