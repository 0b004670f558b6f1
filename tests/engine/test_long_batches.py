"""Dense layers over few and over many examples: the gradients are taken another way from 64 of them on."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.graph import Builder
from graphviz_nn.ops import Mean, Op, Relu, Softplus, Square
from tests.engine.compare import assert_native_is_reference


@pytest.mark.parametrize("batch", [1, 7, 63, 64, 65, 200])
@pytest.mark.parametrize("units", [1, 7, 8, 9])
@pytest.mark.parametrize("activation", [None, Relu(), Softplus()], ids=repr)
def test_a_dense_layer_over_any_number_of_examples(batch: int, units: int, activation: Op | None) -> None:
    rng = np.random.default_rng([batch, units])
    builder = Builder()
    x = builder.parameter("x", rng.normal(size=(batch, 5)))
    h = x @ builder.parameter("W", rng.normal(size=(5, units))) + builder.parameter(
        "b", rng.normal(size=units)
    )
    y = h if activation is None else builder.apply(activation, h)
    twice = y @ builder.parameter("V", rng.normal(size=(units, 3))) + builder.apply(
        Square(), x
    ) @ builder.parameter("U", rng.normal(size=(5, 3)))
    assert_native_is_reference(builder.graph(builder.apply(Mean(), builder.apply(Square(), twice))))
