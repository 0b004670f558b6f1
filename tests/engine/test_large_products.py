"""Products that outgrow the nearest cache: they are taken in blocks, whose edges lie anywhere."""

from __future__ import annotations

import numpy as np
import pytest

from graphviz_nn.engine.kernels.matmul import DEEP, LARGE, TALL, WIDE
from graphviz_nn.graph import Builder
from graphviz_nn.ops import Mean, Relu, Square
from tests.engine.compare import assert_native_is_reference

# Examples, inputs, units.
SIZES = [
    (4 * WIDE, DEEP, 8 * TALL),
    (4 * WIDE + 1, DEEP + 1, 8 * TALL + 1),
    (9 * WIDE - 1, 3 * DEEP - 1, 9 * TALL - 1),
    (2 * WIDE, 6 * DEEP + 16, 128),
    (3, 2 * LARGE // (3 * 90), 90),
    (2 * LARGE // (3 * 70), 3, 70),
    (2 * LARGE // (70 * 3), 70, 3),
]


@pytest.mark.parametrize(("examples", "inputs", "units"), SIZES)
def test_a_large_layer_is_that_of_the_reference(examples: int, inputs: int, units: int) -> None:
    assert examples * inputs * units >= LARGE
    rng = np.random.default_rng([examples, inputs])
    builder = Builder()
    x = builder.parameter("x", rng.normal(size=(examples, inputs)))
    kernel = builder.parameter("W", rng.normal(size=(inputs, units)) / np.sqrt(inputs))
    h = builder.apply(Relu(), x @ kernel + builder.parameter("b", rng.normal(size=units)))
    twice = h @ builder.parameter("V", rng.normal(size=(units, 2)) / np.sqrt(units)) + h @ builder.parameter(
        "U", rng.normal(size=(units, 2)) / np.sqrt(units)
    )
    assert_native_is_reference(builder.graph(builder.apply(Mean(), builder.apply(Square(), twice))))
