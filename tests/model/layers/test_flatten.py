"""Flatten: the same numbers in one row, and their gradients put back."""

from __future__ import annotations

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.ops import Shape
from tests.model.layers.everywhere import numbers, outcome


@pytest.mark.parametrize("inputs", [(4,), (2, 3), (2, 3, 4), (1, 1, 1)])
def test_it_is_numpy_s_reshape_and_its_gradient_is_put_back(inputs: Shape) -> None:
    x = numbers(5, *inputs)
    g = numbers(5, x[0].size, seed=1)
    y, gradients = outcome(Flatten(), x, g)
    np.testing.assert_array_equal(y, x.reshape(5, -1))
    np.testing.assert_array_equal(gradients["x"], g.reshape(x.shape))


def test_a_dense_layer_that_is_given_a_picture_says_to_put_it_before() -> None:
    with pytest.raises(SettingError, match=r"is given 2 × 3.*Put a Flatten layer before it"):
        Stack(inputs=(2, 3), layers=(Dense(units=1),))
    assert Stack(inputs=(2, 3), layers=(Flatten(), Dense(units=1))).shapes == ((2, 3), (6,), (1,))


def test_rows_of_a_model_that_takes_pictures_may_be_flat_or_shaped() -> None:
    model = gnn.Sequential([gnn.Flatten(input_shape=(2, 3)), gnn.Dense(1)])
    x = numbers(4, 2, 3)
    np.testing.assert_array_equal(model.predict(x), model.predict(x.reshape(4, 6)))
