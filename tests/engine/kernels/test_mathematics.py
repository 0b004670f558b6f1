"""The kernels' own exponential and its kin, against NumPy over all numbers, one by one and in the lanes of a tile."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import native
from graphviz_nn.engine.codes import Function
from graphviz_nn.engine.instructions import Dense
from graphviz_nn.engine.kernels import mathematics
from graphviz_nn.engine.kernels.flags import kernel
from graphviz_nn.ops import FloatArray
from tests.engine.compare import code_of

Mathematics = Callable[[FloatArray], FloatArray]

TINY = 5e-324
EDGES = np.array(
    [
        *(0.0, TINY, 1e-310, 1e-300, 1e-17, 1e-8, 0.3465, 0.3466, 1.0, 21.99, 22.01, 36.7, 40.0, 350.0),
        *(
            707.9,
            708.1,
            709.4,
            709.6,
            709.78,
            709.79,
            710.1,
            744.4,
            745.1,
            745.2,
            746.5,
            1e4,
            1e300,
            np.inf,
            np.nan,
        ),
    ]
)
EDGES = np.concatenate([EDGES, -EDGES])
EVERYWHERE = np.concatenate([EDGES, np.linspace(-760, 760, 30_011), np.linspace(-3, 3, 10_007)])


def reference(name: str, x: FloatArray) -> FloatArray:
    with np.errstate(over="ignore", under="ignore"):
        if name == "sigmoid":
            small = np.exp(-np.abs(x))
            return np.where(x > 0, 1 / (1 + small), small / (1 + small))
        function: Mathematics = {"exp": np.exp, "expm1": np.expm1, "tanh": np.tanh}[name]
        return function(x)


@kernel
def each(f: int, x: FloatArray, y: FloatArray) -> None:
    for i in range(len(x)):
        if f == 0:
            y[i] = mathematics.exponential(x[i])
        elif f == 1:
            y[i] = mathematics.exponential_minus_one(x[i])
        elif f == 2:
            y[i] = mathematics.hyperbolic_tangent(x[i])
        else:
            y[i] = mathematics.logistic(x[i])


def of_single_numbers(name: str, x: FloatArray) -> FloatArray:
    y = np.empty_like(x)
    each(("exp", "expm1", "tanh", "sigmoid").index(name), x, y)
    return y


def of_lanes(name: str, x: FloatArray) -> FloatArray:
    """Return what a layer of one unit with a kernel of 1 makes of the numbers, as one mini-batch."""
    arena = np.concatenate([[1.0], x, np.zeros(len(x))])
    f, out = {"tanh": Function.TANH, "sigmoid": Function.SIGMOID}[name], 1 + len(x)
    native.kernels().run(arena, code_of(Dense(f, out, out, 1, 0, -1, len(x), 1, 1, 0)))
    return arena[out:]


WAYS = [
    *((of_single_numbers, name) for name in ("exp", "expm1", "tanh", "sigmoid")),
    *((of_lanes, name) for name in ("tanh", "sigmoid")),
]


@pytest.mark.parametrize(("way", "name"), WAYS)
def test_a_few_units_of_the_last_place_over_the_whole_range(
    way: Callable[[str, FloatArray], FloatArray], name: str
) -> None:
    x = EVERYWHERE[~(np.abs(EVERYWHERE) > 700)] if name == "expm1" else EVERYWHERE
    # A sigmoid below 1e-308 may be 0, an exponential below it is as coarse as such numbers are.
    nothing = {"sigmoid": 1e-307, "exp": 2 * TINY}.get(name, 0.0)
    np.testing.assert_allclose(way(name, x), reference(name, x), rtol=1e-15, atol=nothing)


@pytest.mark.parametrize(("way", "name"), WAYS)
@settings(max_examples=100)
@given(x=st.lists(st.floats(-700, 700), min_size=1, max_size=20).map(np.array))
def test_any_numbers(way: Callable[[str, FloatArray], FloatArray], name: str, x: FloatArray) -> None:
    np.testing.assert_allclose(way(name, x), reference(name, x), rtol=1e-15, atol=1e-307)


@pytest.mark.parametrize(("way", "name"), WAYS)
def test_what_grows_never_falls(way: Callable[[str, FloatArray], FloatArray], name: str) -> None:
    x = np.linspace(-700, 700, 20_001)
    y = way(name, x)
    assert (np.diff(y) >= -4e-16 * np.abs(y[1:])).all()


def test_the_exponential_ends_where_the_numbers_end() -> None:
    x = np.array([709.782, 709.783, -745.13, -745.14, np.inf, -np.inf, 0.0])
    np.testing.assert_array_equal(np.isinf(of_single_numbers("exp", x)), [0, 1, 0, 0, 1, 0, 0])
    np.testing.assert_array_equal(of_single_numbers("exp", x) == 0.0, [0, 0, 0, 1, 0, 1, 0])
    assert of_single_numbers("exp", x)[-1] == 1.0


@pytest.mark.parametrize("way", [of_single_numbers, of_lanes])
def test_a_tangent_and_a_sigmoid_are_where_they_must_be(way: Callable[[str, FloatArray], FloatArray]) -> None:
    x = np.array([np.inf, -np.inf, 0.0, 1e300, -1e300])
    np.testing.assert_array_equal(way("tanh", x), [1, -1, 0, 1, -1])
    np.testing.assert_array_equal(way("sigmoid", x), [1, 0, 0.5, 1, 0])
