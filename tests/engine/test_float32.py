"""The kernels in float32: every op, products of every size, and the noise, near float64."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import native
from graphviz_nn.graph import Builder, Graph
from graphviz_nn.ops import OPS, Case, Mean, Relu, Sigmoid, Square
from tests.engine.compare import assert_float32_is_near, graph_of
from tests.engine.test_large_products import SIZES
from tests.engine.test_ops import label

CASES = [case for op in OPS.values() for case in op.cases()]

pytestmark = pytest.mark.timeout(400)  # the kernels may have to be compiled, for both types


@pytest.fixture(autouse=True, scope="module")
def _float32() -> None:
    native.load("float32")


@pytest.mark.parametrize("case", CASES, ids=label)
def test_each_case_of_the_registry_is_near_float64(case: Case) -> None:
    assert_float32_is_near(graph_of(case.op, case.inputs))


@settings(max_examples=60)
@given(st.integers(1, 70), st.integers(1, 40), st.integers(1, 40), st.sampled_from((Relu, Sigmoid)))
def test_a_dense_layer_of_any_size_is_near_float64(
    examples: int, inputs: int, units: int, activation: type[Relu | Sigmoid]
) -> None:
    assert_float32_is_near(_layer(examples, inputs, units, activation))


@pytest.mark.parametrize(("examples", "inputs", "units"), SIZES)
def test_a_large_layer_is_near_float64(examples: int, inputs: int, units: int) -> None:
    assert_float32_is_near(_layer(examples, inputs, units, Relu), 1e-4)


def _layer(examples: int, inputs: int, units: int, activation: type[Relu | Sigmoid]) -> Graph:
    rng = np.random.default_rng([examples, inputs, units])
    builder = Builder()
    x = builder.parameter("x", rng.normal(size=(examples, inputs)))
    kernel = builder.parameter("W", rng.normal(size=(inputs, units)) / np.sqrt(inputs))
    h = builder.apply(activation(), x @ kernel + builder.parameter("b", rng.normal(size=units)))
    out = h @ builder.parameter("V", rng.normal(size=(units, 2)) / np.sqrt(units))
    return builder.graph(builder.apply(Mean(), builder.apply(Square(), out)))
